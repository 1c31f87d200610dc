"""answerCallbackQuery."""

from typing import Any

from tests.emulators.telegram.entities import units
from tests.emulators.telegram.given import Given
from tests.emulators.telegram.model import Toast
from tests.emulators.telegram.refusals import refuse
from tests.emulators.telegram.world import World

LONGEST_TOAST = 200
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(world: World, given: Given) -> Any:
    """Show a toast, once and in time."""
    press = world.presses.get(given.text("callback_query_id"))
    text = given.text("text")
    if units(text) > LONGEST_TOAST:
        refuse("MESSAGE_TOO_LONG")
    late = press and world.clock.now() - press.at >= world.rules.press_lives_s
    if press is None or press.answered or late:
        refuse(TOO_OLD)
    press.answered = True
    world.chats[press.chat_id].toasts.append(
        Toast(
            query_id=press.query_id,
            text=text,
            alert=given.yes("show_alert"),
            url=given.text("url"),
            at=world.clock.now(),
        )
    )
    return True


METHODS = {"answerCallbackQuery": answer_callback_query}

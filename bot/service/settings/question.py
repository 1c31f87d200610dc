"""What all settings share: the open question, the way back, and the card after a change."""

from bot.domain.action import Action
from bot.domain.message import Answer, Button, OutgoingMessage, card
from bot.domain.person import Conversation
from bot.domain.wish import Wish
from bot.service import wishes
from bot.service.moment import Turn
from bot.service.pick.asking import Asking

FLOW = VERB = "settings"
HOUR_VERB, CITY_VERB, DAYS_VERB = (
    "hour",
    "city",
    "days",
)  # steps of the flow, and the verbs of their buttons
UNDO = "undo-"


def asking_by(turn: Turn, verb: str) -> Asking:
    """Give the verb of a question, with the way back to all settings."""
    return Asking(verb=verb, back=Button(turn.say("button.back"), Action(VERB)))


def ask(turn: Turn, step: str, message: OutgoingMessage, draft: str = "") -> Answer:
    """Ask something whose answer can be typed."""
    turn.tx.conversations.put(
        Conversation(
            person_id=turn.person.person_id,
            address=turn.account.address,
            flow=FLOW,
            step=step,
            draft=draft,
            waits_for="text",
            updated_at=turn.at.now,
        ),
    )
    return Answer(message=message)


def draft_of(turn: Turn) -> str:
    """Give what the open question keeps in mind, "" where none of settings is open."""
    conversation = turn.conversation()
    return conversation.draft if conversation is not None and conversation.flow == FLOW else ""


def end_question(turn: Turn) -> None:
    """Close the question of settings, if one is open."""
    conversation = turn.conversation()
    if conversation is not None and conversation.flow == FLOW:
        turn.tx.conversations.end(turn.person.person_id)


def not_begun(turn: Turn) -> Answer:
    """Answer somebody who has nothing to set yet."""
    return Answer(message=card(turn.say("settings.nothing"), turn.say("settings.begin")))


def changed(turn: Turn, wish: Wish, said: str) -> Answer:
    """Go over to a wish; the answer shows the next three days, and can be undone."""
    end_question(turn)
    wishes.change_wish(turn, wish)
    return Answer(message=after_card(turn, said))


def after_card(turn: Turn, said: str) -> OutgoingMessage:
    """Draw what holds now, with the next three days and the way to take the last change back."""
    lines = wishes.next_lines(turn)
    if lines:
        lines = [turn.say("settings.next"), *lines]
    elif turn.live() is not None:
        lines = [turn.say("settings.paused")]
    more: tuple[Button, ...] = (Button(turn.say("settings.more"), Action(VERB)),)
    change_no = wishes.last_change_no(turn)
    if change_no:
        undo = Button(turn.say("settings.undo"), Action(VERB, 0, f"{UNDO}{change_no}"))
        more = (undo, *more)
    return card(said, *lines, rows=(more,))

"""Choosing weekdays with buttons that each name the whole choice, or by typing them.

Buttons carry `t-<digits>` for a choice that is still being made and `d-<digits>` for the one
that is meant; Monday is 0.
"""

import re

from bot.domain.action import Action
from bot.domain.message import Button, OutgoingMessage, Question, Weight, card
from bot.domain.program import DaysPerWeek
from bot.domain.typed_days import WEEK
from bot.domain.wish import pack_weekdays, unpack_weekdays
from bot.service.moment import Turn
from bot.service.pick.asking import Asking
from bot.service.pick.rows import rows_of

DRAFTED, MEANT = "t-", "d-"
DAYS_A_ROW = 3
_DIGITS = re.compile(r"[0-6]{0,7}", re.ASCII)


def days_card(
    turn: Turn, asking: Asking, bounds: DaysPerWeek, chosen: frozenset[int], note: str = ""
) -> OutgoingMessage:
    """Ask for weekdays; what is chosen stands in the text, and why it cannot stand."""
    say = turn.say
    picked = say.weekdays(chosen) if chosen else say("pick.days_none")
    meant = Button(
        say("pick.days_these"),
        Action(asking.verb, 0, f"{MEANT}{pack_weekdays(chosen)}"),
        Weight.MAIN,
    )
    buttons = [_toggle(turn, asking, chosen, day) for day in range(WEEK)]
    return card(
        say("pick.days"),
        say("pick.days_bounds", least=bounds.least, most=bounds.most),
        say("pick.days_now", days=picked),
        note or fault_of(turn, bounds, chosen),
        rows=((meant,), *rows_of([*buttons, asking.back], DAYS_A_ROW)),
        question=Question(
            Action(asking.verb, 0, f"{DRAFTED}{pack_weekdays(chosen)}"),
            say("pick.days"),
            say("pick.days_example"),
        ),
    )


def _toggle(turn: Turn, asking: Asking, chosen: frozenset[int], day: int) -> Button:
    key = "pick.days_drop" if day in chosen else "pick.days_add"
    label = turn.say(key, day=turn.say.weekday(day))
    return asking.button(label, f"{DRAFTED}{pack_weekdays(chosen ^ {day})}")


def fault_of(turn: Turn, bounds: DaysPerWeek, chosen: frozenset[int]) -> str:
    """Say why a choice cannot stand, "" where it can: never none, never too few or many."""
    if len(chosen) < bounds.least:
        return turn.say("pick.days_few", least=bounds.least)
    if len(chosen) > bounds.most:
        return turn.say("pick.days_many", most=bounds.most)
    return ""


def days_in(argument: str, kind: str) -> frozenset[int] | None:
    """Read the weekdays that a button carries; None for another button."""
    digits = argument.removeprefix(kind)
    if not argument.startswith(kind) or not _DIGITS.fullmatch(digits):
        return None
    return unpack_weekdays(digits)

"""Choosing the hour of the card: three usual ones, or any that is typed.

Buttons carry `h-<minute>` for an hour, `q-<minute>` for one inside quiet hours that the person
says yes to, and `ho` for the way to type one.
"""

from dataclasses import replace

from bot.domain.action import Action
from bot.domain.message import OutgoingMessage, Question, card
from bot.domain.schedule import QUIET_AFTER_CARD_MIN, with_hour
from bot.domain.typed_hour import (
    HourAmbiguous,
    HourKnown,
    HourOutOfRange,
    HourRead,
    HourUnknown,
)
from bot.domain.wish import MINUTES_A_DAY, USUAL_DAY_ENDS_MIN, Wish
from bot.service.moment import Turn
from bot.service.pick.asking import Asking
from bot.service.pick.rows import Rows

USUAL_HOURS_MIN = (7 * 60 + 30, 12 * 60 + 30, 19 * 60 + 30)
QUIET_CHOICES_MIN = ((21 * 60, 7 * 60), (22 * 60, 7 * 60), (23 * 60, 6 * 60))
HOUR, GRANTED, OTHER = "h-", "q-", "ho"


def hour_rows(turn: Turn, asking: Asking) -> Rows:
    """Give the usual hours."""
    return (
        tuple(
            asking.button(turn.say.time(minute), f"{HOUR}{minute}") for minute in USUAL_HOURS_MIN
        ),
    )


def minute_in(argument: str, kind: str) -> int | None:
    """Read the minute of the day that a button carries; None for another button."""
    digits = argument.removeprefix(kind)
    if not argument.startswith(kind) or not digits.isdecimal():
        return None
    minute = int(digits)
    return minute if minute < MINUTES_A_DAY else None


def is_in_quiet(wish: Wish, minute: int) -> bool:
    """Tell whether a minute of the day lies in the quiet hours of a wish."""
    length = (wish.quiet_to_min - wish.quiet_from_min) % MINUTES_A_DAY
    return (minute - wish.quiet_from_min) % MINUTES_A_DAY < length


def wish_at(wish: Wish, minute: int) -> Wish:
    """Move the hour; quiet hours that the person set stay where the hour leaves them whole."""
    moved = with_hour(wish, minute)
    if is_in_quiet(wish, minute) or with_hour(wish, wish.hour_min) == wish:
        return moved
    return replace(
        moved,
        quiet_from_min=wish.quiet_from_min,
        quiet_to_min=wish.quiet_to_min,
        day_ends_min=min(minute, USUAL_DAY_ENDS_MIN),
    )


def quiet_around(wish: Wish, start: int, end: int) -> tuple[int, int]:
    """Shorten quiet hours from the nearer end, where the hour of the card lies inside them."""
    chosen = replace(wish, quiet_from_min=start, quiet_to_min=end)
    if not is_in_quiet(chosen, wish.hour_min):
        return start, end
    into = (wish.hour_min - start) % MINUTES_A_DAY
    left = (end - wish.hour_min) % MINUTES_A_DAY
    if left <= into:
        return start, wish.hour_min
    return (wish.hour_min + QUIET_AFTER_CARD_MIN) % MINUTES_A_DAY, end


def typing_card(turn: Turn, asking: Asking, title: str = "") -> OutgoingMessage:
    """Ask for an hour in words."""
    prompt, example = title or turn.say("pick.hour_type"), turn.say("pick.hour_example")
    return card(
        prompt,
        example,
        rows=(*hour_rows(turn, asking), (asking.back,)),
        question=Question(Action(asking.verb, 0, OTHER), turn.say("pick.hour_type"), example),
    )


def quiet_card(turn: Turn, asking: Asking, wish: Wish, minute: int) -> OutgoingMessage:
    """Ask whether quiet hours may move for an hour inside them."""
    say = turn.say
    moved = wish_at(wish, minute)
    return card(
        say("pick.quiet_title", hour=say.time(minute)),
        say("pick.quiet_was", **_quiet_of(turn, wish)),
        say("pick.quiet_then", **_quiet_of(turn, moved)),
        rows=(
            (asking.button(say("pick.quiet_yes"), f"{GRANTED}{minute}"),),
            (asking.button(say("pick.hour_other"), OTHER),),
            (asking.back,),
        ),
    )


def _quiet_of(turn: Turn, wish: Wish) -> dict[str, str]:
    start, end = turn.say.time(wish.quiet_from_min), turn.say.time(wish.quiet_to_min)
    return {"start": start, "end": end}


def unclear_hour(turn: Turn, asking: Asking, read: HourRead) -> OutgoingMessage | int:
    """Give the minute that was typed, or the question that it leaves open."""
    match read:
        case HourKnown():
            return read.minute_of_day
        case HourAmbiguous():
            both = tuple(
                asking.button(turn.say.time(minute), f"{HOUR}{minute}")
                for minute in (read.first_min, read.second_min)
            )
            return card(turn.say("pick.hour_ambiguous"), rows=(both, (asking.back,)))
        case HourOutOfRange():
            return typing_card(turn, asking, turn.say("pick.hour_out_of_range"))
        case HourUnknown():
            return typing_card(turn, asking, turn.say("pick.hour_unknown"))

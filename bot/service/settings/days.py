"""The weekdays with sessions."""

from dataclasses import replace

from bot.domain.action import Action
from bot.domain.message import Answer
from bot.domain.program import DaysPerWeek
from bot.domain.typed_days import read_weekdays
from bot.service.moment import Turn
from bot.service.pausing import wish_of
from bot.service.pick.days import DRAFTED, MEANT, days_card, days_in, fault_of
from bot.service.settings.question import DAYS_VERB, ask, asking_by, changed, not_begun
from bot.service.table import Verb


def press_days(turn: Turn, action: Action) -> Answer:
    """Ask for weekdays, show a choice that is being made, or take the one that is meant."""
    bounds = _bounds(turn)
    if bounds is None:
        return not_begun(turn)
    meant = days_in(action.argument, MEANT)
    if meant is not None:
        return _take_days(turn, bounds, meant)
    drafted = days_in(action.argument, DRAFTED)
    return _ask(turn, bounds, wish_of(turn).weekdays if drafted is None else drafted)


def _bounds(turn: Turn) -> DaysPerWeek | None:
    """Give what the person's program bears, None for somebody in none."""
    newest = turn.newest()
    if newest is None or turn.person.wish is None:
        return None
    return turn.program_of(newest).days_per_week


def _ask(turn: Turn, bounds: DaysPerWeek, chosen: frozenset[int], note: str = "") -> Answer:
    asking = asking_by(turn, DAYS_VERB)
    return ask(
        turn,
        DAYS_VERB,
        days_card(turn, asking, bounds, chosen, note),
    )


def _take_days(turn: Turn, bounds: DaysPerWeek, chosen: frozenset[int]) -> Answer:
    if fault_of(turn, bounds, chosen):
        return _ask(turn, bounds, chosen)
    said = turn.say("settings.days_are", days=turn.say.weekdays(chosen))
    return changed(turn, replace(wish_of(turn), weekdays=chosen), said)


def read_typed_days(turn: Turn, text: str) -> Answer:
    """Take typed words as the days that were asked for."""
    bounds = _bounds(turn)
    if bounds is None:
        return not_begun(turn)
    chosen = read_weekdays(text)
    if chosen is None:
        note = turn.say("pick.days_unknown")
        return _ask(turn, bounds, wish_of(turn).weekdays, note)
    return _take_days(turn, bounds, chosen)


VERBS = (Verb(name=DAYS_VERB, handler=press_days),)

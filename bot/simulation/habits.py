"""The habits of made-up people: what they do when a card comes, and what comes over them."""

from dataclasses import dataclass
from enum import StrEnum

HOUR_S, DAY_S = 3600, 86_400
SOON = (2, 40)
DAYS_LATER = (2 * DAY_S, 5 * DAY_S)


class What(StrEnum):
    """Kinds of thing that somebody can mean to do."""

    COMMAND = "command"
    TYPE = "type"
    PRESS = "press"  # a button of the message shown last, by verb and beginning of its argument
    ANY = "any"  # whatever button is in sight, be it of a message from before
    FORGE = "forge"  # a button that somebody else was shown, or nobody
    CLOSE = "close"  # block the bot


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing to do, after a wait."""

    what: What
    name: str = ""
    argument: str = ""
    wait_s: tuple[int, int] = SOON


@dataclass(frozen=True, slots=True)
class Whim:
    """Several intents, one after another, that come over somebody with a card."""

    chance: float
    intents: tuple[Intent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How one kind of person is; `share` of a hundred people are so."""

    name: str
    share: int
    answers: float = 0.45  # the chance that a card is answered at all
    reply_s: tuple[int, int] = (60, 1200)
    hours: tuple[str, ...] = ("06:30", "07:00", "07:30", "08:00", "12:15", "18:30")
    agrees: float = 0.85  # to the keeping of scores
    watches: float = 0.1  # lets the steps of a session turn by themselves
    taps: int = 1  # presses of one button
    whims: tuple[Whim, ...] = ()


def _command(name: str, argument: str = "", wait_s: tuple[int, int] = SOON) -> Intent:
    return Intent(What.COMMAND, name, argument, wait_s)


def _press(verb: str, argument: str = "", wait_s: tuple[int, int] = SOON) -> Intent:
    return Intent(What.PRESS, verb, argument, wait_s)


_LISTS = (_press("again", "l1-none"), _press("again", "l2-none"))
# What comes over anybody now and then.
COMMON = (
    Whim(0.02, (_command("hurts"), _press("hurts", "muscle"))),
    Whim(
        0.01,
        (
            _command("hurts"),
            _press("hurts", "list"),
            _press("hurts", "l1-yes"),
            _press("hurts", "is-"),
            _command("resume", wait_s=DAYS_LATER),
            _press("resume", "cleared"),
            *_LISTS,
        ),
    ),
    Whim(0.02, (_press("later"), _press("later", "1h"))),
    Whim(0.03, (_press("skip"), Intent(What.ANY))),
    Whim(0.02, (Intent(What.TYPE, "{hour}"), _press("hour"))),
    Whim(0.02, (_command("{any}"), Intent(What.ANY))),
    Whim(0.01, (Intent(What.ANY),)),
    Whim(0.01, (Intent(What.TYPE, "{words}"),)),
    Whim(0.01, (_command("privacy"), _press("forget"), _press("forget", "yes"))),
)
_STOPS = (
    Whim(0.06, (Intent(What.TYPE, "stop"), _command("resume", wait_s=DAYS_LATER))),
    Whim(0.03, (_command("stop"), _press("resume"))),
    Whim(0.04, (_command("stop"), _command("start", wait_s=DAYS_LATER))),
    Whim(0.05, (Intent(What.CLOSE), _command("today", wait_s=(3 * DAY_S, 7 * DAY_S)))),
)
_PAUSES = (
    Whim(0.08, (_command("pause"), _press("pause", "3d"))),
    Whim(0.05, (_command("pause"), _press("pause", "1w"), _command("resume", wait_s=DAYS_LATER))),
    Whim(
        0.05, (_command("pause"), _press("pause", "open"), _command("resume", wait_s=DAYS_LATER))
    ),
    Whim(0.03, (_press("skip"), _press("skip", "ill"), _press("skip", "ill3"))),
)
_MOVES = (
    Whim(0.2, (Intent(What.TYPE, "I'm in {city}"), _press("city", "k-"))),
    Whim(0.05, (Intent(What.TYPE, "I'm in {city}"), _press("city", "home"))),
)
_ERASES = (
    Whim(
        0.06,
        (
            _command("delete"),
            _press("delete", "yes"),
            Intent(What.ANY, wait_s=(60, DAY_S)),
            _command("start", wait_s=DAYS_LATER),
        ),
    ),
)
_LIES = (Whim(0.7, (Intent(What.FORGE), Intent(What.FORGE), Intent(What.FORGE))),)

HABITS = (
    Habit(name="keen", share=16, answers=0.95, reply_s=(20, 600), watches=0.4),
    Habit(name="late", share=14, answers=0.4, reply_s=(2 * HOUR_S, 16 * HOUR_S)),
    Habit(name="silent", share=22, answers=0.03),
    Habit(
        name="night_owl",
        share=12,
        reply_s=(60, 4 * HOUR_S),
        hours=("02:30", "23:30", "00:30", "23:10", "22:15", "02:05"),
    ),
    Habit(name="zone_hopper", share=8, whims=_MOVES),
    Habit(name="pauser", share=8, whims=_PAUSES),
    Habit(name="quitter", share=8, whims=_STOPS),
    Habit(name="double_tapper", share=5, taps=3),
    Habit(name="deleter", share=3, whims=_ERASES),
    Habit(name="liar", share=4, whims=_LIES),
)
_BY_NAME = {habit.name: habit for habit in HABITS}
# Who comes first to every world: one of each habit, then more of whom chance may leave out.
FIRST_PEOPLE = (
    *HABITS,
    *(_BY_NAME[name] for name in ("deleter", "deleter", "night_owl", "night_owl", "night_owl")),
)
# Hours that a clock jumps over in Berlin, and shows twice in Sydney, Auckland and Santiago.
FIRST_HOURS = {3: "02:30", 12: "02:30", 13: "02:30", 14: "23:30"}
# Zones whose clocks jump within the days that are lived, zones with odd offsets, and others.
CITIES = (
    *("Sydney", "Auckland", "Santiago", "Berlin", "London", "Melbourne"),
    *("Bogota", "Kathmandu", "Adelaide", "Tokyo", "Honolulu", "Cairo"),
)

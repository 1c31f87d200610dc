"""An hour of the day as people type it: "07:30", "7pm", "19h30", "half past 7", "halb acht"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.domain.spoken_words import english_number, number
from bot.domain.typed_text import LONGEST_TYPED, plain, without_lead, without_tail, words_in

HALF_DAY_MIN = 12 * 60
NOON_HOUR = 12
LAST_HOUR, LAST_MINUTE = 24, 59
NIGHT_ENDS_HOUR = 5
""" "Four at night" is before dawn, "five at night" is not said of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HourKnown:
    """One minute of the day, 0 to 1439."""

    minute_of_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HourAmbiguous:
    """Morning or evening: the earlier minute of the day, and the one twelve hours later."""

    first_min: int
    second_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HourOutOfRange:
    """It is written like an hour, but no day has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HourUnknown:
    """It is no hour, or it contradicts itself."""


HourRead = HourKnown | HourAmbiguous | HourOutOfRange | HourUnknown


class _Part(Enum):
    MORNING = auto()
    LATER = auto()
    NIGHT = auto()


@dataclass(frozen=True, slots=True)
class _Said:
    hour: int
    minute: int
    is_24_hour: bool


_LEADS = words_in(
    "a about around at by ca change circa daily day each every for gegen hour it make maybe my "
    "please roughly say so the time to um @"
)
_TAILS = words_in("bitte clock daily h hours hrs o'clock oclock please sharp uhr")
_PARTS = (
    *((words, _Part.MORNING) for words in ("am", "a", "in the morning", "morgens", "fruh")),
    *((words, _Part.LATER) for words in ("pm", "p", "in the afternoon", "nachmittags")),
    *((words, _Part.NIGHT) for words in ("in the evening", "at night", "abends", "nachts")),
)
_NAMED = {
    **dict.fromkeys(("noon", "midday", "12 noon", "mittag", "mittags"), NOON_HOUR),
    **dict.fromkeys(("midnight", "12 midnight", "mitternacht", "mitternachts"), 0),
}

_PUNCTUATION_AROUND = " .,!?;"
_GLUED = re.compile(r"(?<=[0-9])(?=[a-z])|(?<=[a-z])(?=[0-9])|(?<=[a-z])-(?=[a-z0-9])")
_HALF_OF_DAY = re.compile(r"\b([ap])\. ?m\b\.?")

_H = r"([0-9]{1,2})"
_PART = r"(half|quarter|viertel|[0-9]{1,2})"
_MINUTES = r"(?: min| minutes| minuten)?"
_PAST = {"half": 30, "quarter": 15, "viertel": 15}
_TENS = {"fifteen": 15, "thirty": 30, "fortyfive": 45}


def read_hour(text: str) -> HourRead:
    """Read an hour; digits alone ("7") and spoken hours may mean morning or evening.

    "07", "7:30" and "1930" are the 24-hour clock. 24:00 is midnight.
    """
    if len(text) > LONGEST_TYPED:
        return HourUnknown()
    words, part = _split_part(_words(text))
    said = _said(" ".join(words), is_british="half" in words)
    if said is None:
        return HourUnknown()
    if said.hour > LAST_HOUR or said.minute > LAST_MINUTE:
        return HourOutOfRange()
    if said.hour == LAST_HOUR and said.minute:
        return HourOutOfRange()
    if part is None:
        return _without_part(said)
    return _with_part(said, part)


def _words(text: str) -> Sequence[str]:
    apart = _HALF_OF_DAY.sub(r"\1m", _GLUED.sub(" ", plain(text).replace(", ", " ")))
    said = apart.replace("twenty five", "25").replace("forty five", "fortyfive")
    return without_lead(said.strip(_PUNCTUATION_AROUND).split(), _LEADS)


def _split_part(words: Sequence[str]) -> tuple[Sequence[str], _Part | None]:
    body = " ".join(without_tail(words, _TAILS))
    for ending, part in _PARTS:
        if body.endswith(f" {ending}"):
            return without_tail(body.removesuffix(ending).split(), _TAILS), part
    # The h of "7 h" is kept: it tells the 24-hour clock.
    return without_tail(words, _TAILS - {"h"}), None


def _without_part(said: _Said) -> HourRead:
    if said.is_24_hour or not 0 < said.hour <= NOON_HOUR:
        return HourKnown(minute_of_day=said.hour % LAST_HOUR * 60 + said.minute)
    first_min = said.hour % NOON_HOUR * 60 + said.minute
    return HourAmbiguous(first_min=first_min, second_min=first_min + HALF_DAY_MIN)


def _with_part(said: _Said, part: _Part) -> HourRead:
    hour = said.hour % LAST_HOUR
    if hour > NOON_HOUR and part is _Part.MORNING:
        return HourUnknown()
    if hour == 0 and part is _Part.LATER:
        return HourUnknown()
    is_night = part is _Part.NIGHT and (hour == NOON_HOUR or hour < NIGHT_ENDS_HOUR)
    is_first_half = part is _Part.MORNING or is_night
    first_min = hour % NOON_HOUR * 60 + said.minute
    return HourKnown(minute_of_day=first_min if is_first_half else first_min + HALF_DAY_MIN)


def _said(body: str, *, is_british: bool) -> _Said | None:
    if body in _NAMED:
        return _Said(_NAMED[body], 0, is_24_hour=True)
    # "Half" takes English words alone: the Dutch "half acht" is an hour before "half eight".
    number_of = english_number if is_british else number
    numbers = (number_of(word) for word in body.split())
    spoken = " ".join(
        word if value is None or word in _TENS else str(value)
        for word, value in zip(body.split(), numbers, strict=True)
    )
    for pattern, said_by in _PATTERNS:
        if found := pattern.fullmatch(spoken):
            return said_by(*found.groups())
    return None


def _clock(hour: str, minute: str) -> _Said:
    return _Said(int(hour), int(minute), is_24_hour=True)


def _whole(hour: str, mark: str | None) -> _Said:
    return _Said(int(hour), 0, is_24_hour=mark is not None or hour.startswith("0"))


def _spoken(hour: str, minute: str) -> _Said:
    return _Said(int(hour), _TENS[minute], is_24_hour=False)


def _past(minutes: str, hour: str) -> _Said:
    return _Said(int(hour), _PAST.get(minutes) or int(minutes), is_24_hour=False)


def _to(minutes: str, hour: str) -> _Said:
    return _before(_PAST.get(minutes) or int(minutes), int(hour))


def _before(minutes: int, hour: int) -> _Said:
    if not 0 < minutes <= LAST_MINUTE or hour > LAST_HOUR:
        return _Said(hour, minutes, is_24_hour=False)
    if hour == 1:
        return _Said(NOON_HOUR, 60 - minutes, is_24_hour=False)
    is_24_hour = hour == 0 or hour > NOON_HOUR
    return _Said((hour - 1) % LAST_HOUR, 60 - minutes, is_24_hour=is_24_hour)


def _half(hour: str) -> _Said:
    return _past("half", hour)


def _halb(hour: str) -> _Said:
    return _before(30, int(hour))


def _dreiviertel(hour: str) -> _Said:
    return _to("quarter", hour)


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[..., _Said]], ...] = (
    (re.compile(rf"{_H}[:.,]([0-9]{{2}})(?:[:.][0-9]{{2}})?(?: h)?"), _clock),
    (re.compile(rf"{_H} (?:h |uhr )?([0-9]{{2}})"), _clock),
    (re.compile(r"([0-9]{1,2})([0-9]{2})(?: h)?"), _clock),
    (re.compile(rf"{_H}( h)?"), _whole),
    (re.compile(rf"{_H} (fifteen|thirty|fortyfive)"), _spoken),
    (re.compile(rf"{_PART}{_MINUTES} (?:past|after|nach) {_H}"), _past),
    (re.compile(rf"{_PART}{_MINUTES} (?:to|before|of|till|vor) {_H}"), _to),
    (re.compile(rf"half {_H}"), _half),
    (re.compile(rf"halb {_H}"), _halb),
    (re.compile(rf"dreiviertel {_H}"), _dreiviertel),
)

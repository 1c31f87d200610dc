"""The end of a pause as people type it: "20 March", "till Friday", "2 weeks", "until I say"."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from bot.domain.spoken_words import month, number, weekday
from bot.domain.typed_text import LONGEST_TYPED, plain, without_tail, words_in

LONGEST_PAUSE_DAYS = 365
WEEK = 7
YEARS_TO_A_LEAP_DAY = 8
"""29 February is at most this far away: 1900 and 2100 have none."""
MOST_MONTHS = 24
"""More months than that are read as that many: both are too far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UntilKnown:
    """The first local date with messages again, 1 to 365 days ahead."""

    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UntilOpen:
    """Until the person says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UntilPast:
    """A date that is today or gone, so that nothing would pause."""

    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UntilTooFar:
    """A date more than 365 days ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UntilUnknown:
    """It is no date, or one that no calendar has."""


UntilRead = UntilKnown | UntilOpen | UntilPast | UntilTooFar | UntilUnknown

_LEADS = words_in(
    "am at away back be bis break bye for from gone holiday holidays i i'll i'm ich ill im in it me "
    "messages no of off on out pause paused please sick stop take that the then til till to travel "
    "traveling travelling trip until up vacation vor zum am"
)
_TAILS = words_in("please thanks ok long off only holiday bitte")
_OPEN = frozenset(
    {
        *(
            "i say",
            "i say so",
            "i say otherwise",
            "i say go",
            "i tell you",
            "i write",
            "further notice",
        ),
        *("i come back", "i am back", "i'm back", "im back", "i get back", "i return", "i resume"),
        *("indefinitely", "open", "open end", "open ended", "open-ended", "no date", "no end"),
        *("i don't know", "don't know", "not sure"),
    }
)
_DAYS_AHEAD = {
    **dict.fromkeys(("today", "heute"), 0),
    **dict.fromkeys(("tomorrow", "tmrw", "morgen"), 1),
    **dict.fromkeys(("day after tomorrow", "ubermorgen", "uebermorgen"), 2),
}
_SAME = (
    (re.compile(r"\b(?:a )?couple (?:of )?"), "2 "),
    (re.compile(r"\b(?:a )?fortnight\b"), "2 weeks"),
    (re.compile(r"\banother\b"), "1"),
    (re.compile(r"\bmore\b|,"), " "),
    (re.compile(r"(?<=[./]) +| +(?=[./])"), ""),
)

_SPAN = re.compile(r"([0-9]{1,4}|[a-z]+) ?(d|w|[a-z]{3,7})")
_UNIT = {
    **dict.fromkeys(("d", "day", "days", "tag", "tage", "tagen"), "day"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "woche", "wochen"), "week"),
    **dict.fromkeys(("month", "months", "monat", "monate", "monaten"), "month"),
    **dict.fromkeys(("year", "years", "jahr", "jahre"), "year"),
}
_MONTHS_IN = {"month": 1, "year": 12}
_NEXT = re.compile(r"(?:next |this |coming |nachsten? |nachster |kommenden )?([a-z]+)")
_IN_NEXT_WEEK = re.compile(r"next week (?:on )?([a-z]+)|([a-z]+) (?:of )?next week")
_NEXT_WEEK = re.compile(r"(?:next week|nachste woche)")
_NEXT_MONTH = re.compile(r"(?:next month|nachsten monat)")
_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_NUMERIC = re.compile(r"([0-9]{1,2})([./])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2}))?")
_DASHED = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")
_DAY_FIRST = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th|\.)? ?(?:of )?([a-z]{3,9})\.?(?: ?([0-9]{4}|[0-9]{2}))?"
)
_MONTH_FIRST = re.compile(
    r"([a-z]{3,9})\.? ?(?:the )?([0-9]{1,2})(?:st|nd|rd|th|\.)?(?: ([0-9]{4}))?"
)
_NTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)")


def read_until(text: str, today_on: date) -> UntilRead:
    """Read when messages may come again, seen from the person's own day.

    A date without a year is the next such date, a weekday the next such day after today. A date
    in figures has its day first, unless only its month can stand there.
    """
    if len(text) > LONGEST_TYPED:
        return UntilUnknown()
    for said in _readings(plain(text)):
        if said in _OPEN:
            return UntilOpen()
        until_on = _date_of(said, today_on)
        if until_on is not None:
            return _judged(until_on, today_on)
    return UntilUnknown()


def _judged(until_on: date, today_on: date) -> UntilRead:
    if until_on <= today_on:
        return UntilPast(until_on=until_on)
    if (until_on - today_on).days > LONGEST_PAUSE_DAYS:
        return UntilTooFar()
    return UntilKnown(until_on=until_on)


def _readings(said: str) -> Iterator[str]:
    """Give the text, then the text without its first word as long as that one says nothing."""
    for pattern, same in _SAME:
        said = pattern.sub(same, said)
    words = list(without_tail(said.strip(" .!?").split(), _TAILS))
    while words:
        yield " ".join(words)
        # "Friday 20 March" is the 20th, and the weekday says nothing more.
        if words[0] not in _LEADS and (weekday(words[0]) is None or not _has_digit(words[1:])):
            return
        del words[0]


def _has_digit(words: Sequence[str]) -> bool:
    return any(char.isdigit() for word in words for char in word)


def _date_of(said: str, today_on: date) -> date | None:
    found = (read(said, today_on) for read in _READERS)
    return next((on for on in found if on is not None), None)


def _named(said: str, today_on: date) -> date | None:
    if said in _DAYS_AHEAD:
        return _in_days(today_on, _DAYS_AHEAD[said])
    if _NEXT_WEEK.fullmatch(said):
        return _next_week(today_on, 0)
    if _NEXT_MONTH.fullmatch(said):
        return _in_months(today_on.replace(day=1), 1)
    return None


def _coming_weekday(said: str, today_on: date) -> date | None:
    in_next_week = _IN_NEXT_WEEK.fullmatch(said)
    found = in_next_week or _NEXT.fullmatch(said)
    day = weekday(found[found.lastindex or 0]) if found else None
    if day is None:
        return None
    if in_next_week:
        return _next_week(today_on, day)
    return _in_days(today_on, (day - today_on.weekday() - 1) % WEEK + 1)


def _next_week(today_on: date, day: int) -> date:
    return _in_days(today_on, WEEK - today_on.weekday() + day)


def _span(said: str, today_on: date) -> date | None:
    found = _SPAN.fullmatch(said)
    if not found:
        return None
    many = int(found.group(1)) if found.group(1).isdigit() else _number(found.group(1))
    unit = _UNIT.get(found.group(2))
    if many is None or unit is None:
        return None
    if unit in _MONTHS_IN:
        return _in_months(today_on, many * _MONTHS_IN[unit])
    return _in_days(today_on, many * (WEEK if unit == "week" else 1))


def _number(word: str) -> int | None:
    return 1 if word in {"a", "an"} else number(word)


def _iso(said: str, _today_on: date) -> date | None:
    found = _ISO.fullmatch(said)
    return _on(int(found[1]), int(found[3]), int(found[4])) if found else None


def _in_figures(said: str, today_on: date) -> date | None:
    if dashed := _DASHED.fullmatch(said):
        day, other, year = dashed.groups()
    elif found := _NUMERIC.fullmatch(said):
        day, other, year = found[1], found[3], found[4]
    else:
        return None
    day_first = _dated(int(day), int(other), year, today_on)
    return day_first or _dated(int(other), int(day), year, today_on)


def _in_words(said: str, today_on: date) -> date | None:
    if found := _DAY_FIRST.fullmatch(said):
        day, name, year = found.groups()
    elif found := _MONTH_FIRST.fullmatch(said):
        name, day, year = found.groups()
    else:
        name, day, year = said, "1", None
    number_of_month = month(name)
    return _dated(int(day), number_of_month, year, today_on) if number_of_month else None


def _nth(said: str, today_on: date) -> date | None:
    found = _NTH.fullmatch(said)
    if not found:
        return None
    first_on = today_on.replace(day=1)
    months = (_in_months(first_on, ahead) for ahead in range(3))
    dates = (_on(on.year, on.month, int(found[1])) for on in months)
    return next((on for on in dates if on is not None and on >= today_on), None)


_READERS: tuple[Callable[[str, date], date | None], ...] = (
    _named,
    _coming_weekday,
    _span,
    _iso,
    _in_figures,
    _in_words,
    _nth,
)


def _dated(day: int, month_no: int, year: str | None, today_on: date) -> date | None:
    """Give the date of that year, or without one the next such date, today included."""
    if year is not None:
        return _on(int(year) + (2000 if len(year) == len("27") else 0), month_no, day)
    years = range(today_on.year, today_on.year + YEARS_TO_A_LEAP_DAY + 1)
    dates = (_on(one, month_no, day) for one in years)
    return next((on for on in dates if on is not None and on >= today_on), None)


def _on(year: int, month_no: int, day: int) -> date | None:
    try:
        return date(year, month_no, day)
    except ValueError:
        return None


def _in_days(today_on: date, days: int) -> date:
    """Go days ahead, as far as a calendar reaches."""
    return today_on + timedelta(days=min(days, (date.max - today_on).days))


def _in_months(today_on: date, months: int) -> date:
    """Go months ahead to the same day, or to the last one where the month is shorter."""
    past = today_on.month - 1 + min(months, MOST_MONTHS)
    year, month_no = today_on.year + past // 12, past % 12 + 1
    if year > MAXYEAR:
        return date.max
    days = (_on(year, month_no, day) for day in range(today_on.day, 0, -1))
    return next(on for on in days if on is not None)

"""Weekdays as people type them: "mon wed fri", "weekdays", "mon-fri", "every day but sunday"."""

import re
from collections.abc import Sequence

from bot.domain.spoken_words import weekday
from bot.domain.typed_text import LONGEST_TYPED, plain, words_in

WEEK = 7
WORKDAYS = frozenset(range(5))
WEEKEND = frozenset({5, 6})
EVERY_DAY = frozenset(range(WEEK))

_SETS = {
    **dict.fromkeys(("weekdays", "weekday", "workdays", "werktags"), WORKDAYS),
    **dict.fromkeys(("weekend", "weekends", "wochenende"), WEEKEND),
    **dict.fromkeys(("everyday", "daily", "always", "taglich"), EVERY_DAY),
    **dict.fromkeys(("mwf",), frozenset({0, 2, 4})),
}
_PHRASES = (
    (
        re.compile(r"\b(?:every|each) (?:single )?day\b|\ball (?:7 |seven )?(?:days|week)\b"),
        "daily",
    ),
    (re.compile(r"\bwork(?:ing)?[ -]days?\b"), "weekdays"),
)
_FILLS = words_in("and at on the every each from please only also und am jeden my days are")
_EXCEPT = re.compile(r" (?:except|excluding|without|but not|but|not|ausser) ")
_UNTIL = re.compile(r" ?(?:-| to | through | thru | until | till | bis ) ?")
_APART = re.compile(r"[\s,;&+/!]+")
_DIGITS = re.compile(r"[1-7](?:[ ,;&+/]{0,2}[1-7])+")


def read_weekdays(text: str) -> frozenset[int] | None:
    """Read one weekday or more (Monday is 0), or None where it is not understood or none stays.

    Digits count from Monday as 1. A lone digit and a range of digits are not understood: they
    may be numbers of days.
    """
    if len(text) > LONGEST_TYPED:
        return None
    said = plain(text).replace(".", " ").strip()
    if _DIGITS.fullmatch(said):
        digits = re.findall(r"[1-7]", said)
        return (
            None if len(set(digits)) < len(digits) else frozenset(int(one) - 1 for one in digits)
        )
    for pattern, word in _PHRASES:
        said = pattern.sub(word, said)
    wanted, *unwanted = _EXCEPT.split(said)
    days = _listed(wanted)
    for part in unwanted:
        out = _listed(part)
        days = days - out if out else frozenset[int]()
    return days or None


def _listed(part: str) -> frozenset[int]:
    """Give the days of a list, empty where one word is not understood."""
    days = frozenset[int]()
    for group in _APART.split(_UNTIL.sub("-", part)):
        if not group or group in _FILLS:
            continue
        found = _SETS.get(group) or _joined(group.split("-"))
        if not found:
            return frozenset()
        days |= found
    return days


def _joined(words: Sequence[str]) -> frozenset[int]:
    """Give one day, all from the first of two to the second, or each of three and more."""
    days = [day for word in words if (day := weekday(word)) is not None]
    if len(days) != len(words):
        return frozenset()
    if len(days) != len(("first", "last")):
        return frozenset(days)
    first, last = days
    return frozenset((first + step) % WEEK for step in range((last - first) % WEEK + 1))

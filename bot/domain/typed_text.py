"""What a person typed, made comparable: case, accents, width and kind of digit stop mattering."""

import re
import unicodedata
from collections.abc import Collection, Sequence

LONGEST_TYPED = 64
"""Characters; a longer text is no hour, day, date, score or place, and is not looked into."""

APOSTROPHES = "'`"
"""ASCII characters that `fold` drops, so that "St. John's" is "St Johns"."""
PUNCTUATION = '!"#$%&()*+,-./:;<=>?@[\\]^_{|}~'
"""ASCII characters that `fold` reads as a space."""

_ALIKE = {
    **dict.fromkeys("\u00b4\u02b9\u02bb\u02bc\u02bf\u2018\u2019\u2032", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    "\u30fb": " ",
    # What makes a digit an emoji, and the key around it.
    **dict.fromkeys("\ufe0f\u20e3", ""),
    # Letters that Unicode takes for whole ones, where a keyboard without them has its habit.
    **dict.fromkeys("\u00f0\u0111\u0110\u00d0", "d"),
    **dict.fromkeys("\u00f8\u00d8", "o"),
    **dict.fromkeys("\u0142\u0141", "l"),
    **dict.fromkeys("\u00e6\u00c6", "ae"),
    **dict.fromkeys("\u0153\u0152", "oe"),
    **dict.fromkeys("\u00fe\u00de", "th"),
    "\u0131": "i",
}
_TO_REPLACE = re.compile(rf"[{''.join(_ALIKE)}]|(?![0-9])\d")
_MARKS = re.compile("[\u0300-\u036f]+")
_FOLDS = str.maketrans(dict.fromkeys(APOSTROPHES) | dict.fromkeys(PUNCTUATION, " "))


def unaccented(text: str) -> str:
    """Give lower case without accents, with ASCII digits, dashes and apostrophes."""
    if text.isascii():
        return text.casefold()
    alike = _TO_REPLACE.sub(_replaced, text)
    apart = unicodedata.normalize("NFKD", alike.casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", apart))


def plain(text: str) -> str:
    """Give `unaccented` with one space between words and none around."""
    return " ".join(unaccented(text).split())


def fold(text: str) -> str:
    """Give `plain` without punctuation: two spellings of a name fold to the same text."""
    return " ".join(plain(text).translate(_FOLDS).split())


def words_in(listed: str) -> frozenset[str]:
    """Give the words of a list that is written as one text."""
    return frozenset(listed.split())


def without_lead(words: Sequence[str], leads: Collection[str]) -> Sequence[str]:
    """Drop the first words as long as they are leads."""
    start = 0
    while start < len(words) and words[start] in leads:
        start += 1
    return words[start:]


def without_tail(words: Sequence[str], tails: Collection[str]) -> Sequence[str]:
    """Drop the last words as long as they are tails."""
    end = len(words)
    while end and words[end - 1] in tails:
        end -= 1
    return words[:end]


def _replaced(found: re.Match[str]) -> str:
    char = found[0]
    return _ALIKE[char] if char in _ALIKE else str(unicodedata.decimal(char))

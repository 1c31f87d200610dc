"""A pain score as people type it: "4", "four", "4/10", "about 4"."""

import re
from dataclasses import dataclass

from bot.domain.pain import WORST
from bot.domain.spoken_words import english_number
from bot.domain.typed_text import LONGEST_TYPED, plain, without_lead, without_tail, words_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreKnown:
    """A whole number from 0 to 10."""

    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreOffScale:
    """A number, but none of the scale: too big, below zero, broken, or two at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAScore:
    """Something else."""


ScoreRead = ScoreKnown | ScoreOffScale | NotAScore

_LEADS = words_in(
    "a about around at ca circa er feels hm i i'd i'm is it it's its just knee level like maybe my now "
    "only pain perhaps probably roughly say score still the think today um was well ~"
)
_TAILS = words_in("bad for i ish maybe me morning now pain please right thanks think this today")
_NO_PAIN = re.compile(r"(?:none|no pain)(?: at all)?(?: today| now| right now| this morning)?")
_OUT_OF_TEN = re.compile(r"(.*?) ?(?:/|out of|of) ?(?:10|ten)")
_HALVES = re.compile(r"\u2044| and a half\b| 1/2\b")
_GLUED_ISH = re.compile(r"(?<=[0-9a-z])-?ish\b")
_NUMBER = r"(?:-|minus )?[0-9]+(?:[.,][0-9]+)?%?"
_WHOLE = re.compile(r"([0-9]+)(?:[.,]0+)?")
_ONE = re.compile(rf"{_NUMBER}|[.,][0-9]+|[0-9]+\+")
_TWO = re.compile(rf"(?:between )?{_NUMBER} ?(?:-|/|to|or|and|bis|oder) ?{_NUMBER}")
_BIG_WORDS = frozenset({"hundred", "thousand", "million"})
_BIG = "1000"


def read_score(text: str) -> ScoreRead:
    """Read a score; a fraction, a range or a number outside 0 to 10 is never rounded."""
    if len(text) > LONGEST_TYPED:
        return NotAScore()
    said = _GLUED_ISH.sub("", plain(text).strip(" ~\"'()").rstrip(" .!?"))
    if _NO_PAIN.fullmatch(said):
        return ScoreKnown(score=0)
    if _HALVES.search(said):
        return ScoreOffScale()
    body = _digits(said)
    if scaled := _OUT_OF_TEN.fullmatch(body):
        body = scaled.group(1)
    if whole := _WHOLE.fullmatch(body):
        score = int(whole.group(1))
        return ScoreKnown(score=score) if score <= WORST else ScoreOffScale()
    if _ONE.fullmatch(body) or _TWO.fullmatch(body):
        return ScoreOffScale()
    return NotAScore()


def _digits(said: str) -> str:
    words = without_tail(without_lead(said.split(), _LEADS), _TAILS)
    return " ".join(_with_digits(word) for word in words)


def _with_digits(word: str) -> str:
    value = english_number(word)
    if value is not None:
        return str(value)
    return _BIG if word in _BIG_WORDS else word

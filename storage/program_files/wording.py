"""What may not be said to a person, and how long a sentence may be.

The list follows the project's safety facts: no promise, no diagnosis, no claim that the
evidence does not carry, no bravery, no medicine advice.
"""

import re
import unicodedata
from collections.abc import Iterator

MOST_WORDS = 20  # in one sentence; aim for 15

_EASIER = "say what a person may notice, such as 'may feel easier for a while'"
_NO_JUDGEMENT = "leave it out; only somebody who examines the person can say so"
_NO_BRAVERY = "say '3 to 5 of 10', or 'stop above 5'"

# Pattern -> what to do instead. Patterns match whole words in any case.
_BANNED: tuple[tuple[str, str], ...] = (
    ("cur(e|es|ed|ing)", _EASIER),
    ("fix(es|ed|ing)?", _EASIER),
    ("heal(s|ed|ing)?", _EASIER),
    ("releas(e|es|ed|ing)", _EASIER),
    ("break(s|ing)? (up|down)|broke(n)? up", _EASIER),
    ("adhesions?|scar tissue|knots?", "say 'tender spot'"),
    ("trigger points?", "say 'tender spot'; experts disagree on what it is"),
    ("lengthen(s|ed|ing)?|elongat(e|es|ed|ing)", _EASIER),
    ("(re|mis)?align(s|ed|ing|ment)?", _EASIER),
    ("detox(es|ify|ifies|ifying)?|toxins?", _EASIER),
    ("normal(ly)?", _NO_JUDGEMENT),
    ("nothing serious|harmless", _NO_JUDGEMENT),
    ("safe(ly)?|risk[- ]free|no risk", "say what to mind instead"),
    ("good pain|no pain,? no gain|pain is gain", _NO_BRAVERY),
    ("push through|work through|tough it out|grit your teeth|bear the pain", _NO_BRAVERY),
    ("as hard as (you can|possible)|as much pressure as", _NO_BRAVERY),
    ("guarantee(s|d)?|promis(e|es|ed)|miracles?|permanent(ly)?|instant(ly)?", _EASIER),
    ("pain[- ]free|painless", _EASIER),
    ("painkillers?|ibuprofen|advil|aspirin|paracetamol|tylenol", "give no medicine advice"),
    ("stretch(es|ing)? the (it )?band|loosen(s|ing)? the (it )?band", "the band does not stretch"),
    ("is caused by|are caused by|the cause of your", _NO_JUDGEMENT),
    ("unfortunately|please note", "leave it out"),
)
_HONEST = re.compile(r"\bno promise\b|\bcannot stretch the (?:it )?band\b", re.IGNORECASE)
_RULES = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), advice) for pattern, advice in _BANNED
)
_SHOUTED = re.compile(r"\b[A-Z]{5,}\b")
_SENTENCE_END = re.compile(r"(?<=[.?!;:])\s+")
_WORD = re.compile(r"\w\S*")
_LONG_TIME = re.compile(r"\b(?:[1-9]\d+ ?(?:s|sec|seconds)|\d+ ?(?:min|minutes?))\b")


_ODD_CATEGORIES = frozenset({"So", "Sk", "Cf", "Cn", "Co"})  # pictures, marks nobody sees


def wording_wrongs(text: str) -> Iterator[str]:
    """Yield what is wrong with a text that a person will read."""
    plain = _HONEST.sub(" ", " ".join(text.split()))
    for pattern, advice in _RULES:
        found = pattern.search(plain)
        if found:
            yield f'"{found.group().lower()}" is not said here; {advice}'
    yield from _loud_marks(plain)
    for sentence in _SENTENCE_END.split(plain):
        count = len(_WORD.findall(sentence))
        if count > MOST_WORDS:
            yield f"a sentence of {count} words; at most {MOST_WORDS}, better 15"


def _loud_marks(plain: str) -> Iterator[str]:
    shouted = _SHOUTED.search(plain)
    if shouted:
        yield f'"{shouted.group()}" shouts; write it in small letters'
    if "!" in plain:
        yield "no exclamation marks; end with a full stop"
    odd = next((char for char in plain if unicodedata.category(char) in _ODD_CATEGORIES), None)
    if odd is not None:
        yield f"U+{ord(odd):04X} is no letter, digit or sentence mark; take it out"


def names_a_long_time(line: str) -> bool:
    """Tell whether a line says a time that the level may change, such as "60 seconds"."""
    return _LONG_TIME.search(line) is not None

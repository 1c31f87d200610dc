"""Text that cannot command a terminal, and its width there. Pure."""

import re
import unicodedata
from collections.abc import Iterator

from wcwidth import iter_graphemes, wcswidth

MAX_MARKS = (
    16  # code points in one visible sign; a family emoji has 11, stacked accents any number
)
_JOINERS = "\u200c\u200d"  # shape letters and emoji; the only format signs that are kept

# ECMA-48: a sequence is cut out whole, so that its parameters do not stay behind as letters.
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor, modes
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # OSC, DCS …
    r"|\x1b[ -/]*[0-~]",  # all other escapes
)
_LINE_END = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


def harmless(text: str) -> str:
    """Give the text without anything that a terminal would obey; only line ends stay.

    Escape sequences, control characters, signs that turn the writing direction, invisible
    format signs and broken surrogates are taken out; a tab becomes a space.
    """
    text = _SEQUENCE.sub("", text)
    text = _LINE_END.sub("\n", text).replace("\t", " ")
    return "".join(sign for sign in text if _is_kept(sign))


def on_one_line(text: str) -> str:
    """Give harmless text with each run of blanks and line ends made one space."""
    return " ".join(harmless(text).split())


def signs(line: str) -> Iterator[str]:
    """Split a harmless line into what a reader sees as single signs."""
    for sign in iter_graphemes(line):
        yield sign[:MAX_MARKS]


def columns(text: str) -> int:
    """Count the columns that a harmless line takes."""
    return max(0, wcswidth(text))


def _is_kept(sign: str) -> bool:
    if sign == "\n" or sign in _JOINERS:
        return True
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}

"""Text as Telegram keeps it: cleaned as its servers do, counted and cut in UTF-16 units. Pure."""

import re
import unicodedata

CUT = "…"  # stands where something was left out, and where nothing can be shown
MAX_SIGN = 32  # code points looked back for the begin of one visible sign

# TDLib, clean_input_string: controls become blanks, and what turns the writing direction goes.
# It is done here too, so that what is sent is what is shown and no entity moves.
_LINE_END = re.compile(r"\r\n?")
_BLANKED = re.compile(r"[\x00-\x09\x0b-\x1f]")
_LEFT_OUT = re.compile(r"[\x7f-\x9f\u2028-\u202e]")
_UNSEEN = "\u2800\ufffc\u030a\u0333\u033f"  # shown as nothing there, or left out

_ZWJ = "\u200d"
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)  # the letters inside the flag of a region


def clean(text: str) -> str:
    """Give the text as Telegram keeps it: no halves of characters, no controls but line ends."""
    text = text.encode("utf-8", "ignore").decode()
    return _LEFT_OUT.sub("", _BLANKED.sub(" ", _LINE_END.sub("\n", text)))


def units(text: str) -> int:
    """Count UTF-16 units of a cleaned text."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def is_blank(text: str) -> bool:
    """Say whether Telegram would take the text for empty."""
    return all(sign in _UNSEEN or unicodedata.category(sign)[0] in "ZC" for sign in text)


def place_of_cut(text: str, limit: int) -> int:
    """Say how many code points of a cleaned text stay within `limit` units, `CUT` behind them.

    All of them where it is short enough; otherwise the cut lies between two visible signs.
    """
    if len(text) * 2 <= limit or units(text) <= limit:
        return len(text)
    room = text.encode("utf-16-le")[: (limit - units(CUT)) * 2]
    most = len(room.decode("utf-16-le", "ignore"))
    for at in range(most, max(0, most - MAX_SIGN), -1):
        if not _is_inside_sign(text, at):
            return at
    return most


def cut(text: str, limit: int) -> str:
    """Give a cleaned text of at most `limit` units."""
    end = place_of_cut(text, limit)
    return text if end == len(text) else text[:end].rstrip() + CUT


def _is_inside_sign(text: str, at: int) -> bool:
    """Say whether the sign before a place goes on behind it."""
    sign = ord(text[at])
    if text[at] == _ZWJ or text[at - 1] == _ZWJ:
        return True
    if sign in _SKIN_TONES or sign in _TAGS or unicodedata.category(text[at])[0] == "M":
        return True
    if sign not in _FLAG_LETTERS:
        return False
    before = 0
    while before < at and ord(text[at - 1 - before]) in _FLAG_LETTERS:
        before += 1
    return before % 2 == 1  # two letters make a flag

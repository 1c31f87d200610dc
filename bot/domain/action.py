"""What a button means, packed into at most 64 bytes that fit every platform.

The form is `version-verb-id-argument`, the id in base 36. It is no secret: whoever handles
an action must check that the row it names belongs to the presser.
"""

import re
from dataclasses import dataclass

VERSION = "1"
MAX_BYTES = 64  # Telegram Bot API, InlineKeyboardButton.callback_data: 1 to 64 bytes
_PACKED = re.compile(r"1-([a-z][a-z0-9_]{0,15})-([0-9a-z]{1,13})-([A-Za-z0-9_-]{0,40})", re.ASCII)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Action:
    """A verb, the row that it is about, and a target; never a motion such as "next"."""

    verb: str
    target: int = 0  # most often a delivery id; 0: the presser
    argument: str = ""


def to_base36(number: int) -> str:
    """Write a number from 0 up in base 36."""
    if number < 0:
        msg = f"a row number is 0 or more, not {number}"
        raise ValueError(msg)
    digits = _DIGITS[number % 36]
    while number := number // 36:
        digits = _DIGITS[number % 36] + digits
    return digits


def pack(action: Action) -> str:
    """Write an action as a button carries it.

    Raises:
        ValueError: if it would not be read back as the same action.
    """
    packed = f"{VERSION}-{action.verb}-{to_base36(action.target)}-{action.argument}"
    if len(packed) > MAX_BYTES or unpack(packed) != action:
        msg = f"not an action that fits a button: {action}"
        raise ValueError(msg)
    return packed


def unpack(packed: str) -> Action | None:
    """Read what a button carried; None for whatever this version did not write."""
    if len(packed) > MAX_BYTES:
        return None
    found = _PACKED.fullmatch(packed)
    if found is None:
        return None
    verb, target, argument = found.groups()
    number = int(target, 36)
    # One spelling a number: a leading zero is nobody's button.
    return Action(verb, number, argument) if to_base36(number) == target else None

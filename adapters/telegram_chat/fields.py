"""What a JSON object holds, taken out by kind: nothing that Telegram sends is trusted. Pure."""

import json
from collections.abc import Mapping
from typing import cast

MAX_ID = 2**63 - 1  # Bot API: ids have at most 52 significant bits, an update's 32
MAX_BODY = 4000  # characters of an update that is set aside
MAX_PRESS_REF = 64  # CallbackQuery.id is a 64-bit number today; its length is not promised


class UnreadError(Exception):
    """A field is missing or not what the Bot API says that it is; the text names the field."""


def part(source: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Give a field that is an object; raise UnreadError for anything else."""
    found = source.get(name)
    if not isinstance(found, Mapping):
        raise UnreadError(name)
    return cast("Mapping[str, object]", found)


def has_part(source: Mapping[str, object], name: str) -> bool:
    """Say whether a field is there and an object."""
    return isinstance(source.get(name), Mapping)


def number(source: Mapping[str, object], name: str) -> int:
    """Give a field that is a whole number of at most 64 bits; raise UnreadError otherwise."""
    found = source.get(name)
    if type(found) is not int or abs(found) > MAX_ID:  # a bool is an int too, but no id
        raise UnreadError(name)
    return found


def words(source: Mapping[str, object], name: str) -> str:
    """Give a field that is a string; raise UnreadError otherwise."""
    found = source.get(name)
    if not isinstance(found, str):
        raise UnreadError(name)
    return found


def short_ref(source: Mapping[str, object], name: str) -> str:
    """Give a field that names something and can be kept as it is; raise UnreadError otherwise."""
    found = words(source, name)
    is_plain = found.isascii() and found.isprintable()
    if not is_plain or not 0 < len(found) <= MAX_PRESS_REF:
        raise UnreadError(name)
    return found


def body_of(raw: object) -> str:
    """Give what came as JSON in plain ASCII, cut at `MAX_BODY`; never raises."""
    try:
        return json.dumps(raw, default=lambda _: None)[:MAX_BODY]
    except (RecursionError, TypeError, ValueError):  # too deep, a key that is none, a huge number
        return ""

"""What the platform replies, read before the library does: it gets some of it wrong."""

import json
import re
from http import HTTPStatus
from typing import Any, cast

from telegram.error import BadRequest

from adapters.telegram_chat.faults import FloodError, UnclearError

_TOKEN = re.compile(r"/bot([^/]+)/")


class Reply(dict[str, Any]):
    """An answer in which a missing result is an error of the platform, not of the program."""

    def __missing__(self, key: str) -> object:
        msg = f"An answer without {key}"
        raise UnclearError(msg)


def checked(status: int, body: bytes, url: str) -> bytes:
    """Give the body of an answer that the library can read.

    Raises what the library would get wrong: it takes each status outside of 400, 401, 403, 404
    and 409 as unclear, quotes what it cannot read, and warns whenever it makes a RetryAfter.
    """
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return body
    answer = object_of(body)
    told = f"Status {status}"
    if answer is None or not HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        # A page of something between the platform and here, or the platform's own trouble.
        raise UnclearError(told)
    pause_s = answer.get("parameters", {}).get("retry_after", 0)
    if pause_s or status == HTTPStatus.TOO_MANY_REQUESTS:
        raise FloodError(pause_s)
    if status not in _READ_BY_LIBRARY:
        raise BadRequest(told)
    token = _TOKEN.search(url)
    return body.replace(token[1].encode(), b"TOKEN") if token else body


_READ_BY_LIBRARY = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
    }
)
_KINDS = {"description": str, "parameters": dict}
_NUMBERS = ("retry_after", "migrate_to_chat_id")


def object_of(body: bytes) -> Reply | None:
    """Read an answer; None if it is no JSON object, or one with fields of wrong kinds."""
    try:
        read: object = json.loads(body.decode(errors="replace"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, dict):
        return None
    answer = Reply(cast("dict[str, Any]", read))
    if any(not isinstance(answer.get(name, kind()), kind) for name, kind in _KINDS.items()):
        return None
    parameters = answer.get("parameters", {})
    if any(not isinstance(parameters.get(name, 0), int) for name in _NUMBERS):
        return None
    return answer

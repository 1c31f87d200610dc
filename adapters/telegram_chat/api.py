"""The library's bot, asked for results as they come.

Its objects are made for some of what goes out, and none for what comes back: reading those would
cost more than all the rest. What goes without a file is made JSON here, past the library's own
layers, which took as long as the request itself.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from telegram import Bot, MessageEntity, TelegramObject

from adapters.telegram_chat.faults import UnclearError
from adapters.telegram_chat.keyboard import InlineKeyboard
from adapters.telegram_chat.outgoing import NO_PREVIEW
from adapters.telegram_chat.request import AiohttpRequest, Patience

POLL_S = 30  # how long the platform holds a poll open
_UPDATES = ("message", "callback_query", "my_chat_member")

# The library's own lines quote what goes out: words, and in an address the token.
logging.getLogger("telegram").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message that Telegram took: its id, and the file_id of its picture if it has one."""

    message_ref: str
    photo_ref: str | None


class BotApi(Bot):
    """One token's way to the Bot API; what it says of itself never holds the token."""

    # One that no level of the operator's reaches.
    _LOGGER = logging.Logger("silent", logging.CRITICAL + 1)  # noqa: LOG001  # as said

    def __init__(self, token: str, api_url: str, *, connections: int = 64) -> None:
        calls = AiohttpRequest(connections=connections)
        polls = AiohttpRequest(connections=1, patience=Patience(read_s=POLL_S + 15))
        super().__init__(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=calls,
            get_updates_request=polls,
        )
        self._calls, self._polls = calls, polls

    def __repr__(self) -> str:
        """Say what this is, without the token."""
        return "BotApi()"

    async def open(self) -> None:
        """Make the connections ready; nothing is asked yet."""
        for request in (self._polls, self._calls):
            await request.initialize()

    async def close_all(self) -> None:
        """End what is under way and close the connections."""
        for request in (self._polls, self._calls):
            await request.shutdown()

    async def call(self, method: str, **given: object) -> Any:
        """Call a method and give its result as JSON; what is None is not sent.

        Raises:
            TelegramError: if the platform refuses, or it is not known whether it did as asked.
        """
        told = {name: value for name, value in given.items() if value is not None}
        try:
            body = _TO_JSON(told).encode()
        except _NotJsonError:
            return await self._post(method, _for_library(told))
        request = self._polls if method == "getUpdates" else self._calls
        return await request.post_json(f"{self.base_url}/{method}", body)

    async def message(self, method: str, **given: object) -> Accepted:
        """Call a method that sends a message, and give what is wanted of it."""
        result: object = await self.call(method, **given)
        found = cast("dict[str, object]", result) if isinstance(result, dict) else {}
        message_id = found.get("message_id")
        if not isinstance(message_id, int):
            raise UnclearError("An answer without a message")
        return Accepted(str(message_id), _largest(found.get("photo")))

    async def updates(self, offset: int | None) -> Sequence[object]:
        """Wait for updates; an offset confirms all below it, None confirms nothing."""
        found: object = await self.call(
            "getUpdates", offset=offset, timeout=POLL_S, allowed_updates=list(_UPDATES)
        )
        if not isinstance(found, list):
            raise UnclearError("An answer without updates")
        return cast("list[object]", found)

    async def listen_at(self, url: str, secret: str) -> None:
        """Have updates sent to an address, with a secret that proves where they come from."""
        await self.call("setWebhook", url=url, secret_token=secret, allowed_updates=list(_UPDATES))

    async def stop_listening(self) -> None:
        """Have updates wait until they are asked for; those that wait already stay."""
        await self.call("deleteWebhook")


class _NotJsonError(Exception):
    """A file is among the parameters, which only a form can hold."""


def _plain(value: object) -> object:
    """Give an object of the Bot API as JSON knows it."""
    if value is NO_PREVIEW:
        return _NO_PREVIEW
    # The library's own to_dict asks an object for all that its kinds could hold.
    if isinstance(value, MessageEntity) and value.type in _MARKS:
        return {"type": value.type, "offset": value.offset, "length": value.length}
    if isinstance(value, InlineKeyboard | TelegramObject):
        return value.to_dict()
    raise _NotJsonError


_NO_PREVIEW = NO_PREVIEW.to_dict()
_MARKS = frozenset({MessageEntity.BOLD, MessageEntity.ITALIC})  # they hold nothing but their place


_TO_JSON = json.JSONEncoder(separators=(",", ":"), default=_plain).encode


def _for_library(told: Mapping[str, object]) -> dict[str, object]:
    """Give parameters of which the library knows all the kinds."""
    return {
        name: value.to_dict() if isinstance(value, InlineKeyboard) else value
        for name, value in told.items()
    }


def _largest(photo: object) -> str | None:
    """Give the file_id of the largest size of a picture, which is the last."""
    sizes = cast("list[object]", photo) if isinstance(photo, list) else []
    match sizes[-1] if sizes else None:
        case {"file_id": str(file_id)}:
            return file_id
        case _:
            return None

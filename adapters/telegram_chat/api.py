"""The library's bot, asked for results as they come.

Its objects are made for what goes out, and none for what comes back: reading those would cost
more than all the rest.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from telegram import Bot

from adapters.telegram_chat.faults import UnclearError
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

    def __init__(self, token: str, api_url: str, *, connections: int = 64) -> None:
        super().__init__(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=AiohttpRequest(connections=connections),
            get_updates_request=AiohttpRequest(
                connections=1, patience=Patience(read_s=POLL_S + 15)
            ),
        )

    def __repr__(self) -> str:
        """Say what this is, without the token."""
        return "BotApi()"

    async def open(self) -> None:
        """Make the connections ready; nothing is asked yet."""
        for request in self._request:
            await request.initialize()

    async def close_all(self) -> None:
        """End what is under way and close the connections."""
        for request in self._request:
            await request.shutdown()

    async def call(self, method: str, **given: object) -> Any:
        """Call a method and give its result as JSON; what is None is not sent.

        Raises:
            TelegramError: if the platform refuses, or it is not known whether it did as asked.
        """
        return await self._post(method, given)

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


def _largest(photo: object) -> str | None:
    """Give the file_id of the largest size of a picture, which is the last."""
    sizes = cast("list[object]", photo) if isinstance(photo, list) else []
    match sizes[-1] if sizes else None:
        case {"file_id": str(file_id)}:
            return file_id
        case _:
            return None

"""Requests made by hand, so that no library mends what a test wants to be wrong."""

import io
import json
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.emulators.telegram import TelegramEmulator


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: dict[str, Any]

    @property
    def ok(self) -> bool:
        return bool(self.body["ok"])

    @property
    def result(self) -> Any:
        return self.body["result"]

    @property
    def said(self) -> str:
        """What a refusal says, without its kind."""
        assert self.status == self.body["error_code"]
        return str(self.body["description"]).removeprefix("Bad Request: ")


class PlainClient:
    """Calls methods with a form; values that are no text are written as JSON."""

    def __init__(self, session: aiohttp.ClientSession, emulator: TelegramEmulator) -> None:
        self.session = session
        self.emulator = emulator

    def url(self, method: str, token: str | None = None) -> str:
        return f"{self.emulator.url}/bot{token or self.emulator.token}/{method}"

    async def __call__(self, method: str, /, **given: Any) -> Answer:
        form = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in given.items()
        }
        return await self.post(method, data=form)

    async def upload(self, method: str, /, file: str, content: bytes, **given: Any) -> Answer:
        """Call with one file in it."""
        form = aiohttp.FormData()
        form.add_field(file, io.BytesIO(content), filename="file.bin")
        for name, value in given.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        return await self.post(method, data=form)

    async def post(self, method: str, /, **request: Any) -> Answer:
        """Call with whatever body."""
        async with self.session.post(self.url(method), **request) as response:
            return Answer(response.status, await response.json())

    async def updates(self, offset: int = 0, **given: Any) -> list[dict[str, Any]]:
        """Poll."""
        answer = await self("getUpdates", offset=offset, **given)
        return list(answer.result)

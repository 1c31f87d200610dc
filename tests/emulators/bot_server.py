"""A bot's side of a webhook, answering as a test says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web


class BotServer:
    """Keeps what was posted; `statuses` are given in turn, then 200.

    While `held` is not None each answer waits for it.
    """

    def __init__(self) -> None:
        self.url = ""
        self.posted: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.paths: list[str] = []
        self.statuses: list[int] = []
        self.headers: dict[str, str] = {}
        self.held: asyncio.Event | None = None
        self.came = asyncio.Condition()

    async def handle(self, request: web.BaseRequest) -> web.Response:
        self.posted.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.paths.append(request.path)
        async with self.came:
            self.came.notify_all()
        if self.held is not None:
            await self.held.wait()
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(status=status, headers=self.headers if status >= 300 else None)

    async def got(self, count: int) -> list[Any]:
        """Wait until so many were posted; give the ids of all."""
        async with asyncio.timeout(30), self.came:
            await self.came.wait_for(lambda: len(self.posted) >= count)
        return [one["update_id"] for one in self.posted]


@asynccontextmanager
async def bot_server() -> AsyncIterator[BotServer]:
    """Listen on a free port of loopback."""
    bot = BotServer()
    runner = web.ServerRunner(web.Server(bot.handle))
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield bot
    finally:
        await runner.cleanup()

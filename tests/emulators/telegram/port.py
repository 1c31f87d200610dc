"""One loopback port that can be closed and opened again."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_parser import RawRequestMessage

from tests.emulators.telegram.wire import LARGEST_BODY

HOST = "127.0.0.1"
Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Port:
    """Listens on 127.0.0.1; keeps its number, once it has one."""

    def __init__(self, handler: Handler, number: int = 0) -> None:
        self._handler = handler
        self.number = number
        self._web: web.Server | None = None
        self._listening: asyncio.Server | None = None

    async def listen(self) -> None:
        """Take connections."""
        if self._listening is not None:
            return
        loop = asyncio.get_running_loop()
        self._web = web.Server(
            self._handler,
            request_factory=_large_request,
            handler_cancellation=True,
            access_log=None,
        )
        self._listening = await loop.create_server(
            self._web, HOST, self.number, reuse_address=True, backlog=512
        )
        self.number = self._listening.sockets[0].getsockname()[1]

    async def refuse(self) -> None:
        """Break all connections and take no new ones."""
        if self._listening is None or self._web is None:
            return
        self._listening.close()
        for connection in self._web.connections:
            if connection.transport is not None:
                connection.transport.abort()
        await self._web.shutdown(timeout=0)
        self._listening = self._web = None


def _large_request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: web.RequestHandler,
    writer: AbstractStreamWriter,
    task: "asyncio.Task[None]",
) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(
        message,
        payload,
        protocol,
        writer,
        task,
        loop,
        client_max_size=LARGEST_BODY,
    )

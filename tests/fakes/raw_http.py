"""HTTP over a bare socket, so that a test may be as rude as the world is."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

PATIENCE_S = 20  # for a hang that a test would otherwise wait for; no test needs a second of it


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: headers by their name in small letters."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


class Line:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def say(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def reply(self, *, has_body: bool = True) -> Reply:
        async with asyncio.timeout(PATIENCE_S):
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.strip().split("\r\n")
            pairs = tuple(
                (name.lower(), value.strip())
                for name, _, value in (line.partition(":") for line in lines)
            )
            size = int(dict(pairs).get("content-length", "0")) if has_body else 0
            return Reply(int(first.split()[1]), pairs, await self._reader.readexactly(size))

    async def is_closed(self) -> bool:
        """Wait for the other end to hang up; whatever it still says is passed over."""
        async with asyncio.timeout(PATIENCE_S):
            try:
                await self._reader.read()
            except ConnectionError:
                return True
            return self._reader.at_eof()

    def hang_up(self) -> None:
        self._writer.transport.abort()


@asynccontextmanager
async def line_to(port: int) -> AsyncGenerator[Line, None]:
    """Connect to this machine; hung up at the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Line(reader, writer)
    finally:
        writer.transport.abort()


def head(method: str, path: str, *lines: str) -> bytes:
    """Write the head of a request."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: knead", *lines, "", ""]).encode(
        "utf-8", "surrogateescape"
    )


async def ask(port: int, method: str, path: str, *lines: str, body: bytes = b"") -> Reply:
    """Ask once, on a connection of its own."""
    async with line_to(port) as line:
        await line.say(head(method, path, f"Content-Length: {len(body)}", *lines) + body)
        return await line.reply(has_body=method != "HEAD")

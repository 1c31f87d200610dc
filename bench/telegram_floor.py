"""The floor of what goes over HTTP: the bytes that the bot posted, posted by aiohttp alone."""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

Post = tuple[str, bytes]  # the method of the Bot API, and the body
TOKEN = "4242:" + "A" * 35
_JSON = {"Content-Type": "application/json"}


class RawServer:
    """The server in a process of its own, and a session of nothing but aiohttp towards it."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self._session = session

    async def ask(self, what: str, given: object = None) -> Any:
        """Ask the server itself for something; see `bench.raw_server`."""
        body = json.dumps(given)
        async with self._session.post(f"{self.url}/bench/{what}", data=body) as response:
            return json.loads(await response.read())

    async def noted(self) -> list[Post]:
        """Give what was posted since noting began, and note no more."""
        return [(method, body.encode()) for method, body in await self.ask("noted")]

    async def post(self, groups: Iterable[Sequence[Post]], at_once: int) -> None:
        """Post groups of calls, so many groups at a time; in a group one after another."""
        left = iter(groups)
        post, base = self._session.post, f"{self.url}/bot{TOKEN}/"

        async def one_after_another() -> None:
            for group in left:
                for method, body in group:
                    async with post(base + method, data=body, headers=_JSON) as response:
                        await response.read()

        async with asyncio.TaskGroup() as tasks:
            for _ in range(at_once):
                tasks.create_task(one_after_another())


@asynccontextmanager
async def raw_server() -> AsyncGenerator[RawServer, None]:
    """Start a server; it ends with this."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.raw_server", stdout=asyncio.subprocess.PIPE
    )
    try:
        url = f"http://127.0.0.1:{await _port_of(process)}"
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64)) as session:
            yield RawServer(url, session)
    finally:
        process.kill()
        await process.wait()


async def _port_of(process: asyncio.subprocess.Process) -> int:
    if process.stdout is None:
        raise ValueError("no pipe was asked for")
    return int(await process.stdout.readline())

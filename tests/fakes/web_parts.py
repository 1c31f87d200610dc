"""Stand-ins for what the web server is handed: what takes updates, what looks, what is told."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from adapters.web.server import PATIENT, Patience, Route, serve
from adapters.web.webhook import Taken


class TakenUpdates:
    """Takes bodies, and says of each what it was told to say."""

    def __init__(self, says: Taken = Taken.KEPT) -> None:
        self.says = says
        self.bodies: list[bytes] = []

    async def take(self, body: bytes) -> Taken:
        self.bodies.append(body)
        return self.says


class HeldUpdates:
    """Takes bodies, and holds each until it is let go."""

    def __init__(self) -> None:
        self.held = asyncio.Semaphore(0)
        self.let_go = asyncio.Event()
        self.ended: list[bytes] = []

    async def take(self, body: bytes) -> Taken:
        self.held.release()
        await self.let_go.wait()
        self.ended.append(body)
        return Taken.KEPT

    async def wait_for(self, count: int) -> None:
        """Wait until so many are held at once."""
        for _ in range(count):
            await self.held.acquire()


class BrokenUpdates:
    """Takes no body: it raises."""

    async def take(self, body: bytes) -> Taken:
        raise RuntimeError(body.decode())


class Faults:
    """Keeps what it is told of."""

    def __init__(self) -> None:
        self.kinds: list[str] = []

    def note(self, error: Exception) -> None:
        self.kinds.append(type(error).__name__)


async def never_ending() -> None:
    """Wait for what does not come."""
    await asyncio.Event().wait()


@asynccontextmanager
async def served(
    *routes: Route, faults: Faults | None = None, patience: Patience = PATIENT
) -> AsyncGenerator[int, None]:
    """Serve on a free port of this machine alone."""
    on_fault = (faults or Faults()).note
    async with serve(0, routes, on_fault, host="127.0.0.1", patience=patience) as port:
        yield port

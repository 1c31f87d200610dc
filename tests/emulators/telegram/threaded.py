"""The emulator in a thread of its own, for tests that are not asynchronous."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self, TypeVar

from tests.emulators.telegram.emulator import DEADLINE_S, TelegramEmulator

T = TypeVar("T")


class ThreadedEmulator(TelegramEmulator):
    """The same emulator with `with`: all calls are blocking and may come from any thread.

    Waiting is done by a condition that each log entry notifies; nothing sleeps.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._thread = threading.Thread(target=self._run, name="telegram-emulator", daemon=True)
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._stop: asyncio.Event | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise self._failure
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        if self._failure is not None and error is None:
            raise self._failure

    def wait_until(self, wanted: Callable[[], T], deadline_s: float = DEADLINE_S) -> T:
        """Block until `wanted()` is true, asked again after each entry of the log; give it.

        Raises:
            TimeoutError: past the deadline; it shows the end of the log.
        """
        return self.log.wait_in_thread(wanted, deadline_s)

    def close_port(self) -> None:
        """Close the port and all its connections."""
        self._in_loop(super().refuse_connections)

    def open_port(self) -> None:
        """Open the same port again."""
        self._in_loop(super().listen_again)

    def _in_loop(self, act: Callable[[], Awaitable[None]]) -> None:
        assert self._loop is not None

        async def acted() -> None:
            await act()

        asyncio.run_coroutine_threadsafe(acted(), self._loop).result(DEADLINE_S)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001  # handed to the thread that waits
            self._failure = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        async with self:
            self._ready.set()
            await self._stop.wait()

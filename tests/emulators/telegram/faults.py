"""Failures on demand: what goes wrong with a request, and when."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from tests.emulators.telegram.given import Given


class Waitable(Protocol):
    """An asyncio.Event, or a Gate."""

    async def wait(self) -> object: ...


class Gate:
    """Holds requests back until `open`, which any thread may call."""

    def __init__(self) -> None:
        self._open = False
        self._waiting: list[Callable[[], None]] = []

    def open(self) -> None:
        """Let all through, now and later."""
        self._open = True
        for wake in tuple(self._waiting):
            wake()

    async def wait(self) -> None:
        """Wait until it is open."""
        loop = asyncio.get_running_loop()
        opened = asyncio.Event()

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # the loop is gone
                loop.call_soon_threadsafe(opened.set)

        self._waiting.append(wake)
        if not self._open:
            await opened.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Hold a request back, or with `after` only its answer.

    The request is accepted in its time even if the client has gone by then. `seconds` are real.
    """

    seconds: float = 0.0
    until: Waitable | None = None
    after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset:
    """Break the connection, before the request is accepted or `after`."""

    after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerError:
    """Answer 5xx, with the request refused or `after` it was accepted; as JSON or `html`."""

    code: int = 502
    after: bool = False
    html: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyRequests:
    """Answer 429 without accepting."""

    retry_after: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncated:
    """Accept, and break off in the middle of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotJson:
    """Accept, and answer 200 with a page of HTML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trickle:
    """Accept, and give the answer byte by byte, this long apart; 0 only splits it up."""

    seconds: float = 0.0


Fault = Delay | Reset | ServerError | TooManyRequests | Truncated | NotJson | Trickle


def is_early(fault: Fault | None) -> bool:
    """Tell whether a request that meets this fault is never accepted."""
    if isinstance(fault, Reset | ServerError):
        return not fault.after
    return isinstance(fault, TooManyRequests)


@dataclass(slots=True, kw_only=True)
class Planned:
    """A fault that waits for its request."""

    method: str
    fault: Fault
    times: int
    only: Callable[[Given], object]


@dataclass(slots=True)
class FaultPlan:
    """Faults in the order in which they were planned."""

    planned: list[Planned] = field(default_factory=list)

    def add(
        self,
        method: str,
        fault: Fault,
        times: int = 1,
        only: Callable[[Given], object] | None = None,
    ) -> None:
        """Let the next requests to a method fail ("*": to any)."""
        chosen = only or (lambda _given: True)
        self.planned.append(Planned(method=method.lower(), fault=fault, times=times, only=chosen))

    def take(self, method: str, given: Given) -> Fault | None:
        """Give the fault that this request meets, and use it up."""
        for one in self.planned:
            if one.method in ("*", method.lower()) and one.times > 0 and one.only(given):
                one.times -= 1
                return one.fault
        return None

    def clear(self) -> None:
        """Let nothing more fail."""
        self.planned.clear()

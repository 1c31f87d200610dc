"""What happened, in order: the record from which tests read what was acknowledged."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.emulators.telegram.wire import Sent

T = TypeVar("T")
Entered = TypeVar("Entered")

TAIL = 25  # entries that a missed deadline shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A request was read; nothing is decided yet."""

    number: int
    method: str
    given: Mapping[str, Sent]
    at: float = field(default_factory=time.monotonic)  # real seconds, as in all entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request was decided: accepted (`ok`) or refused.

    `answered` is False where a planned fault kept the true answer from the client, and `fault`
    names it. An accepted send carries the id of the message that now exists.
    """

    number: int
    method: str
    given: Mapping[str, Sent]
    ok: bool
    error_code: int | None = None
    description: str = ""
    message_id: int | None = None
    result: Any = None
    fault: str = ""
    answered: bool = True
    at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateMade:
    """An update now waits for the bot."""

    update_id: int
    kind: str
    chat_id: int
    person_id: int | None
    body: Mapping[str, Any]
    at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateHandedOut:
    """An update was written to the bot, which may never have read it."""

    update_id: int
    by: str  # "getUpdates" or "webhook"
    at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateConfirmed:
    """The bot has acknowledged an update: it will not come again."""

    update_id: int
    by: str
    at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateDropped:
    """An update went without being confirmed."""

    update_id: int
    why: str
    at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Something else changed, such as a toast shown or a port closed."""

    what: str
    at: float = field(default_factory=time.monotonic)


Entry = Arrived | Request | UpdateMade | UpdateHandedOut | UpdateConfirmed | UpdateDropped | Noted


def told(entry: Entry) -> str:
    """Show one entry on one line."""
    text = repr(entry)
    return text if len(text) <= 300 else f"{text[:297]}..."


class Log:
    """An ordered list that wakes whoever waits for it, in any thread or loop.

    `changed` is the one lock of the emulator: all of its state changes under it.
    """

    def __init__(self) -> None:
        self.changed = threading.Condition(threading.RLock())
        self._entries: list[Entry] = []
        self._wakers: dict[Callable[[], None], tuple[type, ...]] = {}
        self._number = 0

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries))

    def next_number(self) -> int:
        """Number the next request, from 1."""
        with self.changed:
            self._number += 1
            return self._number

    def add(self, entry: Entry) -> None:
        """Write something down, and wake who waits."""
        with self.changed:
            self._entries.append(entry)
            self.changed.notify_all()
            for wake, kinds in tuple(self._wakers.items()):
                if isinstance(entry, kinds):
                    wake()

    def of(self, kind: type[Entered]) -> list[Entered]:
        """Give all entries of one kind, in order."""
        return [entry for entry in self if isinstance(entry, kind)]

    def after(self, count: int) -> list[Entry]:
        """Give the entries behind the first ones, in order."""
        return self._entries[count:]

    def requests(self, *methods: str, ok: bool | None = None) -> list[Request]:
        """Give the decided requests to these methods (all without), in order."""
        named = {method.lower() for method in methods}
        return [
            entry
            for entry in self.of(Request)
            if (not named or entry.method.lower() in named) and ok in (None, entry.ok)
        ]

    def confirmed(self) -> list[int]:
        """Give the ids of the updates that the bot has acknowledged, in order."""
        return [entry.update_id for entry in self.of(UpdateConfirmed)]

    def tail(self) -> str:
        """Show the newest entries."""
        return "\n".join(told(entry) for entry in tuple(self._entries)[-TAIL:])

    def wait_in_thread(self, wanted: Callable[[], T], deadline_s: float) -> T:
        """Block until `wanted()` is true and give it.

        Raises:
            TimeoutError: past the deadline; it shows the newest entries.
        """
        with self.changed:
            found = self.changed.wait_for(wanted, deadline_s)  # gives what the predicate gave
            if not found:
                raise self._missed(deadline_s)
            return found

    async def wait(self, wanted: Callable[[], T], deadline_s: float) -> T:
        """Wait until `wanted()` is true and give it, letting this loop go on.

        Raises:
            TimeoutError: past the deadline; it shows the newest entries.
        """
        try:
            async with asyncio.timeout(deadline_s):
                with self.waking() as changed:
                    while not (found := self._asked(wanted)):
                        await changed.wait()
                        changed.clear()
                    return found
        except TimeoutError:
            raise self._missed(deadline_s) from None

    @contextlib.contextmanager
    def waking(self, *kinds: type) -> Iterator[asyncio.Event]:
        """Give an event of this loop that is set at each new entry of these kinds."""
        loop = asyncio.get_running_loop()
        changed = asyncio.Event()

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # the loop is gone
                loop.call_soon_threadsafe(changed.set)

        with self.changed:
            self._wakers[wake] = kinds or (object,)
        try:
            yield changed
        finally:
            with self.changed:
                self._wakers.pop(wake, None)

    def _missed(self, deadline_s: float) -> TimeoutError:
        return TimeoutError(f"not within {deadline_s} s; the log ends:\n{self.tail()}")

    def _asked(self, wanted: Callable[[], T]) -> T:
        with self.changed:
            return wanted()

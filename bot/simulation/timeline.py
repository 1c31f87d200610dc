"""What is to happen, in the order of time, and of being set where the times are the same."""

from collections.abc import Callable
from heapq import heappop, heappush


class Timeline:
    """Things that happen at instants."""

    def __init__(self) -> None:
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._made = 0

    def on(self, at: int, happen: Callable[[], None]) -> None:
        """Let something happen at an instant."""
        self._made += 1
        heappush(self._events, (at, self._made, happen))

    def next_at(self) -> int | None:
        """Give the instant of what happens next."""
        return self._events[0][0] if self._events else None

    def take(self) -> Callable[[], None]:
        """Take what happens next off, to let it happen."""
        return heappop(self._events)[2]

"""How often a token may write. Pure: instants are handed in, as monotonic seconds.

Telegram takes about 30 messages a second from a bot, one a second in a chat (short bursts are
fine) and 20 a minute in a group, and asks for a pause where that was too much (core.telegram.org:
bots/faq, "My bot is hitting limits").
"""

import math
from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

MINUTE_S = 60.0
# How late a sender may wake and still make up for it. At 25 a second that is 5 messages at once,
# and 30 in the busiest second: what the platform takes.
CATCH_UP_S = 0.2


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `burst + per_second * w` in any stretch of `w` seconds.

    All that is kept of a past is the instant `full_at`, from which on a whole burst is free again.
    """

    per_second: float
    burst: int

    def earliest(self, full_at: float) -> float:
        """Give the first instant at which one is free."""
        return full_at - (self.burst - 1) / self.per_second

    def free(self, full_at: float, now: float) -> int:
        """Say how many are free at an instant."""
        if self.earliest(full_at) > now:
            return 0
        return max(1, math.floor(self.burst - max(0.0, full_at - now) * self.per_second))

    def after(self, full_at: float, now: float) -> float:
        """Give what `full_at` becomes when one is taken."""
        return max(full_at, now) + 1 / self.per_second


class Limits:
    """Counts what a token sends: over all chats, in each chat, and in groups by the minute.

    Remembers only chats that are not wholly free: at most those of the last minute.
    """

    def __init__(
        self,
        per_second: float,
        per_chat_per_second: float = 1,
        burst: int = 3,
        per_group_per_minute: int = 20,
        catch_up_s: float = CATCH_UP_S,
    ) -> None:
        self._of_all = Rate(per_second, max(1, math.floor(per_second * catch_up_s)))
        self._of_chat = Rate(per_chat_per_second, burst)
        self._per_group = per_group_per_minute
        self._all_full_at = -math.inf
        self._halted_until = -math.inf
        # Both hold the chat last taken for at their end.
        self._full_at: OrderedDict[str, float] = OrderedDict()
        self._minutes: OrderedDict[str, deque[float]] = OrderedDict()

    @property
    def remembered(self) -> int:
        """Say how many chats and groups are kept in mind."""
        return len(self._full_at) + len(self._minutes)

    @property
    def halted_until(self) -> float:
        """Give the instant until which nothing goes out; in the past where nothing is halted."""
        return self._halted_until

    def earliest(self, chat: str | None, now: float) -> float:
        """Give the first instant, from `now` on, at which one may go out.

        None stands for what belongs to no chat: only the limit of all and a halt hold it.
        """
        at_all = max(now, self._halted_until, self._of_all.earliest(self._all_full_at))
        return at_all if chat is None else max(at_all, self.earliest_in(chat, now))

    def earliest_in(self, chat: str, now: float) -> float:
        """Give the first instant, from `now` on, at which the chat alone would take one."""
        at = max(now, self._of_chat.earliest(self._full_at.get(chat, -math.inf)))
        minute = self._minutes.get(chat)
        if minute is not None and len(minute) == self._per_group:
            at = max(at, minute[0] + MINUTE_S)
        return at

    def free(self, now: float) -> int:
        """Say how many may go out at once, each to a chat of its own."""
        return 0 if now < self._halted_until else self._of_all.free(self._all_full_at, now)

    def take(self, chat: str | None, now: float) -> None:
        """Count one that goes out now.

        Raises:
            ValueError: if it is too early.
        """
        if self.earliest(chat, now) > now:
            raise ValueError("too early")
        self._all_full_at = self._of_all.after(self._all_full_at, now)
        if chat is None:
            return
        self._full_at[chat] = self._of_chat.after(self._full_at.pop(chat, -math.inf), now)
        if chat.startswith("-"):  # ids of groups and channels are negative
            minute = self._minutes.setdefault(chat, deque(maxlen=self._per_group))
            minute.append(now)
            self._minutes.move_to_end(chat)
        self._forget(now)

    def halt(self, until: float) -> None:
        """Let nothing go out before an instant; of several halts the longest counts."""
        self._halted_until = max(self._halted_until, until)

    def _forget(self, now: float) -> None:
        """Drop what limits no longer, as far as it is the longest untouched."""
        while _first(self._full_at) <= now:
            self._full_at.popitem(last=False)
        while self._minutes and _first(self._minutes)[-1] + MINUTE_S <= now:
            self._minutes.popitem(last=False)


def _first(items: OrderedDict[str, T]) -> T:
    return items[next(iter(items))]

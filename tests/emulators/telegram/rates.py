"""How fast a bot may send, as the platform's FAQ puts it: beyond that it answers 429."""

import math
from collections import deque
from dataclasses import dataclass, field

from tests.emulators.telegram.given import Given
from tests.emulators.telegram.refusals import too_many
from tests.emulators.telegram.world import World

A_SECOND = 30.0  # messages of the whole bot
A_SECOND_TO_A_PERSON = 1.0
BURST_TO_A_PERSON = 3
A_MINUTE_TO_A_GROUP = 20
COUNTED = {
    "sendMessage", "sendPhoto", "sendDocument", "editMessageText", "editMessageCaption",
    "editMessageMedia", "editMessageReplyMarkup",
}  # fmt: skip


@dataclass(slots=True)
class Bucket:
    """Tokens that come back with time, up to a number."""

    most: float
    each_s: float  # how long one token takes
    left: float = field(init=False)
    at: float = float("-inf")

    def __post_init__(self) -> None:
        self.left = self.most

    def wait_s(self, now: float) -> float:
        """Tell how long until there is a token."""
        self.left = min(self.most, self.left + (now - self.at) / self.each_s)
        self.at = now
        return max(0.0, (1 - self.left) * self.each_s)

    def take(self) -> None:
        self.left -= 1


@dataclass(slots=True)
class Window:
    """The times of what was sent within a span."""

    most: int
    span_s: float
    times: deque[float] = field(default_factory=deque)
    now: float = 0.0

    def wait_s(self, now: float) -> float:
        """Tell how long until one more fits."""
        self.now = now
        while self.times and self.times[0] <= now - self.span_s:
            self.times.popleft()
        if len(self.times) < self.most:
            return 0.0
        return self.times[0] + self.span_s - now

    def take(self) -> None:
        self.times.append(self.now)


class Rates:
    """Off until `limit`; reads real monotonic time.

    Sending and editing count, also where they are refused for another reason; answering a press
    does not.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._factor = 0.0
        self._burst = BURST_TO_A_PERSON
        self._whole = Bucket(A_SECOND, 1.0)
        self._chats: dict[int, Bucket | Window] = {}

    def limit(self, *, factor: float = 1.0, burst: int = BURST_TO_A_PERSON) -> None:
        """Hold the limits from now on, all of them `factor` times as fast as the real ones."""
        with self._world.log.changed:
            self._factor, self._burst = factor, burst
            self._whole = Bucket(max(1.0, A_SECOND * factor), 1 / (A_SECOND * factor))
            self._chats.clear()

    def unlimit(self) -> None:
        """Let everything through."""
        with self._world.log.changed:
            self._factor = 0.0

    def spend(self, method: str, given: Given) -> None:
        """Count a request.

        Raises:
            Refused: with 429 if it is too early; it is not counted then.
        """
        if not self._factor or method not in COUNTED:
            return
        now = self._world.ticker()
        both = (self._whole, self._chat(given.text("chat_id")))
        wait_s = max(one.wait_s(now) for one in both)
        if wait_s > 0:
            raise too_many(max(1, math.ceil(wait_s)))
        for one in both:
            one.take()

    def _chat(self, name: str) -> Bucket | Window:
        chat_id = int(name) if name.removeprefix("-").isdigit() else 0
        if chat_id not in self._chats:
            self._chats[chat_id] = self._new(chat_id)
        return self._chats[chat_id]

    def _new(self, chat_id: int) -> Bucket | Window:
        if chat_id < 0:
            return Window(A_MINUTE_TO_A_GROUP, 60 / self._factor)
        return Bucket(self._burst, 1 / (A_SECOND_TO_A_PERSON * self._factor))

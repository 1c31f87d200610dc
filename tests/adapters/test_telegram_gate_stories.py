"""Many senders that come, are cancelled and halted in any order: nobody is lost, nothing broken."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.telegram_chat.gate import Gate, Lane
from adapters.telegram_chat.limits import Limits
from tests.fakes.clock import settle
from tests.fakes.loop_time import FakeLoopTime

MADE = int(os.environ.get("KNEAD_TEST_MADE", "60"))


@dataclass
class Crowd:
    """Many who come, are cancelled and halted, as a made-up story tells."""

    gate: Gate
    time: FakeLoopTime
    group: asyncio.TaskGroup
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    went: list[float] = field(default_factory=list)

    async def ask(self, chat: str | None, lane: Lane) -> None:
        await self.gate.turn(chat, lane)  # the limits themselves refuse what is too early
        self.went.append(self.time.at)

    async def come(self, who: tuple[str | None, Lane]) -> None:
        self.tasks.append(self.group.create_task(self.ask(*who)))

    async def cancel(self, number: int) -> None:
        if self.tasks:
            self.tasks[number % len(self.tasks)].cancel()

    async def halt(self, seconds: float) -> None:
        self.gate.halt(seconds)

    async def fire(self, _: object) -> None:
        """Let the next timer come, and let nobody go on yet."""
        self.time.fire()


STEPS = {
    Crowd.come: st.tuples(st.sampled_from(["1", "2", "-3", None]), st.sampled_from(list(Lane))),
    Crowd.cancel: st.integers(0, 30),
    Crowd.halt: st.floats(0, 3),
    Crowd.fire: st.none(),
    FakeLoopTime.advance: st.floats(0, 2),
    settle: st.integers(0, 3),
}
steps = st.lists(
    st.one_of([st.tuples(st.just(act), what) for act, what in STEPS.items()]), max_size=40
)


@settings(max_examples=MADE, deadline=None)
@given(steps=steps, per_second=st.sampled_from([1, 7, 25]), late_s=st.sampled_from([0.0, 0.1]))
async def test_whatever_happens_all_who_stay_get_through_and_no_limit_is_broken(
    steps: list[tuple[Callable[..., Awaitable[None]], object]], per_second: int, late_s: float
) -> None:
    time = FakeLoopTime(late_s=late_s)
    gate = Gate(Limits(per_second, per_group_per_minute=4), time)
    async with asyncio.TaskGroup() as group:
        crowd = Crowd(gate, time, group)
        for act, what in steps:
            whose = {FakeLoopTime.advance: (time,), settle: ()}.get(act, (crowd,))
            await act(*whose, what)
        await time.advance(40 * 60)
        assert all(task.done() for task in crowd.tasks)
    went = crowd.went
    assert len(went) == sum(not task.cancelled() for task in crowd.tasks)
    assert gate.waiting == 0
    assert time.waiting == []
    burst = max(1, int(per_second * 0.2))
    for i, start in enumerate(went):
        for j in range(i, len(went)):
            assert j - i + 1 <= burst + per_second * (went[j] - start) + 1e-6

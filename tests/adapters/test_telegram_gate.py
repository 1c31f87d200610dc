"""Who may write next, with time moved by hand."""

import asyncio
from collections import deque
from collections.abc import Iterable

import pytest

from adapters.telegram_chat.gate import Gate, Lane
from adapters.telegram_chat.limits import Limits
from tests.fakes.clock import settle
from tests.fakes.loop_time import FakeLoopTime

ANSWER, DELIVERY, REDRAW = Lane.ANSWER, Lane.DELIVERY, Lane.REDRAW


class Senders:
    """A fixed number of workers that send what they are given, and note when."""

    def __init__(self, gate: Gate, time: FakeLoopTime, chats: Iterable[str]) -> None:
        self.gate = gate
        self.time = time
        self.left = deque(chats)
        self.sent: list[tuple[float, str]] = []

    async def work(self, lane: Lane = DELIVERY) -> None:
        while self.left:
            chat = self.left.popleft()
            await self.gate.turn(chat, lane)
            self.sent.append((self.time.time(), chat))


class Line:
    """Tasks that each want one turn, by name."""

    def __init__(self, gate: Gate, group: asyncio.TaskGroup) -> None:
        self.gate = gate
        self.group = group
        self.through: list[str] = []

    def add(self, name: str, chat: str | None, lane: Lane) -> asyncio.Task[None]:
        async def wait() -> None:
            await self.gate.turn(chat, lane)
            self.through.append(name)

        return self.group.create_task(wait())


@pytest.mark.parametrize("late_s", [0.0, 0.03, 0.15])
@pytest.mark.parametrize("per_second", [25, 300])
async def test_many_messages_drain_at_the_limit_although_timers_are_late(
    late_s: float, per_second: float
) -> None:
    time = FakeLoopTime(late_s=late_s)
    start = time.at
    limits = Limits(per_second)
    senders = Senders(Gate(limits, time), time, (str(number) for number in range(3000)))
    async with asyncio.TaskGroup() as group:
        for _ in range(64):
            group.create_task(senders.work())
        await time.advance(3000 / per_second * 1.05, turns=4)
        assert len(senders.sent) == 3000
    assert senders.sent[-1][0] - start <= 1.05 * 3000 / per_second
    assert time.waiting == []


async def test_an_answer_goes_next_while_many_deliveries_wait() -> None:
    time = FakeLoopTime()
    gate = Gate(Limits(25), time)
    bulk = Senders(gate, time, (str(number) for number in range(500)))
    waited: list[float] = []

    async def press(chat: str) -> None:
        asked_at = time.at
        await gate.turn(chat, ANSWER)
        waited.append(time.at - asked_at)

    async with asyncio.TaskGroup() as group:
        for _ in range(32):
            group.create_task(bulk.work())
        for number in range(100):
            group.create_task(press(f"9{number}"))
            await time.advance(0.173)
        await time.advance(60)
    assert len(waited) == 100
    assert max(waited) <= 0.041


async def test_where_not_all_can_go_the_lanes_go_in_order() -> None:
    time = FakeLoopTime()
    gate = Gate(Limits(1), time)
    async with asyncio.TaskGroup() as group:
        line = Line(gate, group)
        line.add("first", "0", REDRAW)
        await settle()
        line.add("redraw", "1", REDRAW)
        line.add("delivery 1", "2", DELIVERY)
        line.add("delivery 2", "3", DELIVERY)
        line.add("answer", "4", ANSWER)
        await time.advance(2.5)
        line.add("answer to no chat", None, ANSWER)
        await time.advance(10)
    assert line.through == [
        "first",
        "answer",
        "delivery 1",
        "answer to no chat",
        "delivery 2",
        "redraw",
    ]


async def test_a_chat_that_must_wait_holds_nobody_else_up() -> None:
    time = FakeLoopTime()
    start = time.at
    busy_and_others = ["busy"] * 6 + [str(number) for number in range(200)]
    senders = Senders(Gate(Limits(25), time), time, busy_and_others)
    async with asyncio.TaskGroup() as group:
        for _ in range(8):
            group.create_task(senders.work())
        await time.advance(30)
    others = [at for at, chat in senders.sent if chat != "busy"]
    busy = [at - start for at, chat in senders.sent if chat == "busy"]
    assert max(others) - start <= 206 / 25
    assert busy == pytest.approx([0, 0, 0, 1, 2, 3], abs=0.05)


async def test_in_one_chat_the_answer_goes_before_what_waited_longer() -> None:
    time = FakeLoopTime()
    gate = Gate(Limits(1000, burst=1), time)
    async with asyncio.TaskGroup() as group:
        line = Line(gate, group)
        line.add("session", "1", DELIVERY)
        line.add("step", "1", REDRAW)
        line.add("reminder", "1", DELIVERY)
        await settle()
        line.add("answer", "1", ANSWER)
        await time.advance(5)
    assert line.through == ["session", "answer", "reminder", "step"]


async def test_a_halt_holds_everyone_and_then_lets_them_through_at_the_limit() -> None:
    time = FakeLoopTime()
    start = time.at
    gate = Gate(Limits(25), time)
    senders = Senders(gate, time, (str(number) for number in range(100)))
    async with asyncio.TaskGroup() as group:
        for _ in range(8):
            group.create_task(senders.work())
        await time.advance(1)
        gate.halt(30)
        gate.halt(5)
        before = len(senders.sent)
        await time.advance(29.9)
        assert len(senders.sent) == before
        await time.advance(10)
    assert len(senders.sent) == 100
    assert min(at for at, _ in senders.sent[before:]) == start + 31


async def test_a_halt_holds_also_who_was_called_but_had_not_gone() -> None:
    time = FakeLoopTime()
    gate = Gate(Limits(25), time)
    async with asyncio.TaskGroup() as group:
        line = Line(gate, group)
        for number in range(6):
            line.add(str(number), str(number), DELIVERY)
        await settle()
        assert len(line.through) == 5
        time.fire()  # calls the sixth, which has not run yet
        gate.halt(30)
        await time.advance(29.9)
        assert len(line.through) == 5
        await time.advance(1)
    assert len(line.through) == 6


async def test_who_is_cancelled_while_waiting_has_used_up_nothing_and_blocks_nobody() -> None:
    time = FakeLoopTime()
    gate = Gate(Limits(25, burst=1), time)
    async with asyncio.TaskGroup() as group:
        line = Line(gate, group)
        for number in range(5):
            line.add(str(number), str(number), DELIVERY)
        gone = line.add("gone", "a", ANSWER)
        gone_asleep = line.add("gone asleep", "0", ANSWER)
        next_one = line.add("next", "b", DELIVERY)
        await settle()
        assert gate.waiting == 3
        gone.cancel()
        gone_asleep.cancel()
        await settle()
        assert gate.waiting == 1
        await time.advance(0.041)
        assert next_one.done()
    assert line.through == ["0", "1", "2", "3", "4", "next"]
    assert gate.waiting == 0


async def test_who_is_cancelled_between_call_and_turn_leaves_the_turn_to_the_next() -> None:
    time = FakeLoopTime()
    gate = Gate(Limits(25), time)
    async with asyncio.TaskGroup() as group:
        line = Line(gate, group)
        for number in range(5):
            line.add(str(number), str(number), DELIVERY)
        gone = line.add("gone", "a", ANSWER)
        line.add("behind", "a", DELIVERY)
        line.add("last", "b", DELIVERY)
        await settle()
        time.fire()
        gone.cancel()
        await settle()
        assert line.through == ["0", "1", "2", "3", "4", "behind"]
        await time.advance(0.05)
    assert line.through[-1] == "last"


async def test_a_turn_is_not_given_to_who_has_just_been_cancelled() -> None:
    time = FakeLoopTime()
    gate = Gate(Limits(1), time)
    await gate.turn("1", DELIVERY)
    async with asyncio.TaskGroup() as group:
        line = Line(gate, group)
        gone = line.add("gone", "2", ANSWER)
        line.add("next", "3", DELIVERY)
        await settle()
        gone.cancel()
        time.fire()  # before the cancelled one has run
        await settle()
    assert line.through == ["next"]


async def test_nobody_looks_again_and_again() -> None:
    time = FakeLoopTime()
    gate = Gate(Limits(25), time)
    senders = Senders(gate, time, (str(number) for number in range(100)))
    async with asyncio.TaskGroup() as group:
        for _ in range(64):
            group.create_task(senders.work())
        await time.advance(10)
    assert time.set <= 101
    assert time.waiting == []


async def test_a_timer_that_comes_a_little_early_is_no_reason_for_another() -> None:
    time = FakeLoopTime(late_s=-1e-9)  # as an event loop may, by its clock's resolution
    gate = Gate(Limits(25), time)
    senders = Senders(gate, time, (str(number) for number in range(100)))
    async with asyncio.TaskGroup() as group:
        group.create_task(senders.work())
        await time.advance(10)
    assert time.set <= 101


async def test_where_nobody_waits_no_timer_is_left() -> None:
    time = FakeLoopTime()
    gate = Gate(Limits(1), time)
    await gate.turn("1", DELIVERY)
    async with asyncio.TaskGroup() as group:
        line = Line(gate, group)
        tasks = [line.add(name, name, DELIVERY) for name in ("2", "3")]
        await settle()
        assert len(time.waiting) == 1
        for task in tasks:
            task.cancel()
    assert time.waiting == []


async def test_only_as_many_are_called_as_may_go() -> None:
    class CountingLimits(Limits):
        asked = 0

        def earliest(self, chat: str | None, now: float) -> float:
            self.asked += chat is not None
            return super().earliest(chat, now)

    time = FakeLoopTime(late_s=0.15)  # so that many are called at once
    limits = CountingLimits(100)
    senders = Senders(Gate(limits, time), time, (str(number) for number in range(300)))
    async with asyncio.TaskGroup() as group:
        for _ in range(64):
            group.create_task(senders.work())
        await time.advance(10)
    assert limits.asked == 2 * 300  # by the gate, and by the limits when it takes


async def test_on_a_real_loop_a_free_turn_comes_at_once_and_the_next_by_a_timer() -> None:
    gate = Gate(Limits(200))
    for _ in range(45):
        await gate.turn("-1" if _ == 0 else None, ANSWER)
    assert gate.waiting == 0

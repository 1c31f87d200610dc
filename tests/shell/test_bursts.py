"""Very many at once: what is planned goes out while more is planned, and nobody is held up."""

import asyncio
import gc

import pytest

from bot.service import due_rounds, loops
from tests.shell.room import Room


async def test_each_full_batch_of_planning_rings_for_those_who_send(
    three: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_rounds, "BATCH", 1)
    bell = three.engine.bells[three.messenger.platform]
    rung_before: list[bool] = []

    def note(point: str) -> None:
        if point == "plan.after_commit":
            rung_before.append(bell.is_set())
            bell.clear()

    object.__setattr__(three.engine, "crash_point", note)
    await loops.work(three.engine)
    assert rung_before == [False, True, True, True]  # three cards, and a look that finds no more


async def test_what_is_loaded_before_the_loops_run_is_not_searched_for_garbage(room: Room) -> None:
    gc.unfreeze()
    try:
        async with asyncio.TaskGroup() as group:
            running = group.create_task(loops.run(room.engine))
            await asyncio.sleep(0)
            assert gc.get_freeze_count() > 0
            running.cancel()
    finally:
        gc.unfreeze()

"""A bot put together for real: time in the terminal, faults of the disk, the end of a chat."""

import asyncio
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import SecretStr

import bot.opening
import bot.wiring
from adapters.system_clock import SteppedClock, SystemClock
from adapters.terminal_chat.incoming import to_update
from bot.config import Config, SettingError
from bot.opening import fast_forward
from bot.ports.store import NotSavedError, Tx
from bot.service import clocks, loops
from bot.service.clocks import kept_offset
from bot.wiring import TerminalBot, open_terminal_bot
from storage.sqlite.runner import SqliteRunner
from tests.service.shelf import english
from tests.shell.command_line import JOIN, PROGRAMS, Knead, world
from tests.shell.room import CARD_AT, EVENING


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setattr(bot.opening, "GeoPlaces", world)
    return Config(database_url=f"sqlite:///{tmp_path / 'bot.db'}", programs_dir=PROGRAMS)


def offset_of(database: Path) -> int:
    runner = SqliteRunner.open(database)
    offset_s = runner.run(kept_offset)
    runner.close()
    return offset_s


def test_next_goes_on_to_what_is_shown_next_and_no_further(knead: Knead) -> None:
    shown = knead("chat", typed=JOIN + "/next\n").out
    lines = [line for line in shown.split("> /next\n")[1].splitlines() if line]
    # Where tomorrow is a rest day, its hour shows nothing and is passed.
    passed = [line for line in lines if line.startswith("The clock goes on to ")]
    assert 1 <= len(passed) <= 2
    assert lines[: len(passed)] == passed
    assert passed[-1].endswith(", 07:30 (America/Bogota).")
    assert lines[len(passed)].startswith("Today: Side of the hip, ")


def test_time_that_ran_ahead_stays_ahead_over_a_restart(knead: Knead) -> None:
    knead("chat", typed=JOIN + "/next\n")
    ahead_s = offset_of(knead.database)
    assert ahead_s > 0
    shown = knead("chat", typed="/today\n/next\n").out
    assert "Today: Side of the hip, " in shown.split("> /today\n")[1].split("> /next\n")[0]
    assert offset_of(knead.database) > ahead_s
    runner = SqliteRunner.open(knead.database)
    last_at = int(runner.run(lambda tx: tx.meta.get(clocks.LAST_AT)) or 0)
    runner.close()
    assert last_at >= SystemClock(ahead_s).now() - 60


def test_next_says_when_nothing_is_due(knead: Knead) -> None:
    shown = knead("chat", typed="/next\n").out
    assert shown.split("> /next\n")[1].startswith(english()("terminal.nothing_due"))


def test_next_passes_hours_that_show_nothing_and_gives_up_in_the_end(
    knead: Knead, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def do_nothing(_engine: object) -> int:
        return 0

    monkeypatch.setattr(loops, "run", do_nothing)
    monkeypatch.setattr(loops, "work", do_nothing)
    shown = knead("chat", typed=JOIN + "/next\n").out.split("> /next\n")[1]
    assert shown.count("The clock goes on to ") == bot.wiring.MOST_SILENT


def test_next_on_a_full_disk_says_that_it_was_not_saved(
    knead: Knead, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_tx: Tx, offset_s: int) -> None:
        raise NotSavedError("no room")

    monkeypatch.setattr(bot.opening, "keep_offset", refuse)
    ended = knead("chat", typed=JOIN + "/next\n/help\n")
    assert ended.code == 0
    assert english()("failed.not_saved") in ended.out.split("> /next\n")[1]
    assert "Everything I can do" in ended.out


def test_a_fast_clock_comes_to_each_due_time_and_waits_there(knead: Knead) -> None:
    running = knead.starts("chat", "--clock-speed", "100000")
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.write(JOIN)
    running.stdin.flush()
    seen: list[str] = []
    while not any(line.startswith("Today: Side of the hip") for line in seen):
        seen.append(running.stdout.readline())
        assert seen[-1], "the card never came"
    _out, err = running.communicate("/quit\n")
    assert (running.returncode, err) == (0, "")
    assert "You are in." in "".join(seen)
    assert offset_of(knead.database) > 0


class SleeplessTicker:
    """Real time whose waits are over at once; the turn goes to whoever is ready."""

    slept: ClassVar[list[float]] = []

    def real_at(self) -> int:
        return 0

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


async def joins(terminal: TerminalBot) -> None:
    """Subscribe, without a word on the screen."""
    for number, line in enumerate(("/start", *JOIN.splitlines())):
        update = to_update(line, update_ref=f"u{number}", live=terminal.screen.live)
        assert update is not None
        answer = await loops.receive(terminal.engine, update)
        await terminal.messenger.show_answer(answer)


async def test_a_fast_clock_waits_its_share_and_then_stands_still(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    SleeplessTicker.slept.clear()
    monkeypatch.setattr(bot.opening, "SystemTicker", SleeplessTicker)
    async with open_terminal_bot(config, lambda _offset: SteppedClock(EVENING)) as terminal:
        await joins(terminal)
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            forward = group.create_task(fast_forward(terminal.engine, terminal.clock, 3600))
            while terminal.clock.now() == EVENING:
                await terminal.engine.store.read(loops.next_at)
            assert sum(SleeplessTicker.slept) * 3600 >= CARD_AT - EVENING
            # The card is not sent, for nothing works here: its time is the time until it is.
            for _ in range(20):
                assert await terminal.engine.store.read(loops.next_at) == CARD_AT
                assert terminal.clock.now() == CARD_AT
            forward.cancel()


async def test_a_fast_clock_survives_a_full_disk(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[int] = []

    def refuse(_tx: Tx, offset_s: int) -> None:
        refused.append(offset_s)
        raise NotSavedError("no room")

    monkeypatch.setattr(bot.opening, "SystemTicker", SleeplessTicker)
    monkeypatch.setattr(bot.opening, "keep_offset", refuse)
    async with open_terminal_bot(config, lambda _offset: SteppedClock(EVENING)) as terminal:
        await joins(terminal)
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            forward = group.create_task(fast_forward(terminal.engine, terminal.clock, 1 << 30))
            while len(refused) < 3:
                await terminal.engine.store.read(loops.next_at)
            forward.cancel()


class NotedEnds:
    """Stands where the terminal counts down."""

    def __init__(self) -> None:
        self.ends: list[int | None] = []

    def note_step_end(self, at: int | None) -> None:
        self.ends.append(at)


async def test_the_terminal_is_told_when_the_running_step_ends(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.wiring, "SystemTicker", SleeplessTicker)
    noted = NotedEnds()
    start = open_terminal_bot(config, lambda _offset: SteppedClock(EVENING))
    async with start as terminal, asyncio.timeout(60), asyncio.TaskGroup() as group:
        following = group.create_task(bot.wiring._follow_steps(terminal, noted))  # type: ignore[arg-type]  # all that is asked of it
        await joins(terminal)
        terminal.clock.advance_to(CARD_AT)
        await loops.work(terminal.engine)
        for number, line in enumerate(("Start", "/today")):
            update = to_update(line, update_ref=f"s{number}", live=terminal.screen.live)
            assert update is not None
            await loops.receive(terminal.engine, update)
        while None in noted.ends[-1:] or not noted.ends:
            await terminal.engine.store.read(loops.next_at)
        following.cancel()
    assert noted.ends[0] is None
    assert noted.ends[-1] == CARD_AT + 70  # 10 s to get ready, then 60 s


async def test_a_set_secret_marks_erased_accounts_and_none_is_made(
    config: Config, tmp_path: Path
) -> None:
    chosen = config.model_copy(update={"secret": SecretStr("x" * 40)})
    async with open_terminal_bot(chosen):
        pass
    assert not (tmp_path / "bot.db.secret").exists()
    async with open_terminal_bot(config):
        pass
    assert (tmp_path / "bot.db.secret").exists()


async def test_a_folder_without_programs_is_refused_before_a_database_is_made(
    config: Config, tmp_path: Path
) -> None:
    chosen = config.model_copy(update={"programs_dir": tmp_path / "none"})
    with pytest.raises(SettingError, match="KNEAD_PROGRAMS_DIR: there is no folder"):
        async with open_terminal_bot(chosen):
            pass
    assert not (tmp_path / "bot.db").exists()

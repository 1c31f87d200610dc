"""Puts a bot together and runs it; `parts` has what needs the settings alone."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread

from adapters.system_clock import SystemClock, SystemTicker
from adapters.terminal_chat.incoming import USER_REF
from adapters.terminal_chat.lines import lines_of
from adapters.terminal_chat.messenger import TerminalMessenger
from adapters.terminal_chat.runner import CoreCalls, TerminalRunner
from adapters.terminal_chat.screen import Screen, colour_wanted
from bot.config import Config
from bot.domain.address import Platform
from bot.domain.days import local_time, minute_of_day
from bot.opening import (
    MovableClock,
    advance,
    fast_forward,
    open_ground,
    standing_clock,
    unwrapped,
)
from bot.parts import (
    terminal_words,
    use_pinned_zones,
)
from bot.ports.store import NotSavedError
from bot.service import loops
from bot.service.engine import Engine, no_crash
from bot.service.ledger import LedgerReport, verify
from bot.service.step_timer import running_step_ends_at
from bot.service.whereabouts import zone_of
from storage.places import GeoPlaces
from storage.program_files.loader import check_paths
from storage.sqlite.ledger_rows import open_ledger

MOST_SILENT = 20  # due times in a row that show nothing, before /next gives up


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalBot:
    """A bot whose one platform is a terminal."""

    engine: Engine
    clock: MovableClock
    places: GeoPlaces
    screen: Screen
    messenger: TerminalMessenger


@asynccontextmanager
async def open_terminal_bot(
    config: Config,
    make_clock: Callable[[int], MovableClock] = SystemClock,
    crash_point: Callable[[str], None] = no_crash,
) -> AsyncGenerator[TerminalBot, None]:
    """Open the database and wire a bot to the terminal; closed whole at the end.

    Raises:
        StorageError: if the database cannot be opened; the message says what to do.
        SettingError: if the programs folder has a problem, each named with its place.
    """
    async with open_ground(config, make_clock, crash_point) as ground:
        screen = Screen(
            sys.stdout,
            started=ground.started,
            colour=colour_wanted(sys.stdout, os.environ),
            words=terminal_words(ground.words),
        )
        messenger = TerminalMessenger(screen, files_dir=config.database.parent / "exports")
        engine = ground.engine((messenger,))
        await loops.start(engine)
        yield TerminalBot(
            engine=engine,
            clock=ground.clock,
            places=ground.places,
            screen=screen,
            messenger=messenger,
        )


async def run_terminal(
    config: Config, clock_speed: int = 0, crash_point: Callable[[str], None] = no_crash
) -> None:
    """Talk with the person at this terminal until they leave; deliveries come by themselves."""
    lines = lines_of(sys.stdin, sys.stdout, os.environ)
    make_clock = standing_clock if clock_speed else SystemClock
    async with open_terminal_bot(config, make_clock, crash_point) as bot:
        calls = CoreCalls(
            receive=partial(loops.receive, bot.engine),
            shown=partial(loops.shown, bot.engine),
            go_on=partial(go_on, bot),
            crash_point=crash_point,
        )
        runner = TerminalRunner(bot.messenger, lines, calls, bot.clock)
        # The cities take over a second to read; nobody should wait for them, not even to leave.
        Thread(target=bot.places.load, daemon=True).start()
        background = [loops.run(bot.engine), _follow_steps(bot, runner)]
        if clock_speed:
            background.append(fast_forward(bot.engine, bot.clock, clock_speed))
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(work) for work in background]
                await runner.run()
                for task in tasks:
                    task.cancel()
        except BaseExceptionGroup as faults:
            raise unwrapped(faults) from faults


async def go_on(bot: TerminalBot) -> str:
    """Move people's time on until something is shown, and say to when; what is left to say."""
    try:
        return await _go_on(bot)
    except NotSavedError:
        return bot.engine.moments().words("failed.not_saved")


async def _go_on(bot: TerminalBot) -> str:
    shown = bot.screen.shown_count
    for _ in range(MOST_SILENT):
        async with loops.standing_still(bot.engine):
            if bot.screen.shown_count > shown:  # it was on its way already
                break
            due_at = await bot.engine.store.transact(loops.next_at)
            if due_at is None:
                return bot.engine.moments().words("terminal.nothing_due")
            await bot.screen.say(await _clock_line(bot, due_at))
            await advance(bot.engine, bot.clock, due_at)
        await loops.work(bot.engine)
    return ""


async def _clock_line(bot: TerminalBot, due_at: int) -> str:
    say = bot.engine.moments().words
    here = partial(zone_of, platform=Platform.TERMINAL, user_ref=USER_REF)
    zone = await bot.engine.store.read(here)
    day, minute = local_time(zone, due_at).date(), minute_of_day(zone, due_at)
    return say("terminal.went_on", day=say.day(day), time=say.time(minute), place=zone)


async def _follow_steps(bot: TerminalBot, runner: TerminalRunner) -> None:
    """Tell the terminal when the running step ends, so that it can count down."""
    ticker = SystemTicker()
    ends_at = partial(running_step_ends_at, platform=Platform.TERMINAL, user_ref=USER_REF)
    while True:
        runner.note_step_end(await bot.engine.store.read(ends_at))
        await ticker.sleep(1)


def check_programs(paths: Sequence[Path]) -> tuple[str, ...]:
    """Check program files and folders; give each problem as one line."""
    return tuple(str(problem) for problem in check_paths(paths))


def verify_ledger(config: Config) -> LedgerReport:
    """Verify the ledger of a database, beside a running bot or without one.

    Raises:
        StorageError: if it cannot be read; nothing is changed.
    """
    use_pinned_zones()
    with open_ledger(config.database) as books:
        return verify(books, SystemClock().now())

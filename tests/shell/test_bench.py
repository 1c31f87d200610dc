"""`make bench`: its lines, and that the floor runs what the bot runs. Nothing here is timed."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from bench import telegram_people, telegram_speed
from bench.around import start_figures, sync_figures
from bench.contenders import copy_of
from bench.figure import Better, Figure
from bench.floors import note_transactions, open_raw, run_raw
from bench.made_database import AGREED, BEGUN, PLANNED, STANDING, make_database
from bench.planner import planner_figures
from bench.scheduler import claim_figures, tick_figures
from bench.size import size_figures
from bench.telegram_bot import LET_GO, running_bot
from bench.telegram_drain import Burst, telegram_drain_figures
from bench.telegram_floor import raw_server
from bench.telegram_people import PRESSED_AT, STILL, begun
from bench.telegram_speed import (
    Load,
    telegram_check_in_figures,
    telegram_delivery_figures,
)
from bench.telegram_start import telegram_start_figures
from bench.transaction import Size, check_in_figures, press_figures
from bench.workloads import Fn, check_ins, presses
from bot.domain.address import Platform
from bot.ports.store import Tx
from storage.sqlite.runner import SqliteRunner

KEYS = {"figure", "value", "target", "better", "ok", "raw", "floor", "unit"}
PEOPLE = 240
SMALL = Size(people=20, at_once=(1, 100), transactions=5, repetitions=1)
LIGHT = Load(count=5, repetitions=1)
LITTLE = Burst(sessions=20, per_second=1_000, press_every_s=0.001, alone=2)


@pytest.fixture
def planned(tmp_path: Path) -> Path:
    """A database in which everybody's next card is planned, and due once more."""
    path = tmp_path / "planned.db"
    make_database(path, PEOPLE, STANDING, AGREED, PLANNED)
    return path


def test_each_line_has_what_scripts_read(tmp_path: Path, planned: Path) -> None:
    other = copy_of(planned, "other")
    found = [
        *sync_figures(tmp_path, rounds=1),
        *check_in_figures(tmp_path, SMALL),
        *press_figures(tmp_path, SMALL),
        *size_figures(planned, PEOPLE),
        *tick_figures(planned, other, ticks=1, repetitions=1),
        *claim_figures(planned, other, limit=10, repetitions=1),
        *planner_figures(planned, PEOPLE, count=200),
        *start_figures(starts=1),
        *telegram_check_in_figures(tmp_path, LIGHT),
        *telegram_delivery_figures(tmp_path, LIGHT),
        *telegram_drain_figures(tmp_path, LITTLE),
        *telegram_start_figures(tmp_path, starts=1),
    ]
    names = [figure.figure for figure in found]
    assert len(names) == len(set(names)) >= 20
    for figure in found:
        line = json.loads(figure.line())
        assert "\n" not in figure.line()
        assert line.keys() >= KEYS, figure
        assert line["better"] in {"higher", "lower"}
        assert line["ok"] is figure.ok
        assert line["raw"] > 0, figure
        assert line["floor"] > 0, figure


@pytest.mark.parametrize(
    ("better", "value", "is_met"),
    [("higher", 6.0, True), ("higher", 5.9, False), ("lower", 6.0, True), ("lower", 6.1, False)],
)
def test_a_target_is_met_or_not(better: str, value: float, is_met: bool) -> None:  # noqa: FBT001  # a parameter of the test
    figure = Figure(
        figure="x", value=value, better=Better(better), raw=1, floor=1, unit="s", target=6
    )
    assert figure.ok is is_met


@pytest.mark.parametrize(
    ("workload", "kinds"),
    [(check_ins, (STANDING, AGREED)), (presses, (STANDING, AGREED, BEGUN))],
)
def test_the_floor_runs_the_statements_and_bytes_that_the_bot_runs(
    tmp_path: Path, workload: Callable[[int, int], list[Fn]], kinds: tuple[dict[str, str], ...]
) -> None:
    source = tmp_path / "source.db"
    make_database(source, 20, *kinds)
    fns = workload(20, 20)
    floor, bot = copy_of(source, "floor"), copy_of(source, "bot")
    noted = note_transactions(copy_of(source, "noted"), fns)
    with closing(open_raw(floor)) as connection:
        pragmas = pragmas_of(connection)
        raw_statements = traced(connection)
        run_raw(connection, noted)
    bot_statements = run_by_the_bot(bot, fns, pragmas)
    assert raw_statements == bot_statements
    assert len(raw_statements) >= 6 * len(fns)
    assert content(floor) == content(bot)


def test_a_check_in_is_what_the_facts_name(tmp_path: Path) -> None:
    source = tmp_path / "source.db"
    make_database(source, 20, STANDING, AGREED)
    for transaction in note_transactions(source, check_ins(20, 20)):
        kinds = [statement.sql.split()[0] for statement in transaction]
        assert kinds == ["INSERT", "SELECT", "INSERT", "UPDATE"]


async def test_the_floor_posts_the_bytes_that_the_bot_posts(tmp_path: Path) -> None:
    path = tmp_path / "check_ins.db"
    make_database(path, 5, STILL, AGREED, begun())
    async with raw_server() as server, running_bot(path, server.url, PRESSED_AT) as bot:
        await server.ask("note")
        await server.ask("keep", telegram_people.presses(1, 5))
        async with asyncio.TaskGroup() as group:
            group.create_task(bot.passed.more(LET_GO, 5))
            group.create_task(server.ask("hand_out"))
        by_the_bot = await server.noted()
        await server.ask("note")
        await server.post(telegram_speed.by_person(by_the_bot, 5), at_once=2)
        by_the_floor = await server.noted()
        assert await bot.telegram.engine.store.transact(owed_to) == []
    assert sorted(by_the_floor) == sorted(by_the_bot)
    assert sorted({method for method, _ in by_the_bot}) == [
        "answerCallbackQuery",
        "editMessageText",
    ]
    assert len(by_the_bot) == 10


def owed_to(tx: Tx) -> list[object]:
    return list(tx.owed_answers.of(Platform.TELEGRAM))


def test_a_floor_of_other_posts_than_one_for_each_is_refused() -> None:
    with pytest.raises(ValueError, match="for 2 people: sendMessage 1"):
        telegram_speed.by_person([("sendMessage", b"{}")], 2)


def run_by_the_bot(path: Path, fns: Sequence[Fn], pragmas: list[object]) -> list[str]:
    with closing(SqliteRunner.open(path)) as runner:
        assert pragmas_of(runner._connection) == pragmas
        statements = traced(runner._connection)
        for fn in fns:
            runner.run(fn)
    return statements


def traced(connection: sqlite3.Connection) -> list[str]:
    """Let a connection note every statement with its values."""
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    return statements


def pragmas_of(connection: sqlite3.Connection) -> list[object]:
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "cache_size")
    return [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]


def content(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())

"""kill -9 at any point: what was said to be saved is there, and the next start needs no help."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.sqlite.crash import CrashPoint
from storage.sqlite.runner import SqliteRunner

ROOT = Path(__file__).parents[2]
IN_USE = 1


def command(database: Path, point: str = "none", nth: int = 0) -> list[str]:
    return [sys.executable, "-m", "tests.fakes.killed_writer", str(database), point, str(nth)]


def run(words: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, check=False, cwd=ROOT, capture_output=True, text=True, timeout=60)


def killed(database: Path, point: str, nth: int) -> list[str]:
    """Let a process kill itself at a point and give what it said was saved."""
    ended = run(command(database, point, nth))
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    return ended.stdout.split()


def missing_after_restart(database: Path, told: list[str]) -> list[str]:
    runner = SqliteRunner.open(database)
    missing = runner.run(lambda tx: [key for key in told if tx.meta.get(key) is None])
    runner.close()
    return missing


@pytest.mark.parametrize("nth", [1, 4])
@pytest.mark.parametrize("point", [point for point in CrashPoint if point.startswith("store.")])
def test_nothing_acknowledged_is_lost(database: Path, point: CrashPoint, nth: int) -> None:
    told: list[str] = []
    for life in (nth, nth + 1):
        told += killed(database, point, life)
        assert missing_after_restart(database, told) == []
    assert told or nth == 1  # the first commit of all has nothing before it


@pytest.mark.parametrize("point", [point for point in CrashPoint if point.startswith("migrate.")])
def test_a_first_start_killed_half_way_is_done_again(database: Path, point: CrashPoint) -> None:
    for _ in range(2):
        assert killed(database, point, 1) == []
        assert not database.exists()
    assert missing_after_restart(database, []) == []
    assert {file.name for file in database.parent.iterdir()} == {"bot.db", "bot.db.lock"}


def test_a_killed_bot_holds_no_lock_and_a_living_one_does(database: Path) -> None:
    with subprocess.Popen(command(database), cwd=ROOT, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        told = [first.stdout.readline().strip() for _ in range(50)]
        second = run(command(database))
        assert second.returncode == IN_USE
        assert f"Another bot (process {first.pid}) runs on {database}" in second.stderr
        first.kill()
        told += first.stdout.read().split()
    assert missing_after_restart(database, told) == []

"""What the other figures rest on: a sync of the disk, and the start of a process."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.figure import Better, Figure
from bench.floors import SYNCED_BYTES, sync_seconds

STARTS = 7
ROUNDS = 5


def sync_figures(folder: Path, rounds: int = ROUNDS) -> Iterator[Figure]:
    """Measure the disk on which all of this runs."""
    seconds = [sync_seconds(folder) for _ in range(rounds)]
    yield Figure(
        figure="disk_sync",
        value=median(seconds) * 1e6,
        better=Better.LOWER,
        raw=median(seconds) * 1e6,
        floor=min(seconds) * 1e6,
        unit="µs",
        spread=(min(seconds) * 1e6, max(seconds) * 1e6),
        note=f"append {SYNCED_BYTES} bytes and fsync, in {folder.parent}; below 50: no real disk",
    )


def start_figures(starts: int = STARTS) -> Iterator[Figure]:
    """Measure how long the command takes until it can begin."""
    knead: list[float] = []
    python: list[float] = []
    for _ in range(starts):
        knead.append(_seconds("import bot.cli"))
        python.append(_seconds("pass"))
    yield Figure(
        figure="start_command",
        value=(median(knead) - median(python)) * 1e3,
        better=Better.LOWER,
        raw=median(knead) * 1e3,
        floor=median(python) * 1e3,
        unit="ms",
        note="a process that imports bot.cli, less one that does nothing",
    )


def _seconds(code: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - began

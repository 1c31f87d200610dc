"""Lives weeks of a large club on one database file, and shows what grows.

`make soak` or `python -m bench.soak --people 10000 --days 28`: a line a day on the error output,
then a figure a line. What must stay flat is compared with the first week: the second day's memory,
and the most that the working tables, the log, threads and open files had in days 2 to 8.
"""

import argparse
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.figure import Better, Figure
from bench.planner import memory_mb
from bot.simulate import START_AT, make_ground
from bot.simulation.audit import settle_scores
from bot.simulation.report import Report
from bot.simulation.shard import live_shard
from bot.simulation.spec import Spec
from bot.simulation.world import World

WORKING = ("queue", "due", "seen_update")
HISTORY = ("delivery", "session_run", "check_in", "change", "safety_stop")
FIRST_DAY, FIRST_WEEK = 2, 8
FLAT = 1.1


@dataclass(frozen=True, slots=True)
class Day:
    """What one day ended with."""

    memory_mb: float
    rows: dict[str, int]
    log_bytes: int
    file_bytes: int
    threads: int
    open_files: int


def main() -> None:
    """Live, and print the figures; exit 1 where something grew or a promise was broken."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the database is made and removed")
    asked = parser.parse_args()
    if asked.days <= FIRST_WEEK:
        parser.error(f"--days: {FIRST_WEEK + 1} or more, so that there is something to compare")
    spec = Spec(
        people=asked.people,
        days=asked.days,
        start_at=START_AT,
        seed=f"soak.{asked.seed}",
        has_faults=False,
    )
    with tempfile.TemporaryDirectory(prefix="knead-soak-", dir=asked.folder) as name:
        days, report = soak(spec, Path(name) / "soak.db")
    figures = soak_figures(days, spec.people)
    for figure in figures:
        sys.stdout.write(figure.line() + "\n")
    sys.stderr.write(report.as_text() + "\n")
    sys.exit(0 if not report.broken and all(figure.ok for figure in figures) else 1)


def soak(spec: Spec, database: Path) -> tuple[list[Day], Report]:
    """Live a world on a file, and look at it after each day."""
    days: list[Day] = []
    ground = make_ground(Path("programs"), database)
    report = live_shard(spec, 0, ground, "", partial(_look, days, database))
    return days, report


def _look(days: list[Day], database: Path, world: World) -> None:
    settle_scores(world)  # what the world keeps in mind must not grow either
    store = world.parts.store
    day = Day(
        memory_mb=memory_mb("VmRSS"),
        rows={size.table: size.rows for size in store.sizes()},
        log_bytes=store.log_bytes(),
        file_bytes=database.stat().st_size,
        threads=threading.active_count(),
        open_files=len(list(Path("/proc/self/fd").iterdir())),
    )
    days.append(day)
    working = " ".join(f"{table} {day.rows[table]}" for table in WORKING)
    sys.stderr.write(
        f"{time.strftime('%H:%M:%S')} day {len(days)}: {day.memory_mb:.0f} MB, "
        f"{working}, log {day.log_bytes // 1024} KiB, file {day.file_bytes // 2**20} MiB\n"
    )


def soak_figures(days: list[Day], people: int) -> list[Figure]:
    """Compare what the last week held with what the first one did."""
    early, late = days[FIRST_DAY - 1 : FIRST_WEEK], days[FIRST_WEEK:]
    memory = _flat("soak_memory", "MB", [late[-1].memory_mb], [early[0].memory_mb])
    tables = [
        _flat(
            f"soak_{table}", "rows", [d.rows[table] for d in late], [d.rows[table] for d in early]
        )
        for table in WORKING
    ]
    others = [
        _flat("soak_log", "bytes", [d.log_bytes for d in late], [d.log_bytes for d in early]),
        _flat("soak_threads", "threads", [d.threads for d in late], [d.threads for d in early]),
        _flat(
            "soak_open_files", "files", [d.open_files for d in late], [d.open_files for d in early]
        ),
    ]
    return [memory, *tables, _conversations(days, people), *others, _history(days, people)]


def _flat(
    name: str, unit: str, late: list[float] | list[int], early: list[float] | list[int]
) -> Figure:
    raw, floor = float(max(late)), float(max(early))
    return Figure(
        figure=name,
        value=raw / floor if floor else float(raw > 0),
        better=Better.LOWER,
        raw=raw,
        floor=floor,
        unit=unit,
        target=FLAT,
    )


def _conversations(days: list[Day], people: int) -> Figure:
    """Tell how many questions stand open: a person may leave one, and never two."""
    rows = max(day.rows["conversation"] for day in days)
    return Figure(
        figure="soak_open_questions_a_person",
        value=rows / people,
        better=Better.LOWER,
        raw=rows,
        floor=people,
        unit="rows",
        target=1.0,
    )


def _history(days: list[Day], people: int) -> Figure:
    """Tell what is kept on purpose: each person's own days, until they erase them."""
    rows = sum(days[-1].rows[table] for table in HISTORY)
    return Figure(
        figure="soak_history_bytes_a_person_and_day",
        value=days[-1].file_bytes / people / len(days),
        better=Better.LOWER,
        raw=days[-1].file_bytes,
        floor=people * len(days),
        unit="bytes",
        note=f"{rows} rows of history, kept until a person erases it",
    )


if __name__ == "__main__":
    main()

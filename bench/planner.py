"""How much memory the planner takes when very many cards are due in one minute.

`python -m bench.planner DATABASE COUNT` plans so many of them in a process of its own.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from bench.figure import Better, Figure
from bench.made_database import CARD_AT
from bench.moments import moment_at
from bot.service import due_work
from bot.service.engine import BATCH
from storage.sqlite.runner import SqliteRunner

PLANNED = 100_000
TARGET_MB = 300
FLAT, FLAT_STRETCH = 1.1, 1.01  # peak against the memory after the first tenth
STATUS = Path("/proc/self/status")


def planner_figures(path: Path, people: int, count: int = PLANNED) -> Iterator[Figure]:
    """Plan in a fresh process, and look at its memory before, after a tenth, and at its peak."""
    if not STATUS.exists():
        sys.stderr.write("planner: memory is read from /proc, which this system does not have\n")
        return
    done = subprocess.run(
        [sys.executable, "-m", "bench.planner", str(path), str(count)],
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    of = f"{count} of {people} cards due in one minute, in batches of {BATCH}"
    yield Figure(
        figure="planner_memory",
        value=found["peak_mb"],
        better=Better.LOWER,
        raw=found["peak_mb"],
        floor=found["before_mb"],
        unit="MB of resident memory",
        target=TARGET_MB,
        note=f"peak; the floor is what was there before. {of}",
    )
    yield Figure(
        figure="planner_memory_growth",
        value=found["peak_mb"] / found["tenth_mb"],
        better=Better.LOWER,
        raw=found["peak_mb"],
        floor=found["tenth_mb"],
        unit="MB of resident memory",
        target=FLAT,
        stretch=FLAT_STRETCH,
        note="peak against the memory when a tenth was planned",
    )
    yield Figure(
        figure="planner_rate",
        value=count / found["seconds"],
        better=Better.HIGHER,
        raw=count,
        floor=found["seconds"],
        unit="cards; seconds",
        note=f"cards a second; a million take {1e6 / count * found['seconds']:.0f} s",
    )


def plan(path: Path, count: int) -> dict[str, float]:
    """Plan so many cards, batch by batch, and give memory in MB and the seconds taken."""
    plan_batch = partial(due_work.plan_due, at=moment_at(CARD_AT), limit=BATCH)
    with closing(SqliteRunner.open(path)) as runner:
        before_mb = tenth_mb = memory_mb("VmRSS")
        began = time.perf_counter()
        for planned in range(0, count, BATCH):
            if planned <= count // 10:
                tenth_mb = memory_mb("VmHWM")
            if runner.run(plan_batch).matters != BATCH:
                msg = f"after {planned} cards fewer than {BATCH} were due"
                raise ValueError(msg)
        return {
            "before_mb": before_mb,
            "tenth_mb": tenth_mb,
            "peak_mb": memory_mb("VmHWM"),
            "seconds": time.perf_counter() - began,
        }


def memory_mb(name: str) -> float:
    """Read the resident memory of this process, now (VmRSS) or at its highest (VmHWM)."""
    line = next(
        line for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith(name)
    )
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    sys.stdout.write(json.dumps(plan(Path(sys.argv[1]), int(sys.argv[2]))))

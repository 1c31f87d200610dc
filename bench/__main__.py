"""Measures, and prints one JSON object a line; see docs/discussion/performance.md."""

import argparse
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from bench.around import start_figures, sync_figures
from bench.figure import Figure
from bench.made_database import AGREED, PLANNED, STANDING, add_rows, make_database
from bench.planner import planner_figures
from bench.scheduler import claim_figures, tick_figures
from bench.size import size_figures
from bench.telegram_drain import telegram_drain_figures
from bench.telegram_speed import telegram_check_in_figures, telegram_delivery_figures
from bench.telegram_start import telegram_start_figures
from bench.transaction import check_in_figures, press_figures

FEW, MANY = 10_000, 1_000_000


class Databases:
    """The two large databases, made when they are first asked for."""

    def __init__(self, folder: Path, many: int) -> None:
        self._folder = folder
        self.many = many

    def standing(self) -> Path:
        """Give one in which people are enrolled and their cards are due."""
        path = self._folder / "standing.db"
        if not path.exists():
            _say(f"making a database of {self.many} enrollments")
            make_database(path, self.many, STANDING, AGREED)
        return path

    def planned(self) -> tuple[Path, Path]:
        """Give a small and a large one in which each has a card planned."""
        small, large = self._folder / "few.db", self._folder / "many.db"
        if not small.exists():
            make_database(small, FEW, STANDING, AGREED, PLANNED)
            shutil.copy(self.standing(), large)
            with closing(sqlite3.connect(large, isolation_level=None)) as connection:
                add_rows(connection, self.many, PLANNED)
        return small, large


def topics(folder: Path, databases: Databases) -> dict[str, Callable[[], Iterator[Figure]]]:
    """Give what can be measured, by name, in the order in which it is."""
    return {
        "sync": lambda: sync_figures(folder),
        "transaction": lambda: check_in_figures(folder),
        "press": lambda: press_figures(folder),
        "bytes": lambda: size_figures(databases.standing(), databases.many),
        "tick": lambda: tick_figures(*databases.planned()),
        "claim": lambda: claim_figures(*databases.planned()),
        "planner": lambda: planner_figures(databases.standing(), databases.many),
        "start": start_figures,
        "telegram_check_in": lambda: telegram_check_in_figures(folder),
        "telegram_deliveries": lambda: telegram_delivery_figures(folder),
        "telegram_drain": lambda: telegram_drain_figures(folder),
        "telegram_start": lambda: telegram_start_figures(folder),
    }


def main() -> None:
    """Measure what is asked for."""
    names = list(topics(Path(), Databases(Path(), 0)))
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME")
    parser.add_argument("--folder", type=Path, help="where the databases are made and removed")
    parser.add_argument("--people", type=int, default=MANY, help="enrollments of the large one")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="knead-bench-", dir=asked.folder) as name:
        for topic, measure in topics(Path(name), Databases(Path(name), asked.people)).items():
            if topic in asked.only:
                _say(topic)
                for figure in measure():
                    sys.stdout.write(figure.line() + "\n")
                    sys.stdout.flush()


def _say(what: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what}\n")


if __name__ == "__main__":
    main()

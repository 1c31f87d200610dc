"""How many bytes an enrollment takes, before anything happened in it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from bench.figure import Better, Figure
from bench.made_database import AGREED, STANDING

TARGET, STRETCH = 250, 170


def size_figures(path: Path, people: int) -> Iterator[Figure]:
    """Count the pages of a database in which people are enrolled and nothing was sent yet."""
    fresh = path.with_name(f"{path.stem}-fresh.db")
    with closing(sqlite3.connect(path)) as connection:
        grown_bytes = _bytes_by_table(connection)
        connection.execute("VACUUM INTO ?", (str(fresh),))
    with closing(sqlite3.connect(fresh)) as connection:
        fresh_bytes = _bytes_by_table(connection)
    fresh.unlink()
    figure = _figure("bytes_per_enrollment", fresh_bytes, STANDING, people)
    yield replace(figure, target=TARGET, stretch=STRETCH)
    figure = _figure("bytes_per_enrollment_grown", grown_bytes, STANDING, people)
    note = f"the same with pages as full as arrivals in no order leave them: {figure.note}"
    yield replace(figure, note=note)
    figure = _figure("bytes_per_consent", fresh_bytes, AGREED, people)
    yield replace(figure, note="a proof, kept like the history; not part of the figures above")


def _bytes_by_table(connection: sqlite3.Connection) -> dict[str, int]:
    """Give the bytes of the pages of each table with its indexes."""
    return dict(
        connection.execute(
            "SELECT made.tbl_name, sum(dbstat.pgsize) FROM dbstat "
            "JOIN sqlite_schema AS made ON made.name = dbstat.name GROUP BY made.tbl_name"
        )
    )


def _figure(name: str, sizes: dict[str, int], tables: dict[str, str], people: int) -> Figure:
    whole = sum(sizes[table] for table in tables)
    listed = ", ".join(f"{table} {sizes[table] / people:.0f}" for table in tables)
    return Figure(
        figure=name,
        value=whole / people,
        better=Better.LOWER,
        raw=whole,
        floor=people,
        unit="bytes; enrollments",
        note=f"tables with their indexes: {listed}",
    )

"""Reads the books for the ledger: plain rows, with nothing of the topic stores between."""

import json
import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bot.domain.ledger.rows import (
    AccountRow,
    ChangeRow,
    CheckInRow,
    ConsentRow,
    DeliveryRow,
    DueRow,
    EnrollmentRow,
    LedgerBook,
    PersonRow,
    QueueRow,
    RunRow,
    StopRow,
    VersionRow,
)
from bot.domain.ledger.whole import Gap, Loose, WholeBook, not_left_out
from bot.domain.restore import IdsLeftOut, Restore
from storage.sqlite import ledger_sql
from storage.sqlite.connect import connect_reader
from storage.sqlite.errors import errors_made_known
from storage.sqlite.reader import open_reader

R = TypeVar("R")


class SqliteLedger:
    """Fulfils `LedgerBooks` on one connection, whose transaction is the caller's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        # A body is large, and most people are in the same few.
        self._versions = {
            version.version_id: version for version in self._rows(VersionRow, ledger_sql.VERSIONS)
        }
        self._restores = self._noted_restores()

    def books(self) -> Iterator[LedgerBook]:
        """Give the books of all people, one after another."""
        for row in self._all(ledger_sql.PEOPLE):
            yield self._book(row["person_id"])

    def _book(self, person_id: int) -> LedgerBook:
        def of_person(kind: Callable[..., R], sql: str) -> tuple[R, ...]:
            return self._rows(kind, sql, person_id=person_id)

        enrollments = of_person(EnrollmentRow, ledger_sql.ENROLLMENTS)
        version_ids = sorted({row.version_id for row in enrollments} & self._versions.keys())
        (person,) = of_person(PersonRow, ledger_sql.PERSON)
        return LedgerBook(
            person=person,
            accounts=of_person(AccountRow, ledger_sql.ACCOUNTS),
            consents=of_person(ConsentRow, ledger_sql.CONSENTS),
            versions=tuple(self._versions[version_id] for version_id in version_ids),
            enrollments=enrollments,
            changes=of_person(ChangeRow, ledger_sql.CHANGES),
            deliveries=of_person(DeliveryRow, ledger_sql.DELIVERIES),
            queue=of_person(QueueRow, ledger_sql.QUEUE),
            dues=of_person(DueRow, ledger_sql.DUES),
            runs=of_person(RunRow, ledger_sql.RUNS),
            check_ins=of_person(CheckInRow, ledger_sql.CHECK_INS),
            stops=of_person(StopRow, ledger_sql.STOPS),
            restores=self._restores,
        )

    def whole(self) -> WholeBook:
        """Give what only all rows together can tell."""
        highest = {row["name"]: row["seq"] for row in self._all(ledger_sql.HIGHEST_IDS)}
        gaps = {
            table: tuple(self._gaps(table, sql, highest.get(table, 0)))
            for table, sql in ledger_sql.IDS.items()
        }
        left_out = tuple(ids for restore in self._restores for ids in restore.left_out)
        erased = not_left_out(gaps.pop("person"), left_out)
        withdrawn = self._all(ledger_sql.WITHDRAWN)
        return WholeBook(
            gaps=tuple(gap for found in gaps.values() for gap in found),
            erased_since=tuple(gap.from_at or 0 for gap in erased),
            withdrawn=tuple((row["given_at"], row["withdrawn_at"]) for row in withdrawn),
            loose=(*self._loose(), *self._never_given(highest)),
            versions=tuple(self._versions.values()),
            left_out=left_out,
        )

    def _gaps(self, table: str, sql: str, highest_id: int) -> Iterator[Gap]:
        last_id, last_at = 0, None
        for row in self._all(sql):
            if row["id"] > last_id + 1:
                yield _gap(table, last_id, row["id"], last_at, row["at"])
            last_id, last_at = row["id"], row["at"]
        if highest_id > last_id:
            yield _gap(table, last_id, highest_id + 1, last_at, None)

    def _loose(self) -> Iterator[Loose]:
        for row in self._all("PRAGMA integrity_check"):
            if row[0] != "ok":
                yield Loose(table="database", row="-", wrong=f"the file is damaged ({row[0]})")
        for row in self._all("PRAGMA foreign_key_check"):
            # Either of the two may be the one that was touched.
            wrong = f"a row of {row['table']} points at a row of {row['parent']} that is missing"
            yield Loose(table=row["table"], row=str(row["rowid"] or "-"), wrong=wrong)
            yield Loose(table=row["parent"], row="-", wrong=wrong)
        for table, sql in ledger_sql.LOOSE.items():
            for row in self._all(sql):
                yield Loose(table=table, row=str(row[0]), wrong=f"{table} {row[0]} is nobody's")

    def _never_given(self, highest: dict[str, int]) -> Iterator[Loose]:
        for table, sql in ledger_sql.SPANS.items():
            for row_id in set(self._all(sql)[0]) - {None}:
                if not 1 <= row_id <= highest.get(table, 0):
                    wrong = f"{table} {row_id} has a number that was never given"
                    yield Loose(table=table, row=str(row_id), wrong=wrong)

    def clock_offset_s(self) -> int:
        """Tell by how much people's time runs ahead of the host's."""
        return self._noted("clock_offset_s")

    def last_at(self) -> int:
        """Give the last instant of people's time that was noted; 0 for none."""
        return self._noted("last_at")

    def _noted_restores(self) -> tuple[Restore, ...]:
        """Give the restores; none where what stands there cannot be read."""
        rows = self._all(ledger_sql.NOTED, key="restores")
        try:
            return tuple(_restore(noted) for row in rows for noted in json.loads(row["value"]))
        except (ValueError, KeyError, TypeError):
            return ()

    def _noted(self, key: str) -> int:
        rows = self._all(ledger_sql.NOTED, key=key)
        return int(rows[0]["value"]) if rows else 0

    def _rows(self, kind: Callable[..., R], sql: str, **parameters: int) -> tuple[R, ...]:
        return tuple(kind(**row) for row in self._all(sql, **parameters))

    def _all(self, sql: str, **parameters: int | str) -> list[sqlite3.Row]:
        with closing(self._connection.execute(sql, parameters)) as cursor:
            return cursor.fetchall()


def _restore(noted: Any) -> Restore:  # Any: JSON, typed here
    return Restore(
        from_at=int(noted["from_at"]),
        until_at=int(noted["until_at"]),
        left_out=tuple(
            IdsLeftOut(ids["table"], int(ids["first_id"]), int(ids["last_id"]))
            for ids in noted["left_out"]
        ),
    )


def _gap(table: str, before_id: int, after_id: int, from_at: int | None, to_at: int | None) -> Gap:
    return Gap(
        table=table, first_id=before_id + 1, last_id=after_id - 1, from_at=from_at, to_at=to_at
    )


@contextmanager
def open_ledger(path: Path) -> Generator[SqliteLedger]:
    """Open the books of a database that a bot may be running on, as they are at this moment.

    Raises:
        StorageError: if it is not there, not whole, or of another version.
    """
    open_reader(path).close()
    with errors_made_known(), closing(connect_reader(str(path))) as connection:
        connection.execute("BEGIN").close()
        yield SqliteLedger(connection)

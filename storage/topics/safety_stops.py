"""Keeps when red flags were asked, passed and hit."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.enrollment import SafetyStop
from bot.domain.ids import EnrollmentId, PersonId, StopId
from storage.sql import Row, Sql


class SqlSafetyStops:
    """Fulfils `SafetyStops`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, stop: SafetyStop) -> SafetyStop:
        """Keep a row; its id is given by the store, whatever it came with."""
        stop_id = self._sql.value(
            "stop_add",
            person_id=stop.person_id,
            enrollment_id=stop.enrollment_id,
            tier=stop.tier,
            flag=stop.flag,
            lists_version=stop.lists_version,
            at=stop.at,
            cleared_at=stop.cleared_at,
        )
        return replace(stop, stop_id=StopId(stop_id))

    def open_of(self, person_id: PersonId) -> SafetyStop | None:
        """Give the newest stop that is not cleared."""
        return self._sql.found("stop_open_of", _stop, person_id=person_id)

    def clear(self, person_id: PersonId, at: int) -> None:
        """Clear every open stop of a person."""
        self._sql.run("stops_clear", person_id=person_id, at=at)

    def all_of(self, person_id: PersonId) -> Sequence[SafetyStop]:
        """Give all rows of a person, in the order kept."""
        return self._sql.found_all("stops_of", _stop, person_id=person_id)

    def forget(self, person_id: PersonId) -> None:
        """Take tier and flag out of every row, keeping when the lists were passed or not."""
        self._sql.run("stops_forget", person_id=person_id)


def _stop(row: Row) -> SafetyStop:
    enrollment_id = row["enrollment_id"]
    return SafetyStop(
        stop_id=StopId(row["stop_id"]),
        person_id=PersonId(row["person_id"]),
        enrollment_id=None if enrollment_id is None else EnrollmentId(enrollment_id),
        tier=row["tier"],
        flag=row["flag"],
        lists_version=row["lists_version"],
        at=row["at"],
        cleared_at=row["cleared_at"],
    )

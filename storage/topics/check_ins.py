"""Keeps pain scores, each under the consent that covers it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.enrollment import CheckIn, CheckInKind
from bot.domain.ids import CheckInId, ConsentId, EnrollmentId, PersonId
from storage.sql import Row, Sql


class SqlCheckIns:
    """Fulfils `CheckIns`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def current(
        self, enrollment_id: EnrollmentId, day_no: int, kind: CheckInKind
    ) -> CheckIn | None:
        """Give the score that stands."""
        return self._sql.found(
            "check_in_current", _check_in, enrollment_id=enrollment_id, day_no=day_no, kind=kind
        )

    def replace(self, check_in: CheckIn) -> CheckIn:
        """Keep a score as the current one; an older one stays, marked as replaced.

        The same score again changes nothing and gives the row that stands. The id of a new
        row is given by the store.
        """
        current = self.current(check_in.enrollment_id, check_in.day_no, check_in.kind)
        if current is not None:
            if current.score == check_in.score:
                return current
            self._sql.run_on_one(
                "check_in_mark_replaced",
                check_in_id=current.check_in_id,
                at=check_in.answered_at,
            )
        check_in_id = self._sql.value(
            "check_in_add",
            enrollment_id=check_in.enrollment_id,
            day_no=check_in.day_no,
            kind=check_in.kind,
            score=check_in.score,
            consent_id=check_in.consent_id,
            answered_at=check_in.answered_at,
        )
        return replace(check_in, check_in_id=CheckInId(check_in_id), replaced_at=None)

    def all_of(self, enrollment_id: EnrollmentId) -> Sequence[CheckIn]:
        """Give all scores by day and time, replaced ones too."""
        return self._sql.found_all("check_ins_of", _check_in, enrollment_id=enrollment_id)

    def forget(self, person_id: PersonId) -> int:
        """Delete every score of a person; give how many."""
        self._sql.let_go()
        return self._sql.run("erase_check_ins", person_id=person_id)


def _check_in(row: Row) -> CheckIn:
    return CheckIn(
        check_in_id=CheckInId(row["check_in_id"]),
        enrollment_id=EnrollmentId(row["enrollment_id"]),
        day_no=row["day_no"],
        kind=CheckInKind(row["kind"]),
        score=row["score"],
        consent_id=ConsentId(row["consent_id"]),
        answered_at=row["answered_at"],
        replaced_at=row["replaced_at"],
    )

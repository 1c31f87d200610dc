"""Keeps what became of each session."""

from collections.abc import Sequence
from datetime import date

from bot.domain.enrollment import RunState, SessionRun
from bot.domain.ids import EnrollmentId
from storage.dates import text_of_date
from storage.sql import Row, Sql


class SqlRuns:
    """Fulfils `Runs`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def find(self, enrollment_id: EnrollmentId, day_no: int) -> SessionRun | None:
        """Give the session of a day."""
        return self._sql.found("run_find", _run, enrollment_id=enrollment_id, day_no=day_no)

    def last_before(self, enrollment_id: EnrollmentId, day_no: int) -> SessionRun | None:
        """Give the run of the latest day before a day."""
        return self._sql.found("run_last_before", _run, enrollment_id=enrollment_id, day_no=day_no)

    def save(self, run: SessionRun) -> None:
        """Keep a run, new or changed."""
        self._sql.run_on_one(
            "run_save",
            enrollment_id=run.enrollment_id,
            day_no=run.day_no,
            session_no=run.session_no,
            local_on=text_of_date(run.local_on),
            form=run.form,
            level=run.level,
            softness=run.softness,
            state=run.state,
            step_no=run.step_no,
            step_ends_at=run.step_ends_at,
            step_left_s=run.step_left_s,
            reason=run.reason,
            started_at=run.started_at,
            ended_at=run.ended_at,
        )

    def all_of(self, enrollment_id: EnrollmentId) -> Sequence[SessionRun]:
        """Give all runs of an enrollment, by day."""
        return self._sql.found_all("runs_of", _run, enrollment_id=enrollment_id)


def _run(row: Row) -> SessionRun:
    return SessionRun(
        enrollment_id=EnrollmentId(row["enrollment_id"]),
        day_no=row["day_no"],
        session_no=row["session_no"],
        local_on=date.fromisoformat(row["local_on"]),
        form=row["form"],
        level=row["level"],
        softness=row["softness"],
        state=RunState(row["state"]),
        step_no=row["step_no"],
        step_ends_at=row["step_ends_at"],
        step_left_s=row["step_left_s"],
        reason=row["reason"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
    )

"""Keeps places in programs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.domain.enrollment import Enrollment, EnrollmentState, PauseReason
from bot.domain.ids import EnrollmentId, PersonId, VersionId
from storage.dates import date_or_none, text_of_date
from storage.sql import Row, Sql


class SqlEnrollments:
    """Fulfils `Enrollments`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, enrollment_id: EnrollmentId) -> Enrollment:
        """Give an enrollment.

        Raises:
            LookupError: if there is none of this id.
        """
        found = self.find(enrollment_id)
        if found is None:
            msg = f"there is no enrollment {enrollment_id}"
            raise LookupError(msg)
        return found

    def find(self, enrollment_id: EnrollmentId) -> Enrollment | None:
        """Give an enrollment, if it is there."""
        return self._sql.found("enrollment_by_id", _enrollment, enrollment_id=enrollment_id)

    def live(self, person_id: PersonId, track: str) -> Enrollment | None:
        """Give the running or paused enrollment of a track."""
        return self._sql.found("enrollment_live", _enrollment, person_id=person_id, track=track)

    def newest(self, person_id: PersonId, track: str) -> Enrollment | None:
        """Give the enrollment begun last, whatever its state."""
        return self._sql.found("enrollment_newest", _enrollment, person_id=person_id, track=track)

    def all_of(self, person_id: PersonId) -> Sequence[Enrollment]:
        """Give all enrollments of a person, in the order begun."""
        return self._sql.found_all("enrollments_of", _enrollment, person_id=person_id)

    def add(self, enrollment: Enrollment) -> Enrollment:
        """Keep a new enrollment; its id is given by the store, whatever it came with."""
        enrollment_id = self._sql.value(
            "enrollment_add",
            person_id=enrollment.person_id,
            version_id=enrollment.version_id,
            track=enrollment.track,
            state=enrollment.state,
            reason=enrollment.reason,
            paused_until_on=text_of_date(enrollment.paused_until_on),
            started_on=text_of_date(enrollment.started_on),
            day_no=enrollment.day_no,
            session_no=enrollment.session_no,
            level=enrollment.level,
            softness=enrollment.softness,
            form=enrollment.form,
            place=enrollment.place,
            on_date=text_of_date(enrollment.on_date),
        )
        return replace(enrollment, enrollment_id=EnrollmentId(enrollment_id))

    def save(self, enrollment: Enrollment) -> None:
        """Keep what changed; whose it is and on which track never does.

        Raises:
            LookupError: if there is no such enrollment.
        """
        self._sql.run_on_one(
            "enrollment_save",
            enrollment_id=enrollment.enrollment_id,
            version_id=enrollment.version_id,
            state=enrollment.state,
            reason=enrollment.reason,
            paused_until_on=text_of_date(enrollment.paused_until_on),
            started_on=text_of_date(enrollment.started_on),
            day_no=enrollment.day_no,
            session_no=enrollment.session_no,
            level=enrollment.level,
            softness=enrollment.softness,
            form=enrollment.form,
            place=enrollment.place,
            on_date=text_of_date(enrollment.on_date),
        )


def _enrollment(row: Row) -> Enrollment:
    return Enrollment(
        enrollment_id=EnrollmentId(row["enrollment_id"]),
        person_id=PersonId(row["person_id"]),
        version_id=VersionId(row["version_id"]),
        track=row["track"],
        state=EnrollmentState(row["state"]),
        reason=PauseReason(row["reason"]),
        paused_until_on=date_or_none(row["paused_until_on"]),
        started_on=date.fromisoformat(row["started_on"]),
        day_no=row["day_no"],
        session_no=row["session_no"],
        level=row["level"],
        softness=row["softness"],
        form=row["form"],
        place=row["place"],
        on_date=date.fromisoformat(row["on_date"]),
    )

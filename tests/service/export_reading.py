"""Reads an export back into what was kept."""

import json
from datetime import date, datetime
from io import BytesIO
from zipfile import ZipFile

from bot.domain.enrollment import (
    CheckIn,
    CheckInKind,
    Enrollment,
    EnrollmentState,
    PauseReason,
    RunState,
    SafetyStop,
    SessionRun,
)
from bot.domain.ids import (
    CheckInId,
    ConsentId,
    EnrollmentId,
    PersonId,
    StopId,
    VersionId,
)
from bot.domain.message import File
from bot.domain.person import Consent

Row = dict[str, str | int | bool | None]


def entries(file: File) -> dict[str, str]:
    with ZipFile(BytesIO(file.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def read(file: File) -> dict[str, list[Row]]:
    named = json.loads(entries(file)["knead.json"])
    assert (named["schema"], named["version"]) == ("knead-export", 1)
    return {name: rows for name, rows in named.items() if isinstance(rows, list)}


def instant(row: Row, name: str) -> int | None:
    """Read an instant back, and check that both ways of writing it are the same instant."""
    text, local = row[f"{name}_at"], row[f"{name}_local"]
    if text is None:
        assert local is None
        return None
    assert isinstance(text, str)
    assert text.endswith("Z")
    at = datetime.fromisoformat(text)
    if local is not None:
        assert datetime.fromisoformat(str(local)) == at
    return int(at.timestamp())


def known(at: int | None) -> int:
    assert at is not None
    return at


def number(row: Row, name: str) -> int:
    value = row[name]
    assert isinstance(value, int)
    return value


def enrollment_in(row: Row, person: PersonId) -> Enrollment:
    until_on = row["paused_until_on"]
    return Enrollment(
        enrollment_id=EnrollmentId(number(row, "enrollment_id")),
        person_id=person,
        version_id=VersionId(number(row, "version_id")),
        track=str(row["track"]),
        state=EnrollmentState(str(row["state"])),
        reason=PauseReason(str(row["reason"])),
        paused_until_on=None if until_on is None else date.fromisoformat(str(until_on)),
        started_on=date.fromisoformat(str(row["started_on"])),
        day_no=number(row, "day_no"),
        session_no=number(row, "session_no"),
        level=number(row, "level"),
        softness=number(row, "softness"),
        form=str(row["form"]),
        place=str(row["place"]),
        on_date=date.fromisoformat(str(row["on_date"])),
    )


def run_in(row: Row) -> SessionRun:
    left_s = row["step_left_s"]
    return SessionRun(
        enrollment_id=EnrollmentId(number(row, "enrollment_id")),
        day_no=number(row, "day_no"),
        session_no=number(row, "session_no"),
        local_on=date.fromisoformat(str(row["local_on"])),
        form=str(row["form"]),
        level=number(row, "level"),
        softness=number(row, "softness"),
        state=RunState(str(row["state"])),
        step_no=number(row, "step_no"),
        step_ends_at=instant(row, "step_ends"),
        step_left_s=left_s if isinstance(left_s, int) else None,
        reason=str(row["reason"]),
        started_at=instant(row, "started"),
        ended_at=instant(row, "ended"),
    )


def score_in(row: Row) -> CheckIn:
    return CheckIn(
        check_in_id=CheckInId(number(row, "check_in_id")),
        enrollment_id=EnrollmentId(number(row, "enrollment_id")),
        day_no=number(row, "day_no"),
        kind=CheckInKind(str(row["kind"])),
        score=number(row, "score"),
        consent_id=ConsentId(number(row, "consent_id")),
        answered_at=known(instant(row, "answered")),
        replaced_at=instant(row, "replaced"),
    )


def consent_in(row: Row, person: PersonId) -> Consent:
    return Consent(
        consent_id=ConsentId(number(row, "consent_id")),
        person_id=person,
        purpose=str(row["purpose"]),
        text_version=str(row["text_version"]),
        text_hash=str(row["text_hash"]),
        language=str(row["language"]),
        given_at=known(instant(row, "given")),
        withdrawn_at=instant(row, "withdrawn"),
    )


def stop_in(row: Row, person: PersonId) -> SafetyStop:
    return SafetyStop(
        stop_id=StopId(number(row, "stop_id")),
        person_id=person,
        enrollment_id=EnrollmentId(number(row, "enrollment_id")),
        tier=number(row, "tier"),
        flag=str(row["flag"]),
        lists_version=str(row["lists_version"]),
        at=known(instant(row, "asked")),
        cleared_at=instant(row, "cleared"),
    )

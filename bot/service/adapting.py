"""Applies the pain rule to an enrollment, from all its scores so far."""

from dataclasses import replace

from bot.domain.days import ONE_DAY
from bot.domain.enrollment import (
    CheckIn,
    CheckInKind,
    Enrollment,
    RunState,
    SessionRun,
)
from bot.domain.pain import LEAST_LEVEL, SOFTEST_TOOL, Adaptation, Scores, adapt
from bot.domain.progress import Morning
from bot.domain.red_flags import PASSED
from bot.ports.store import Tx
from bot.service import runs
from bot.service.moment import SCORES


def history(tx: Tx, enrollment: Enrollment) -> list[tuple[int, Scores]]:
    """Give the day and the scores of each session so far, by day."""
    current = {
        (check_in.day_no, check_in.kind): check_in.score
        for check_in in tx.check_ins.all_of(enrollment.enrollment_id)
        if check_in.replaced_at is None
    }
    asked_at = max(
        (stop.at for stop in tx.safety_stops.all_of(enrollment.person_id) if stop.tier == PASSED),
        default=0,
    )
    return [
        (
            run.day_no,
            Scores(
                before=current.get((run.day_no, CheckInKind.BEFORE)),
                after=current.get((run.day_no, CheckInKind.AFTER)),
                morning=current.get((run.day_no, CheckInKind.MORNING)),
                stopped=is_stopped_for_pain(run),
                is_asked_again=(run.ended_at or run.started_at or asked_at) >= asked_at,
            ),
        )
        for run in tx.runs.all_of(enrollment.enrollment_id)
    ]


def is_stopped_for_pain(run: SessionRun) -> bool:
    """Tell whether a session was left, or not begun, because of pain."""
    return run.state is RunState.STOPPED or (
        run.state is RunState.SKIPPED and run.reason == runs.PAIN
    )


def last_adaptation(tx: Tx, enrollment: Enrollment) -> Adaptation:
    """Work out what the sessions so far mean for the next one."""
    return adapt(scores for _, scores in history(tx, enrollment))


def adaptation_before(tx: Tx, enrollment: Enrollment, day_no: int) -> Adaptation:
    """Work out what the sessions before a day mean for the session of that day."""
    return adapt(scores for day, scores in history(tx, enrollment) if day < day_no)


def readapt(tx: Tx, enrollment: Enrollment) -> tuple[Enrollment, Adaptation]:
    """Work out level and tool of the next session anew, and keep them.

    Without consent no score is known, and the level is the person's own: only a stop for pain
    makes the next session softer.
    """
    adaptation = last_adaptation(tx, enrollment)
    if tx.consents.active(enrollment.person_id, SCORES) is not None:
        enrollment = replace(
            enrollment,
            level=adaptation.level,
            softness=adaptation.softness,
        )
        tx.enrollments.save(enrollment)
    return enrollment, adaptation


def soften(tx: Tx, enrollment: Enrollment) -> Enrollment:
    """Make the next session half as long with the softest tool: what a stop for pain means."""
    softer = replace(enrollment, level=LEAST_LEVEL, softness=SOFTEST_TOOL)
    tx.enrollments.save(softer)
    return softer


def readapt_softer(tx: Tx, enrollment: Enrollment) -> tuple[Enrollment, Adaptation]:
    """Work the level out anew after a stop for pain, never harder than it stands."""
    readapted, adaptation = readapt(tx, enrollment)
    kept = replace(
        readapted,
        level=min(readapted.level, enrollment.level),
        softness=max(readapted.softness, enrollment.softness),
    )
    tx.enrollments.save(kept)
    return kept, adaptation


def mornings_of(tx: Tx, enrollment: Enrollment) -> list[Morning]:
    """Give the morning scores by the date that they stand for: the one after the session."""
    on_of = {run.day_no: run.local_on for run in tx.runs.all_of(enrollment.enrollment_id)}
    rows: list[CheckIn] = [
        check_in
        for check_in in tx.check_ins.all_of(enrollment.enrollment_id)
        if check_in.kind is CheckInKind.MORNING and check_in.replaced_at is None
    ]
    return [Morning(on_of[row.day_no] + ONE_DAY, row.score) for row in rows]

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
from bot.domain.pain import (
    LEAST_LEVEL,
    REDS_FOR_A_PAUSE,
    SOFTEST_TOOL,
    Adaptation,
    Because,
    Judgement,
    Scores,
    Verdict,
    adapt,
)
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
    return adaptation_before(tx, enrollment, enrollment.day_no + 1)


def adaptation_before(tx: Tx, enrollment: Enrollment, day_no: int) -> Adaptation:
    """Work out what the sessions before a day mean for the session of that day."""
    by_rule = adapt(scores for day, scores in history(tx, enrollment) if day < day_no)
    if not is_gentle_start(tx, enrollment, day_no):
        return by_rule
    return replace(by_rule, level=LEAST_LEVEL, softness=SOFTEST_TOOL)


def is_gentle_start(tx: Tx, enrollment: Enrollment, day_no: int) -> bool:
    """Tell whether the session of a day is the first one since a red flag was cleared."""
    cleared_at = max(
        (
            stop.cleared_at or 0
            for stop in tx.safety_stops.all_of(enrollment.person_id)
            if stop.enrollment_id == enrollment.enrollment_id
        ),
        default=0,
    )
    return cleared_at > 0 and not any(
        run.started_at is not None and max(run.started_at, run.ended_at or 0) >= cleared_at
        for run in tx.runs.all_of(enrollment.enrollment_id)
        if run.day_no < day_no
    )


def made_by(tx: Tx, enrollment: Enrollment, given: SessionRun) -> Adaptation:
    """Name what made a session what it was given as."""
    by_rule = adaptation_before(tx, enrollment, given.day_no)
    if tx.consents.active(enrollment.person_id, SCORES) is not None:
        return by_rule
    return replace(by_rule, cause=_cause_without_scores(tx, given))


def _cause_without_scores(tx: Tx, given: SessionRun) -> Judgement:
    """Name what made a level that no score makes: a stop for pain, or the person's own wish."""
    for run in reversed(tx.runs.all_of(given.enrollment_id)):
        if run.day_no < given.day_no:
            if is_stopped_for_pain(run):
                return Judgement(Verdict.RED, Because.STOPPED)
            if run.level != given.level:
                break
    return Judgement(Verdict.NOTHING, Because.TOO_FEW)


def readapt(tx: Tx, enrollment: Enrollment) -> tuple[Enrollment, Adaptation]:
    """Work out level and tool of the next session anew, and keep them.

    Without consent no score is known, and the level is the person's own: only a stop for pain
    makes the next session softer.
    """
    adaptation = last_adaptation(tx, enrollment)
    if tx.consents.active(enrollment.person_id, SCORES) is not None:
        if (enrollment.level, enrollment.softness) != (adaptation.level, adaptation.softness):
            enrollment = replace(enrollment, level=adaptation.level, softness=adaptation.softness)
            tx.enrollments.save(enrollment)
        return enrollment, adaptation
    return enrollment, replace(adaptation, is_pause_due=_is_stopped_twice(tx, enrollment))


def _is_stopped_twice(tx: Tx, enrollment: Enrollment) -> bool:
    """Tell whether the last two sessions begun were stopped for pain, and no list asked since."""
    walked = [
        (run, scores.is_asked_again)
        for run, (_, scores) in zip(
            tx.runs.all_of(enrollment.enrollment_id), history(tx, enrollment), strict=True
        )
        if runs.asks_next_morning(run)
    ]
    last_two = walked[-REDS_FOR_A_PAUSE:]
    return len(last_two) == REDS_FOR_A_PAUSE and all(
        is_stopped_for_pain(run) and is_asked_again for run, is_asked_again in last_two
    )


def adapted(tx: Tx, enrollment: Enrollment, run: SessionRun, was: Adaptation) -> SessionRun:
    """Adapt a session to a score that came after it was given as `was`; a gentler one stays so."""
    now = adaptation_before(tx, enrollment, run.day_no)
    if (now.level, now.softness) == (was.level, was.softness):
        return run
    if run.level < was.level or run.softness > was.softness:
        level, softness = min(run.level, now.level), max(run.softness, now.softness)
        return replace(run, level=level, softness=softness)
    return replace(run, level=now.level, softness=now.softness)


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

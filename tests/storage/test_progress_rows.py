"""What is kept of enrollments, days and scores comes back as it was."""

from dataclasses import replace
from datetime import date

from bot.domain.change import Change, What
from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import (
    SESSION_TRACK,
    CheckInKind,
    EnrollmentState,
    PauseReason,
    RunState,
)
from bot.ports.store import Tx
from storage.sqlite.runner import SqliteRunner
from tests.fakes.rows import (
    a_run,
    a_score,
    a_stop,
    kept_consent,
    kept_enrollment,
    kept_person,
)


def test_an_enrollment_comes_back_as_saved(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        enrollment = kept_enrollment(tx, kept_person(tx).person_id)
        assert tx.enrollments.get(enrollment.enrollment_id) == enrollment
        changed = replace(
            enrollment,
            state=EnrollmentState.PAUSED,
            reason=PauseReason.ILL,
            paused_until_on=date(2027, 4, 1),
            day_no=9,
            session_no=4,
            level=-1,
            softness=2,
            form="hands+short",
            place="side of the hip",
            on_date=date(2027, 3, 9),
        )
        tx.enrollments.save(changed)
        assert tx.enrollments.find(enrollment.enrollment_id) == changed

    runner.run(steps)


def test_one_enrollment_of_a_track_is_live(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        person_id = kept_person(tx).person_id
        assert tx.enrollments.live(person_id, SESSION_TRACK) is None
        first = kept_enrollment(tx, person_id, state=EnrollmentState.PAUSED)
        assert tx.enrollments.live(person_id, SESSION_TRACK) == first
        breaks = kept_enrollment(tx, person_id, track="break")
        ended = replace(first, state=EnrollmentState.STOPPED)
        tx.enrollments.save(ended)
        assert tx.enrollments.live(person_id, SESSION_TRACK) is None
        assert tx.enrollments.newest(person_id, SESSION_TRACK) == ended
        second = kept_enrollment(tx, person_id)
        assert tx.enrollments.newest(person_id, SESSION_TRACK) == second
        assert tx.enrollments.all_of(person_id) == [ended, breaks, second]

    runner.run(steps)


def test_runs_come_back_by_day(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        enrollment_id = kept_enrollment(tx, kept_person(tx).person_id).enrollment_id
        third = a_run(enrollment_id, day_no=3, session_no=2)
        first = a_run(
            enrollment_id,
            state=RunState.STARTED,
            form="short",
            level=1,
            softness=1,
            step_no=4,
            step_ends_at=900,
            started_at=800,
        )
        tx.runs.save(third)
        tx.runs.save(a_run(enrollment_id))
        tx.runs.save(first)
        assert tx.runs.find(enrollment_id, 1) == first
        assert tx.runs.find(enrollment_id, 2) is None
        assert tx.runs.last_before(enrollment_id, 3) == first
        assert tx.runs.last_before(enrollment_id, 9) == third
        assert tx.runs.last_before(enrollment_id, 1) is None
        held = replace(
            first, state=RunState.DONE, step_ends_at=None, step_left_s=5, reason="x", ended_at=950
        )
        tx.runs.save(held)
        assert tx.runs.all_of(enrollment_id) == [held, third]

    runner.run(steps)


def test_a_changed_score_replaces_and_keeps_the_older_one(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        person_id = kept_person(tx).person_id
        enrollment_id = kept_enrollment(tx, person_id).enrollment_id
        consent_id = kept_consent(tx, person_id).consent_id
        first = tx.check_ins.replace(a_score(enrollment_id, consent_id, 3))
        assert (
            tx.check_ins.replace(a_score(enrollment_id, consent_id, 3, answered_at=210)) == first
        )
        second = tx.check_ins.replace(a_score(enrollment_id, consent_id, 5, answered_at=220))
        third = tx.check_ins.replace(a_score(enrollment_id, consent_id, 3, answered_at=220))
        after = tx.check_ins.replace(
            a_score(enrollment_id, consent_id, 0, kind=CheckInKind.AFTER, answered_at=190)
        )
        assert tx.check_ins.current(enrollment_id, 1, CheckInKind.BEFORE) == third
        assert tx.check_ins.current(enrollment_id, 2, CheckInKind.BEFORE) is None
        assert tx.check_ins.all_of(enrollment_id) == [
            after,
            replace(first, replaced_at=220),
            replace(second, replaced_at=220),
            third,
        ]
        assert tx.check_ins.forget(person_id) == 4
        assert tx.check_ins.all_of(enrollment_id) == []

    runner.run(steps)


def test_an_open_stop_is_open_until_it_is_cleared(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        person_id = kept_person(tx).person_id
        enrollment_id = kept_enrollment(tx, person_id).enrollment_id
        passed = tx.safety_stops.add(a_stop(person_id, 0))
        assert tx.safety_stops.open_of(person_id) is None
        unnamed = tx.safety_stops.add(a_stop(person_id, -1))
        assert tx.safety_stops.open_of(person_id) == unnamed
        stop = tx.safety_stops.add(a_stop(person_id, 1, enrollment_id=enrollment_id))
        assert tx.safety_stops.open_of(person_id) == stop
        tx.safety_stops.clear(person_id, 400)
        assert tx.safety_stops.open_of(person_id) is None
        tx.safety_stops.forget(person_id)
        assert tx.safety_stops.all_of(person_id) == [
            passed,
            replace(unnamed, cleared_at=400),
            replace(stop, tier=-1, flag="", cleared_at=400),
        ]

    runner.run(steps)


def test_a_matter_is_due_once_and_the_oldest_comes_first(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        assert tx.dues.next_at() is None
        card = Due(500, "enrollment", 1, DueWhat.CARD)
        reminder = Due(300, "enrollment", 1, DueWhat.REMINDER)
        other = Due(400, "enrollment", 2, DueWhat.CARD)
        for due in (Due(100, "enrollment", 1, DueWhat.CARD), card, reminder, other):
            tx.dues.put(due)
        assert tx.dues.next_at() == 300
        assert tx.dues.until(500, 10) == [reminder, other, card]
        assert tx.dues.until(499, 10) == [reminder, other]
        assert tx.dues.until(500, 1) == [reminder]
        assert tx.dues.of("enrollment", 1) == [reminder, card]
        tx.dues.drop("enrollment", 1, DueWhat.REMINDER)
        assert tx.dues.of("enrollment", 1) == [card]
        tx.dues.drop("enrollment", 1)
        assert tx.dues.until(900, 10) == [other]

    runner.run(steps)


def test_changes_come_back_oldest_first(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        actor = kept_person(tx).person_id
        log = [
            Change(
                subject="enrollment",
                subject_id=1,
                actor_person_id=actor,
                at=20,
                what=What.ENROLLED,
                new="2027-03-01",
            ),
            Change(
                subject="enrollment",
                subject_id=1,
                actor_person_id=None,
                at=10,
                what=What.PAUSED,
                old="a",
                new="",
            ),
        ]
        for change in log:
            tx.changes.add(change)
        assert tx.changes.of_subject("enrollment", 1) == log
        assert tx.changes.of_subject("person", 1) == []

    runner.run(steps)

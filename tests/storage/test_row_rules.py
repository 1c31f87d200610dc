"""The database itself refuses what must never stand in it."""

import sqlite3

import pytest

from bot.domain.enrollment import (
    EnrollmentState,
)
from bot.domain.person import Person
from bot.ports.store import Tx
from storage.sqlite.runner import SqliteRunner
from tests.fakes.rows import (
    DAY_ONE,
    WISH,
    a_run,
    a_score,
    a_stop,
    kept_consent,
    kept_delivery,
    kept_enrollment,
    kept_person,
)


def test_a_second_live_enrollment_of_a_track_is_refused(runner: SqliteRunner) -> None:
    person_id = runner.run(kept_person).person_id
    runner.run(lambda tx: kept_enrollment(tx, person_id, state=EnrollmentState.PAUSED))
    with pytest.raises(sqlite3.IntegrityError):
        runner.run(lambda tx: kept_enrollment(tx, person_id))
    assert len(runner.run(lambda tx: tx.enrollments.all_of(person_id))) == 1


def test_a_score_without_a_consent_is_refused(runner: SqliteRunner) -> None:
    enrollment_id = runner.run(
        lambda tx: kept_enrollment(tx, kept_person(tx).person_id).enrollment_id
    )
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        runner.run(lambda tx: tx.check_ins.replace(a_score(enrollment_id, 99)))


def test_the_id_of_an_erased_person_is_never_given_again(runner: SqliteRunner) -> None:
    def come_and_go(tx: Tx) -> tuple[int, ...]:
        person = kept_person(tx)
        enrollment = kept_enrollment(tx, person.person_id)
        consent = kept_consent(tx, person.person_id)
        score = tx.check_ins.replace(a_score(enrollment.enrollment_id, consent.consent_id))
        stop = tx.safety_stops.add(a_stop(person.person_id))
        delivery = kept_delivery(tx, enrollment)
        tx.people.erase(person.person_id)
        return (
            person.person_id,
            enrollment.enrollment_id,
            consent.consent_id,
            score.check_in_id,
            stop.stop_id,
            delivery.delivery_id,
        )

    first = runner.run(come_and_go)
    second = runner.run(come_and_go)
    assert all(later > earlier for earlier, later in zip(first, second, strict=True))


@pytest.mark.parametrize(
    ("table", "column", "wrong"),
    [
        ("person", "hour_min", 1440),
        ("person", "day_ends_min", 451),
        ("person", "weekdays", "''"),
        ("person", "weekdays", "'017'"),
        ("person", "zone", "NULL"),
        ("enrollment", "state", "'asleep'"),
        ("enrollment", "started_on", "'2027-02-29'"),
        ("enrollment", "on_date", "'yesterday'"),
        ("enrollment", "level", 2),
        ("check_in", "score", 11),
        ("check_in", "score", -1),
        ("check_in", "consent_id", "NULL"),
        ("safety_stop", "tier", 4),
        ("delivery", "args", "printf('%.*c', 201, 'x')"),
        ("delivery", "state", "'lost'"),
        ("session_run", "day_no", "'one'"),
    ],
)
def test_a_value_out_of_its_range_is_refused(
    runner: SqliteRunner, table: str, column: str, wrong: object
) -> None:
    def fill(tx: Tx) -> Person:
        person = kept_person(tx)
        tx.people.set_wish(person.person_id, WISH)
        enrollment = kept_enrollment(tx, person.person_id, started_on=DAY_ONE)
        consent = kept_consent(tx, person.person_id)
        tx.check_ins.replace(a_score(enrollment.enrollment_id, consent.consent_id))
        tx.safety_stops.add(a_stop(person.person_id))
        tx.runs.save(a_run(enrollment.enrollment_id))
        kept_delivery(tx, enrollment)
        return person

    runner.run(fill)
    with pytest.raises(sqlite3.IntegrityError):
        runner._connection.execute(f"UPDATE {table} SET {column} = {wrong}")  # noqa: S608  # fixed words

"""What each topic store keeps comes back as it was."""

import sqlite3
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.address import ChatAddress, Platform
from bot.domain.change import Change, What
from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import (
    SESSION_TRACK,
    CheckInKind,
    EnrollmentState,
    PauseReason,
    RunState,
)
from bot.domain.ids import EnrollmentId, PersonId
from bot.domain.person import Conversation, Person, Reach
from bot.ports.store import Tx
from storage.sqlite.runner import SqliteRunner
from tests.fakes.rows import (
    CHAT,
    DAY_ONE,
    HEALTH,
    WISH,
    a_run,
    a_score,
    a_stop,
    kept_consent,
    kept_delivery,
    kept_enrollment,
    kept_person,
    kept_version,
)


def test_a_person_comes_back_with_their_account(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        person = kept_person(tx)
        assert tx.people.person(person.person_id) == person
        account = tx.people.account(Platform.TERMINAL, "user-1")
        assert account is not None
        assert account.person_id == person.person_id
        assert account.address == CHAT
        assert (account.reach, account.reach_at) == (Reach.OPEN, 100)
        assert tx.people.account_of(person.person_id) == account
        assert tx.people.account(Platform.TELEGRAM, "user-1") is None

    runner.run(steps)


def test_a_wish_comes_back_whole_and_again_when_changed(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        person_id = kept_person(tx).person_id
        for wish in (
            WISH,
            replace(WISH, zone="Asia/Kathmandu", weekdays=frozenset(range(7)), reminders=False),
            replace(WISH, hour_min=0, day_ends_min=0, quiet_from_min=0, quiet_to_min=0),
        ):
            tx.people.set_wish(person_id, wish)
            assert tx.people.person(person_id).wish == wish

    runner.run(steps)


def test_writing_again_moves_the_chat_and_the_time_seen(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        person_id = kept_person(tx).person_id
        moved = ChatAddress(Platform.TERMINAL, "chat-2", "thread-7")
        tx.people.seen(person_id, moved, 150)
        tx.people.set_reach(person_id, Reach.CLOSED, 160)
        account = tx.people.account_of(person_id)
        assert account is not None
        assert account.address == moved
        assert (account.reach, account.reach_at) == (Reach.CLOSED, 160)
        assert tx.people.person(person_id).seen_at == 150

    runner.run(steps)


def test_accounts_are_given_all_or_those_long_unseen_with_a_consent(
    runner: SqliteRunner,
) -> None:
    def steps(tx: Tx) -> None:
        gone, here, unasked, withdrawn = (
            kept_person(tx, f"user-{number}").person_id for number in range(4)
        )
        for person_id in (gone, gone, here):
            kept_consent(tx, person_id)
        tx.consents.withdraw(kept_consent(tx, withdrawn).consent_id, 120)
        tx.people.seen(here, CHAT, 500)
        everybody = [account.person_id for account in tx.people.accounts()]
        assert everybody == [gone, here, unasked, withdrawn]

        def unseen(at: int, limit: int = 9, purpose: str = HEALTH) -> list[PersonId]:
            return [each.person_id for each in tx.people.unseen_since(at, purpose, limit)]

        assert unseen(500) == [gone]
        assert unseen(501) == [gone, here]
        assert unseen(501, limit=1) == [gone]
        assert unseen(501, purpose="research") == []
        assert unseen(100) == []

    runner.run(steps)


def test_what_is_not_there_is_told_by_lookup_error(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        nobody = PersonId(7)
        with pytest.raises(LookupError, match="person 7"):
            tx.people.person(nobody)
        with pytest.raises(LookupError):
            tx.people.set_wish(nobody, WISH)
        with pytest.raises(LookupError):
            tx.people.seen(nobody, CHAT, 1)
        with pytest.raises(LookupError, match="enrollment 7"):
            tx.enrollments.get(EnrollmentId(7))
        enrollment = kept_enrollment(tx, kept_person(tx).person_id)
        with pytest.raises(LookupError):
            tx.enrollments.save(replace(enrollment, enrollment_id=EnrollmentId(7)))
        assert tx.people.account_of(nobody) is None

    runner.run(steps)


def test_the_active_consent_is_the_newest_not_withdrawn(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        person_id = kept_person(tx).person_id
        assert tx.consents.active(person_id, HEALTH) is None
        first = kept_consent(tx, person_id)
        second = kept_consent(tx, person_id, text_version="2", given_at=120)
        assert tx.consents.active(person_id, HEALTH) == second
        assert tx.consents.active(person_id, "research") is None
        tx.consents.withdraw(second.consent_id, 130)
        assert tx.consents.active(person_id, HEALTH) == first
        tx.consents.withdraw(second.consent_id, 140)
        assert tx.consents.all_of(person_id) == [first, replace(second, withdrawn_at=130)]

    runner.run(steps)


def test_a_person_has_one_open_question(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        person_id = kept_person(tx).person_id
        question = Conversation(
            person_id=person_id,
            address=ChatAddress(Platform.TERMINAL, "chat-1", "thread-1"),
            flow="subscribe",
            step="zone",
            draft='{"hour_min": 450}',
            waits_for="text",
            updated_at=5,
        )
        tx.conversations.put(replace(question, step="hour", waits_for=""))
        tx.conversations.put(question)
        assert tx.conversations.of(person_id) == question
        tx.conversations.end(person_id)
        assert tx.conversations.of(person_id) is None

    runner.run(steps)


def test_the_same_content_has_one_version_for_ever(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        first = kept_version(tx, "hash-1")
        second = kept_version(tx, "hash-2")
        assert kept_version(tx, "hash-1") == first != second
        assert tx.versions.by_hash("hash-2") == second
        assert tx.versions.by_hash("hash-3") is None
        assert [version for version, _, _ in tx.versions.bodies()] == [first, second]

    runner.run(steps)


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


def test_a_second_live_enrollment_of_a_track_is_refused(runner: SqliteRunner) -> None:
    person_id = runner.run(kept_person).person_id
    runner.run(lambda tx: kept_enrollment(tx, person_id, state=EnrollmentState.PAUSED))
    with pytest.raises(sqlite3.IntegrityError):
        runner.run(lambda tx: kept_enrollment(tx, person_id))
    assert len(runner.run(lambda tx: tx.enrollments.all_of(person_id))) == 1


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


def test_a_score_without_a_consent_is_refused(runner: SqliteRunner) -> None:
    enrollment_id = runner.run(
        lambda tx: kept_enrollment(tx, kept_person(tx).person_id).enrollment_id
    )
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        runner.run(lambda tx: tx.check_ins.replace(a_score(enrollment_id, 99)))


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


def test_an_update_is_new_once_and_a_lower_name_is_as_good(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        seen = tx.seen_updates
        assert seen.add(Platform.TELEGRAM, "900", "chat-1", 10)
        assert not seen.add(Platform.TELEGRAM, "900", "chat-1", 11)
        assert seen.add(Platform.TELEGRAM, "17", "chat-1", 20)
        assert seen.add(Platform.DISCORD, "900", "chat-1", 20)
        seen.set_aside(Platform.TELEGRAM, "17", "chat-1", 21, "{}")
        seen.set_aside(Platform.TELEGRAM, "18", "chat-1", 21, "{}")
        assert not seen.add(Platform.TELEGRAM, "18", "chat-1", 22)
        assert seen.forget_before(20) == 1
        assert seen.add(Platform.TELEGRAM, "900", "chat-1", 30)

    runner.run(steps)


def test_a_fact_is_kept_until_the_next(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        assert tx.meta.get("clock_offset_s") is None
        tx.meta.put("clock_offset_s", "1")
        tx.meta.put("clock_offset_s", "2")
        assert tx.meta.get("clock_offset_s") == "2"

    runner.run(steps)


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
        runner._connection.execute(f"UPDATE {table} SET {column} = {wrong}")  # noqa: S608 (fixed words)

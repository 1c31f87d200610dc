"""What is kept of people, their consents and talks comes back as it was."""

from dataclasses import replace

import pytest

from bot.domain.address import ChatAddress, Platform
from bot.domain.ids import EnrollmentId, PersonId
from bot.domain.person import Conversation, Reach
from bot.ports.store import Tx
from storage.sqlite.runner import SqliteRunner
from tests.fakes.rows import (
    CHAT,
    HEALTH,
    WISH,
    kept_consent,
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

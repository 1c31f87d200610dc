"""Erasing leaves nothing of a person in any table, and all of everybody else."""

from dataclasses import replace

from bot.domain.address import ChatAddress, Platform
from bot.domain.change import Change, What
from bot.domain.delivery import DeliveryState
from bot.domain.due import Due, DueWhat
from bot.domain.ids import PersonId
from bot.domain.message import Answer, card
from bot.domain.owed import OwedAnswer, ReplyTo
from bot.domain.person import Conversation
from bot.ports.store import Tx
from storage.sqlite.runner import SqliteRunner
from tests.fakes.rows import (
    CHAT,
    WISH,
    a_run,
    a_score,
    a_stop,
    kept_consent,
    kept_delivery,
    kept_enrollment,
    kept_version,
)

CANARY = "canary-7f3k"
# Ids that nothing else in the tables looks like.
BASE = 7_310_000_000
# Tables about no person: facts of the database, programs, and pictures that all share.
GENERAL = {"meta", "program_version", "picture_ref"}


def test_nothing_of_an_erased_person_is_left_in_any_table(runner: SqliteRunner) -> None:
    spread_ids(runner)
    person_id = runner.run(lambda tx: live_through_everything(tx, CANARY))
    rows = every_row(runner)
    assert {table for table, row in rows if tells_of(row)} == tables(runner) - GENERAL
    erased = runner.run(lambda tx: tx.people.erase(person_id))
    left = every_row(runner)
    assert [row for row in left if tells_of(row[1])] == []
    assert erased == len(rows) - len(left)


def test_erasing_one_person_leaves_everybody_else_as_they_were(runner: SqliteRunner) -> None:
    runner.run(lambda tx: live_through_everything(tx, "neighbour"))
    before = every_row(runner)
    person_id = runner.run(lambda tx: live_through_everything(tx, CANARY))
    runner.run(lambda tx: tx.people.erase(person_id))
    after = every_row(runner)
    assert [row for row in before if row not in after] == []
    assert {table for table, row in after if (table, row) not in before} == {
        "seen_update",
        "change",
    }


def test_an_update_of_an_erased_person_is_not_handled_a_second_time(runner: SqliteRunner) -> None:
    person_id = runner.run(lambda tx: live_through_everything(tx, CANARY))
    runner.run(lambda tx: tx.people.erase(person_id))
    assert not runner.run(lambda tx: tx.seen_updates.add(CHAT.platform, "u-1", "x", 1))


def test_erasing_again_finds_nothing(runner: SqliteRunner) -> None:
    person_id = runner.run(lambda tx: live_through_everything(tx, CANARY))
    assert runner.run(lambda tx: tx.people.erase(person_id)) > 0
    assert runner.run(lambda tx: tx.people.erase(person_id)) == 0


def live_through_everything(tx: Tx, mark: str) -> PersonId:
    """Leave a row in every table that can hold something about a person."""
    chat = ChatAddress(Platform.TERMINAL, f"chat {mark}", f"thread {mark}")
    person = tx.people.add(chat, f"user {mark}", "en", 100)
    person_id = person.person_id
    tx.people.set_wish(person_id, WISH)
    tx.conversations.put(
        Conversation(
            person_id=person_id,
            address=chat,
            flow="subscribe",
            step="zone",
            draft=mark,
            waits_for="text",
            updated_at=1,
        )
    )
    consent = kept_consent(tx, person_id)
    enrollment = kept_enrollment(tx, person_id, place=mark)
    enrollment_id = enrollment.enrollment_id
    tx.runs.save(a_run(enrollment_id, reason=mark))
    tx.check_ins.replace(a_score(enrollment_id, consent.consent_id, 3))
    tx.check_ins.replace(a_score(enrollment_id, consent.consent_id, 4))
    tx.safety_stops.add(a_stop(person_id, enrollment_id=enrollment_id, flag=mark))
    tx.dues.put(Due(5, "enrollment", enrollment_id, DueWhat.CARD))
    tx.dues.put(Due(5, "person", person_id, DueWhat.LATER))
    kept_delivery(tx, enrollment, address=chat)
    elsewhere = ChatAddress(Platform.TERMINAL, f"old chat {mark}")
    sent = kept_delivery(tx, enrollment, day_no=2, address=elsewhere)
    tx.deliveries.save(replace(sent, state=DeliveryState.SENT, message_ref=mark, done_at=9))
    change = Change(
        subject="person", subject_id=person_id, actor_person_id=person_id, at=1, what=What.WISH
    )
    tx.changes.add(replace(change, old=mark, new=mark))
    tx.changes.add(replace(change, subject="enrollment", subject_id=enrollment_id))
    tx.changes.add(replace(change, subject="enrollment", subject_id=1 << 60))
    tx.seen_updates.add(chat.platform, "u-1" if mark == CANARY else "u-2", chat.chat_ref, 1)
    tx.seen_updates.set_aside(
        chat.platform, "u-3" if mark == CANARY else "u-4", elsewhere.chat_ref, 1, mark
    )
    to = ReplyTo(update_ref=f"u-{mark}", address=chat)
    words = Answer(message=card("Your score", mark))
    tx.owed_answers.put(OwedAnswer(to=to, person_id=person_id, made_at=1, answer=words))
    kept_version(tx)
    return person_id


def spread_ids(runner: SqliteRunner) -> None:
    """Let each table that is about people count from a number of its own."""
    for number, table in enumerate(sorted(tables(runner)), start=1):
        runner._connection.execute(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)",
            (
                table,
                BASE + number * 1_000_000 if table not in {"program_version", "change"} else 1,
            ),
        )


def tells_of(row: tuple[object, ...]) -> bool:
    """Say whether a row holds the canary or one of the numbers of the spread ids."""
    return any(
        CANARY in str(value) or (isinstance(value, int) and BASE < value < 1 << 59)
        for value in row
    )


def tables(runner: SqliteRunner) -> set[str]:
    rows = runner._connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'sqlite_sequence'"
    )
    return {row["name"] for row in rows}


def every_row(runner: SqliteRunner) -> list[tuple[str, tuple[object, ...]]]:
    return [
        (table, tuple(row))
        for table in sorted(tables(runner))
        for row in runner._connection.execute(f"SELECT * FROM {table}")  # noqa: S608  # from the schema
    ]

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.action import Action
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import EnrollmentState, SafetyStop
from bot.domain.ids import PersonId, StopId
from bot.domain.message import Answer
from bot.domain.person import Conversation
from bot.domain.text import words_of
from bot.ports.store import Tx
from bot.service import erase
from bot.service.plan_rows import SUBJECT
from storage.sqlite.runner import SqliteRunner
from tests.service.card_rules import assert_answer_fits
from tests.service.desk import Desk, Lived
from tests.service.shelf import WISH

CANARY = "CANARY7391"
Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[Desk]:
    runner = SqliteRunner.open(tmp_path / "bot.db")
    yield Desk(runner)
    runner.close()


def said(answer: Answer) -> list[str]:
    assert_answer_fits(answer)
    assert answer.message is not None
    return words_of(answer.message.text).split("\n")


def tap(desk: Desk, person: PersonId, shown: Answer, label: str) -> Answer:
    assert shown.message is not None
    action = next(button.action for button in shown.message.buttons() if button.label == label)
    return desk.press(person, erase.press_delete, action)


def lived_a_lot(desk: Desk, name: str) -> PersonId:
    """Let somebody have a row in every table that can be about a person."""
    person = desk.arrives(name)
    consent = desk.agrees(person)
    lived = desk.lives(desk.joins(person), [Lived(before=3, after=4, morning=5), None, Lived()])
    desk.sends(lived, DeliveryKind.REMINDER, "reminder", DeliveryState.PLANNED)
    account = desk.run(lambda tx: tx.people.account_of(person))
    assert account is not None
    conversation = Conversation(
        person_id=person,
        address=account.address,
        flow="settings",
        step="city",
        draft=f'{{"typed": "{name}"}}',
        waits_for="text",
        updated_at=desk.now,
    )
    stop = SafetyStop(
        stop_id=StopId(0),
        person_id=person,
        enrollment_id=lived.enrollment_id,
        tier=3,
        flag="numb",
        lists_version="1",
        at=desk.now,
        cleared_at=None,
    )

    def add(tx: Tx) -> None:
        tx.conversations.put(conversation)
        tx.safety_stops.add(stop)
        tx.dues.put(Due(desk.now, SUBJECT, lived.enrollment_id, DueWhat.CARD))
        tx.people.set_wish(person, replace(WISH, reminders=False))
        tx.consents.withdraw(consent, desk.now)

    desk.run(add)
    return person


def rows_in(path: Path) -> Rows:
    """Read every row of every table; ids that were given out stay counted, and are no data."""
    with sqlite3.connect(path) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        found = {
            name: database.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608  # own names
            for (name,) in names
            if not name.startswith("sqlite_")
        }
    database.close()
    return found


def erases(desk: Desk, person: PersonId) -> str:
    return desk.run(lambda tx: erase.erase_person(tx, person, desk.now))


def test_delete_asks_once_and_names_what_goes(desk: Desk) -> None:
    person = lived_a_lot(desk, "ana")
    answer = desk.ask(person, erase.open_delete)
    assert said(answer) == [
        "Delete everything?",
        "• that I know you here",
        "• 3 days of your program",
        "• 3 scores",
        "• your settings",
        "• your consent",
        "Messages stop. This cannot be undone.",
    ]
    assert answer.erase is None
    assert answer.message is not None
    labels = [[button.label for button in row] for row in answer.message.rows]
    assert labels == [["Delete all"], ["Export first", "Keep"]]


@pytest.mark.parametrize("state", EnrollmentState)
def test_delete_works_in_every_state(desk: Desk, state: EnrollmentState) -> None:
    person = lived_a_lot(desk, "ana")
    lived = desk.run(lambda tx: tx.enrollments.all_of(person)[0])
    desk.run(lambda tx: tx.enrollments.save(replace(lived, state=state)))
    asked = desk.ask(person, erase.open_delete)
    assert tap(desk, person, asked, "Delete all").erase == person


def test_who_has_nothing_but_an_account_can_delete_that(desk: Desk) -> None:
    person = desk.arrives(wish=None)
    asked = desk.ask(person, erase.open_delete)
    assert said(asked)[1:-1] == ["• that I know you here"]
    done = tap(desk, person, asked, "Delete all")
    assert said(done)[0] == "✅ Deleted Mon 1 March 2027, 12:31 UTC."


def test_delete_all_asks_for_the_erasure_and_carries_a_receipt(desk: Desk) -> None:
    person = desk.arrives()
    answer = tap(desk, person, desk.ask(person, erase.open_delete), "Delete all")
    assert answer.erase == person
    first, receipt, rest = said(answer)
    assert first == "✅ Deleted Mon 1 March 2027, 07:31."
    assert receipt == f"Receipt {erase.receipt_of(person, desk.now)}."
    assert (
        rest == "Messages in this chat and exported files are yours to clear. /start begins again."
    )
    assert answer.message is not None
    assert answer.message.rows == ()


def test_keep_deletes_nothing(desk: Desk) -> None:
    person = desk.arrives()
    answer = tap(desk, person, desk.ask(person, erase.open_delete), "Keep")
    assert answer.erase is None
    assert said(answer)[0] == "Kept."


@pytest.mark.parametrize("argument", ["", "nonsense"])
def test_any_other_button_asks(desk: Desk, argument: str) -> None:
    person = desk.arrives()
    pressed = desk.press(person, erase.press_delete, Action("delete", person, argument))
    assert pressed == desk.ask(person, erase.open_delete)


def test_a_button_of_an_account_before_asks_anew(desk: Desk) -> None:
    gone, person = desk.arrives("ana"), desk.arrives("ana2")
    pressed = desk.press(person, erase.press_delete, Action("delete", gone, "yes"))
    assert pressed.erase is None
    assert pressed == desk.ask(person, erase.open_delete)


def test_every_kind_of_row_is_erased_and_nobody_elses(on_disk: Desk, tmp_path: Path) -> None:
    lived_a_lot(on_disk, "bob")
    before = rows_in(tmp_path / "bot.db")
    person = lived_a_lot(on_disk, "ana")
    filled = rows_in(tmp_path / "bot.db")
    about_nobody = {"meta", "program_version", "picture_ref", "seen_update", "owed_answer"}
    tables = {name for name, rows in filled.items() if rows != before[name]}
    assert tables == set(filled) - about_nobody - {"schema_version"}, "a table was not tried"
    assert erases(on_disk, person) == erase.receipt_of(person, on_disk.now)
    assert rows_in(tmp_path / "bot.db") == before


async def test_no_file_holds_a_trace_of_somebody_erased(on_disk: Desk, tmp_path: Path) -> None:
    person = lived_a_lot(on_disk, CANARY)

    def traces() -> list[str]:
        files = [path for path in tmp_path.iterdir() if path.is_file()]
        return [path.name for path in files if CANARY.encode() in path.read_bytes()]

    assert traces()
    erases(on_disk, person)
    await on_disk.runner.scrub()
    assert traces() == []


def test_erasing_somebody_who_is_gone_harms_nothing(desk: Desk) -> None:
    person = desk.arrives()
    other = desk.arrives("bob")
    assert erases(desk, person) == erases(desk, person)
    assert desk.run(lambda tx: tx.people.account_of(person)) is None
    assert desk.run(lambda tx: tx.people.account_of(other)) is not None


def test_a_button_of_somebody_unknown_says_that_nothing_is_stored(desk: Desk) -> None:
    answer = erase.answer_nothing_kept(desk.moment())
    assert_answer_fits(answer)
    assert answer.notice == "Nothing is stored for you any more. /start begins again."


@given(st.integers(1, 10**9), st.integers(0, 2**40))
def test_a_receipt_is_short_and_can_be_read_aloud(person: int, at: int) -> None:
    receipt = erase.receipt_of(PersonId(person), at)
    assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{2}", receipt)


def test_two_erasures_have_two_receipts() -> None:
    receipts = {erase.receipt_of(PersonId(1), at) for at in range(100)}
    assert len(receipts) == 100

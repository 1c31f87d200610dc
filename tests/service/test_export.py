import csv
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.action import Action
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import (
    CheckInKind,
    Enrollment,
    EnrollmentState,
    PauseReason,
    RunState,
    SafetyStop,
)
from bot.domain.ids import (
    PersonId,
    StopId,
)
from bot.domain.message import Answer, File
from bot.domain.person import Conversation
from bot.domain.text import words_of
from bot.service import export
from bot.service.plan_rows import SUBJECT
from tests.service.card_rules import assert_answer_fits
from tests.service.desk import Desk, Lived
from tests.service.export_reading import (
    consent_in,
    enrollment_in,
    entries,
    instant,
    read,
    run_in,
    score_in,
    stop_in,
)
from tests.service.shelf import shipped


def file_of(answer: Answer) -> File:
    assert_answer_fits(answer)
    assert answer.file is not None
    return answer.file


def asked(desk: Desk, person: PersonId) -> File:
    return file_of(desk.ask(person, export.open_export))


def lived_a_lot(desk: Desk) -> Enrollment:
    """Let somebody have at least one row of each kind."""
    person = desk.arrives()
    consent = desk.agrees(person)
    lived = desk.lives(
        desk.joins(person),
        [
            Lived(before=3, after=4, morning=5),
            None,
            Lived(RunState.SKIPPED, reason="time"),
            None,
            Lived(RunState.STARTED, before=2, level=-1, softness=2),
        ],
    )
    lived = replace(lived, place="inside", state=EnrollmentState.PAUSED, level=-1)
    lived = replace(lived, reason=PauseReason.ASKED, paused_until_on=date(2027, 3, 17))
    account = desk.run(lambda tx: tx.people.account_of(person))
    assert account is not None
    stop = SafetyStop(
        stop_id=StopId(0),
        person_id=person,
        enrollment_id=lived.enrollment_id,
        tier=3,
        flag="numb",
        lists_version="1",
        at=desk.now,
        cleared_at=desk.now + 60,
    )
    half = Conversation(
        person_id=person,
        address=account.address,
        flow="settings",
        step="city",
        draft='{"zone": "=cmd"}',
        waits_for="text",
        updated_at=desk.now,
    )
    due = Due(desk.now + 600, SUBJECT, lived.enrollment_id, DueWhat.CARD)
    desk.sends(lived, DeliveryKind.REMINDER, "reminder", DeliveryState.PLANNED)
    desk.now += 30
    desk.run(lambda tx: tx.enrollments.save(lived))
    desk.run(lambda tx: desk.keep_score(tx, lived, CheckInKind.BEFORE, 6, consent))
    desk.run(lambda tx: tx.safety_stops.add(stop))
    desk.run(lambda tx: tx.conversations.put(half))
    desk.run(lambda tx: tx.dues.put(due))
    return lived


def test_the_file_is_named_by_the_persons_day_and_said_with_its_size(desk: Desk) -> None:
    lived = lived_a_lot(desk)
    answer = desk.ask(lived.person_id, export.open_export)
    assert answer.message is not None
    assert words_of(answer.message.text).split("\n") == [
        f"knead-2027-03-05.zip, {round(len(file_of(answer).content) / 1024)} KB",
        "All that is kept about you, as JSON and CSV. Times are in UTC and in yours.",
        "Your scores are in it; think before you forward it.",
    ]
    assert file_of(answer).name == "knead-2027-03-05.zip"


def test_the_same_data_at_the_same_instant_makes_the_same_bytes(desk: Desk) -> None:
    lived = lived_a_lot(desk)
    assert asked(desk, lived.person_id) == asked(desk, lived.person_id)
    pressed = desk.press(lived.person_id, export.press_export, Action("export"))
    assert file_of(pressed) == asked(desk, lived.person_id)


def test_what_was_kept_is_read_back_from_the_json_as_it_was(desk: Desk) -> None:
    lived = lived_a_lot(desk)
    person = lived.person_id
    sheets = read(asked(desk, person))
    of = lived.enrollment_id
    assert [enrollment_in(row, person) for row in sheets["enrollments"]] == [lived]
    assert list(map(run_in, sheets["sessions"])) == desk.run(lambda tx: list(tx.runs.all_of(of)))
    assert list(map(score_in, sheets["scores"])) == desk.run(
        lambda tx: list(tx.check_ins.all_of(of)),
    )
    assert [consent_in(row, person) for row in sheets["consents"]] == desk.run(
        lambda tx: list(tx.consents.all_of(person)),
    )
    assert [stop_in(row, person) for row in sheets["stop_signs"]] == desk.run(
        lambda tx: list(tx.safety_stops.all_of(person)),
    )


def test_messages_changes_settings_and_the_open_question_are_in_it(desk: Desk) -> None:
    lived = lived_a_lot(desk)
    sheets = read(asked(desk, lived.person_id))
    rows = desk.run(lambda tx: tx.deliveries.all_of(lived.enrollment_id))
    assert [row["delivery_id"] for row in sheets["messages"]] == [row.delivery_id for row in rows]
    assert [instant(row, "due") for row in sheets["messages"]] == [row.due_at for row in rows]
    assert [row["what"] for row in sheets["changes"]] == ["wish", "enrolled"]
    assert [row["by"] for row in sheets["changes"]] == ["you", "you"]
    assert sheets["person"][0]["zone"] == "America/Bogota"
    assert sheets["person"][0]["weekdays_monday_is_0"] == "0246"
    assert sheets["accounts"][0]["user_ref"] == "user-ana"
    assert sheets["open_question"][0]["draft"] == '{"zone": "=cmd"}'
    assert [row["what"] for row in sheets["next"]] == ["card"]
    assert sheets["enrollments"][0]["program"] == shipped().program.name


def test_replaced_scores_are_in_it_with_the_time_of_their_replacement(desk: Desk) -> None:
    lived = lived_a_lot(desk)
    rows = read(asked(desk, lived.person_id))["scores"]
    changed = [(row["score"], instant(row, "replaced")) for row in rows if row["day_no"] == 5]
    assert changed == [(2, desk.now), (6, None)]


def test_every_table_of_the_json_is_there_as_csv_with_the_same_cells(desk: Desk) -> None:
    file = asked(desk, lived_a_lot(desk).person_id)
    texts = entries(file)
    for name, rows in read(file).items():
        table = list(csv.reader(StringIO(texts[f"{name}.csv"], newline="")))
        assert table[0] == list(rows[0])
        assert table[1:] == [[export.csv_cell(cell) for cell in row.values()] for row in rows]


def test_no_cell_of_a_csv_begins_like_a_formula(desk: Desk) -> None:
    for name, text in entries(asked(desk, lived_a_lot(desk).person_id)).items():
        if name.endswith(".csv"):
            for row in csv.reader(StringIO(text, newline="")):
                assert not [cell for cell in row if cell.startswith(export.FORMULA_STARTS)]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe(start: str) -> None:
    assert export.csv_cell(f"{start}1+1") == f"'{start}1+1"


@given(st.one_of(st.text(), st.integers(), st.booleans(), st.none()))
def test_no_cell_whatever_it_holds_is_read_as_a_formula(
    cell: str | int | bool | None,  # noqa: FBT001  # a cell may be one
) -> None:
    written = export.csv_cell(cell)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell is None or isinstance(cell, bool) or written.endswith(str(cell))


def test_yes_and_no_and_nothing_are_written_plainly() -> None:
    assert [export.csv_cell(cell) for cell in (True, False, None)] == ["true", "false", ""]


@pytest.mark.parametrize("state", EnrollmentState)
def test_it_works_in_every_state(desk: Desk, state: EnrollmentState) -> None:
    lived = lived_a_lot(desk)
    desk.run(lambda tx: tx.enrollments.save(replace(lived, state=state)))
    assert read(asked(desk, lived.person_id))["enrollments"][0]["state"] == state


def test_it_works_for_somebody_in_no_program_without_an_hour(desk: Desk) -> None:
    person = desk.arrives(wish=None)
    answer = desk.ask(person, export.open_export)
    file = file_of(answer)
    assert answer.message is not None
    assert words_of(answer.message.text).endswith("\nThink before you forward it.")
    assert file.name == "knead-2027-03-01.zip"
    assert sorted(entries(file)) == ["accounts.csv", "knead.json", "person.csv"]
    sheets = read(file)
    assert sheets["enrollments"] == []
    assert sheets["person"][0]["zone"] is None
    assert instant(sheets["person"][0], "created") == desk.now


def test_nothing_of_anybody_else_is_in_it(desk: Desk) -> None:
    lived_a_lot(desk)
    other = desk.arrives("bob")
    text = entries(asked(desk, other))["knead.json"]
    assert "ana" not in text
    assert read(asked(desk, other))["messages"] == []


def test_who_changed_something_is_named_by_role_only(desk: Desk) -> None:
    lived = lived_a_lot(desk)
    other = desk.arrives("bob")

    rows = desk.run(lambda tx: tx.changes.of_subject(SUBJECT, lived.enrollment_id))
    desk.run(lambda tx: tx.changes.add(replace(rows[0], actor_person_id=other)))
    assert read(asked(desk, lived.person_id))["changes"][-1]["by"] == "somebody else"


def test_entries_carry_no_time_and_are_the_owners_alone(desk: Desk) -> None:
    file = asked(desk, desk.arrives())
    with ZipFile(BytesIO(file.content)) as archive:
        for info in archive.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert info.external_attr >> 16 == 0o600


def test_times_are_written_on_both_clocks(desk: Desk) -> None:
    row = read(asked(desk, desk.arrives()))["person"][0]
    assert row["created_at"] == "2027-03-01T12:31:00Z"
    assert row["created_local"] == "2027-03-01T07:31:00-05:00"
    assert instant(row, "created") == int(datetime(2027, 3, 1, 12, 31, tzinfo=UTC).timestamp())

"""Hostile people over real sockets: what they write, press and forge harms nobody."""

import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.action import to_base36, unpack
from bot.service import all_handlers, loops
from tests.adapters.telegram_desk import TelegramDesk, open_desk
from tests.adapters.telegram_people import joins, offered
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.people import Person
from tests.hostile.raw_updates import PACKED, Maker
from tests.made.texts import HOSTILE
from tests.shell.room import CARD_AT, ledger_findings

NAMES = ("<b>x</b>", "@everyone", "\u202egnp.exe", "\U0001f9d8" * 60, "*_`[x](tg://user?id=1)", "")
WHOLE = tuple(text for text in HOSTILE if text.encode("utf-8", "ignore").decode() == text)
NOT_YOURS = "That card belongs to somebody else. Yours: /today"
QUIET = {"debug", "info"}
OF_A_PERSON = ("person", "account", "conversation", "consent", "enrollment", "delivery")
OF_A_PROGRAM = ("session_run", "check_in")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[TelegramDesk]:
    async with TelegramEmulator() as emulator, open_desk(emulator, tmp_path / "bot.db") as desk:
        yield desk
        assert ledger_findings(desk.room) == []


@contextmanager
def nothing_goes_wrong() -> Iterator[None]:
    with capture_logs() as logs:
        yield
    assert [line for line in logs if line["log_level"] not in QUIET] == []


async def all_answered(desk: TelegramDesk) -> None:
    """Wait until all that people did is kept and answered."""
    updates = desk.emulator.world.updates
    await desk.emulator.wait_for(lambda: not updates.waiting)
    await desk.answering.is_empty()


def telegrams_own(person: Person) -> list[str]:
    """Give the forms in the bot's messages that no message of the bot should have."""
    kinds = {one.type for message in person.chat.from_bot for one in message.entities}
    return sorted(kinds - {"bold", "italic", "text_link"})


async def test_what_people_write_stays_words(desk: TelegramDesk) -> None:
    people = [
        desk.emulator.person(100 + number, first_name=name) for number, name in enumerate(NAMES)
    ]
    with nothing_goes_wrong():
        async with desk.polls_and_answers():
            for number, text in enumerate(WHOLE):
                people[number % len(people)].writes(text)
                people[(number + 1) % len(people)].sends_command("settings", text)
            await all_answered(desk)
    assert all(person.chat.from_bot for person in people)
    assert [telegrams_own(person) for person in people] == [[]] * len(people)


async def test_hostile_words_into_each_question_are_answered(desk: TelegramDesk) -> None:
    eve = desk.emulator.person(66, first_name="@everyone")
    with nothing_goes_wrong():
        async with desk.polls_and_answers():
            await joins(desk.emulator, eve)
            for command in ("pause", "settings", "skip", "start", "why", "delete"):
                for text in ("<b>x</b>", "\U0001f9d8" * 1024, "\u202eevil\u202c", "0" * 70):
                    eve.sends_command(command)
                    eve.writes(text)
            await all_answered(desk)
    assert telegrams_own(eve) == []


async def test_stop_with_somebody_elses_name_stops(desk: TelegramDesk) -> None:
    eve = desk.emulator.person(66)
    async with desk.polls_and_answers():
        await joins(desk.emulator, eve)
        eve.writes("/stop@everyone")
        await all_answered(desk)
    assert eve.chat.last is not None
    assert "Undo" in " ".join(label for row in eve.chat.last.labels for label in row)


async def test_a_group_hears_one_line_and_none_of_its_own_words(desk: TelegramDesk) -> None:
    eve = desk.emulator.person(66, first_name="<b>@everyone</b>")
    group = desk.emulator.group("@everyone <script>", creator=eve)
    with nothing_goes_wrong():
        async with desk.polls_and_answers():
            for text in (
                "/today@everyone",
                "/stop@everyone",
                "/help@knead_test_bot @everyone",
                "/x",
            ):
                group.says(eve, text)
            await all_answered(desk)
    (line,) = group.chat.from_bot
    assert line.text.startswith("I talk with each person in private")
    assert "@" not in line.text
    assert [one.type for one in line.entities] == ["text_link"]
    assert eve.chat.from_bot == []


async def test_buttons_that_somebody_made_up_are_answered_as_old_ones(desk: TelegramDesk) -> None:
    eve = desk.emulator.person(66)
    with nothing_goes_wrong():
        async with desk.polls_and_answers():
            eve.opens_link("")
            await all_answered(desk)
            assert eve.chat.last is not None
            shown = eve.chat.last.message_id
            for data in PACKED:
                if data.encode("utf-8", "ignore").decode() == data:
                    eve.presses_made(data, shown)
                    eve.presses_made(data, 4)  # a message that is gone
            await all_answered(desk)
    assert len(eve.chat.toasts) > len(PACKED)


def rows_of(desk: TelegramDesk, user_ref: str) -> dict[str, list[tuple[object, ...]]]:
    """Give all that is kept of somebody."""
    with closing(sqlite3.connect(desk.room.database)) as books:
        account = "SELECT person_id FROM account WHERE user_ref = ?"
        (person_id,) = books.execute(account, (user_ref,)).fetchone()
        programs = "SELECT enrollment_id FROM enrollment WHERE person_id = ?"
        (program_id,) = books.execute(programs, (person_id,)).fetchone()
        by_person = dict.fromkeys(OF_A_PERSON, ("person_id", person_id))
        by_program = dict.fromkeys(OF_A_PROGRAM, ("enrollment_id", program_id))
        return {
            name: books.execute(f"SELECT * FROM {name} WHERE {key} = ?", (value,)).fetchall()  # noqa: S608  # names of this file
            for name, (key, value) in (by_person | by_program).items()
        }


def shown_to(desk: TelegramDesk, person: Person) -> list[str]:
    """Give what all the buttons carried that somebody was ever shown."""
    found: dict[str, None] = {}
    for request in desk.emulator.log.requests("sendMessage", "editMessageText"):
        if (
            str(request.given["chat_id"]) == str(person.user_id)
            and "reply_markup" in request.given
        ):
            rows = json.loads(str(request.given["reply_markup"]))["inline_keyboard"]
            found |= dict.fromkeys(button["callback_data"] for row in rows for button in row)
    return list(found)


async def vera_trains(desk: TelegramDesk) -> Person:
    """Give somebody in the middle of her first session."""
    vera = desk.emulator.person(7001, first_name="Vera")
    await joins(desk.emulator, vera)
    desk.room.clock.advance_to(CARD_AT)
    await loops.work(desk.room.engine)
    for verb in ("score", "start", "hold"):
        card = await desk.emulator.wait_for(lambda: vera.chat.last)
        data = next((one for one in offered(card) if one.startswith(f"1-{verb}-")), None)
        if data is not None:
            vera.presses(card.message_id, data)
            await all_answered(desk)
    return vera


async def test_nobody_learns_or_changes_anything_with_somebody_elses_buttons(
    desk: TelegramDesk,
) -> None:
    async with desk.polls_and_answers():
        vera = await vera_trains(desk)
        mallory = desk.emulator.person(66, first_name="Mallory")
        await joins(desk.emulator, mallory)
        before, seen = rows_of(desk, "7001"), len(vera.chat.messages)
        hers = [data for data in shown_to(desk, vera) if is_of_a_delivery(data)]
        assert len(hers) > 5
        with nothing_goes_wrong():
            for data in hers:
                told = [await tells(desk, mallory, one) for one in (data, of_no_row(data))]
                assert told[0] == told[1], data
                assert told[0][0] == [NOT_YOURS], data
        assert rows_of(desk, "7001") == before
        assert len(vera.chat.messages) == seen


def is_of_a_delivery(data: str) -> bool:
    action = unpack(data)
    return action is not None and action.verb in all_handlers.OF_A_DELIVERY


def of_no_row(data: str) -> str:
    """Give the same button of a row that nobody has."""
    version, verb, _, argument = data.split("-", 3)
    return f"{version}-{verb}-{to_base36(999_999)}-{argument}"


async def tells(desk: TelegramDesk, person: Person, data: str) -> tuple[list[str], str]:
    """Press a made-up button, and give the toast and the words that came of it."""
    assert person.chat.last is not None
    toasts = len(person.chat.toasts)
    person.presses_made(data, person.chat.last.message_id)
    await all_answered(desk)
    return [toast.text for toast in person.chat.toasts[toasts:]], person.chat.last.text


async def test_made_up_updates_over_the_socket_block_nobody(desk: TelegramDesk) -> None:
    maker, updates = Maker(3), desk.emulator.world.updates
    ada = desk.emulator.person(11)
    with capture_logs() as logs:
        async with desk.polls_and_answers():
            for _ in range(150):
                raw = maker.one()
                if isinstance(raw, dict) and is_json(raw):
                    make(desk, raw)
            last = ada.sends_command("help")
            await desk.confirmed(last.update_id)
            await all_answered(desk)
    assert ada.chat.last is not None
    assert ada.chat.last.text.startswith("Everything I can do")
    loud = {line["event"] for line in logs if line["log_level"] == "error"}
    assert loud <= {"update cannot be read"}
    assert updates.waiting == []


def make(desk: TelegramDesk, raw: dict[str, object]) -> None:
    """Let the emulator hand out an update as it is, under a number of its own."""
    with desk.emulator.log.changed:
        desk.emulator.world.updates.allowed = None
        for kind in set(raw) - {"update_id"}:
            desk.emulator.world.updates.make(kind, raw[kind], chat_id=0, person_id=0)


def is_json(raw: object) -> bool:
    """Tell whether a platform could send this at all."""
    try:
        json.dumps(raw)
    except (RecursionError, ValueError):
        return False
    return True

"""The one way in: strange and stale buttons, updates seen twice, and handlers that raise."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.action import Action, pack, unpack
from bot.domain.address import Platform
from bot.domain.enrollment import EnrollmentState, PauseReason
from bot.domain.ids import VersionId
from bot.domain.ledger.rows import LedgerBook
from bot.domain.message import Answer
from bot.domain.update import ButtonPressed, ChatMigrated, ChatOpened, TextReceived
from bot.service import all_handlers, loops
from bot.service.engine import Engine
from bot.service.inbox import LARGEST_ID
from storage.sqlite.ledger_rows import SqliteLedger
from storage.sqlite.runner import SqliteRunner
from storage.sqlite.store import SqliteStore
from tests.service.desk import FIRST_ON
from tests.service.life import Life, words
from tests.service.shelf import OneProgram
from tests.service.states import at_step

MON, TUE, WED, THU, FRI = (FIRST_ON + timedelta(days=n) for n in range(5))


def book_of(life: Life) -> LedgerBook:
    """Give all rows of a person."""
    books = SqliteLedger(life.runner._connection)  # pyright: ignore[reportPrivateUsage]  # as the ledger's tests do
    return next(book for book in books.books() if book.person.person_id == life.person_id)


def is_something(answer: Answer) -> bool:
    return bool(answer.message or answer.notice or answer.file)


@pytest.mark.parametrize("verb", [*sorted(all_handlers.OF_A_DELIVERY), "why", "finish"])
def test_a_card_of_somebody_else_is_refused_without_a_word_about_them(
    life: Life, runner: SqliteRunner, verb: str
) -> None:
    at_step(life)
    other = Life(runner, name="ben")
    before = book_of(life)
    answer = other.press(verb, "b4", target=life.sent[-1][0].delivery_id)
    assert answer == Answer(notice="That card belongs to somebody else. Yours: /today")
    assert book_of(life) == before


@pytest.mark.parametrize(
    "action", [None, Action("unknown"), Action("start", LARGEST_ID + 1), Action("start", 36**12)]
)
def test_a_button_that_nobody_drew_is_answered(life: Life, action: Action | None) -> None:
    life.go_to(life.at(MON, 8))
    if action is not None:
        assert unpack(pack(action)) == action
    pressed = ButtonPressed(**life.named(), action=action, message_ref="m1")  # type: ignore[arg-type]  # the three fields every update has
    assert words(life.receive(pressed)).startswith("I do not know that button any more.") or (
        action is not None and action.target == 36**12
    )


def test_an_update_seen_twice_is_handled_once(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.press("start")
    pressed = ButtonPressed(
        **life.named(),  # type: ignore[arg-type]  # the three fields every update has
        action=Action("score", 1, "b4"),
        message_ref="m1",
    )
    assert is_something(life.receive(pressed))
    run = life.run_today()
    assert not is_something(life.receive(pressed))
    assert life.run_today() == run


def test_a_chat_that_opens_or_moves_needs_no_answer(life: Life) -> None:
    for kind in (ChatOpened, ChatMigrated):
        more = {"new_chat_ref": "other"} if kind is ChatMigrated else {}
        assert not is_something(life.receive(kind(**life.named(), **more)))  # type: ignore[arg-type]  # as above


def test_a_blocked_chat_pauses_and_coming_back_goes_on(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.close_chat()
    assert life.enrollment().reason is PauseReason.UNREACHABLE
    life.close_chat()
    life.go_to(life.at(WED, 8))
    assert len(life.sent) == 1
    life.command("help")
    assert life.enrollment().state is EnrollmentState.RUNNING
    life.go_to(life.at(FRI, 8))
    assert len(life.sent) == 2


def test_a_pause_of_the_persons_own_is_kept_through_a_blocked_chat(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.command("pause", "1 week")
    life.close_chat()
    life.command("help")
    assert life.enrollment().reason is PauseReason.ASKED


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("today", "Today: Side of the hip"),
        ("/today", "Today: Side of the hip"),
        ("TODAY", "Today: Side of the hip"),
        ("help", "Everything"),
        ("?", "Everything"),
        ("6:45", "Change your hour to 06:45?"),
        ("I'm in Lisbon next week", "Lisbon"),
        ("qwerty", "I did not get that."),
    ],
)
def test_typed_words_find_what_they_mean(life: Life, typed: str, says: str) -> None:
    life.go_to(life.at(MON, 8))
    answer = life.type(typed)
    assert says.casefold() in words(answer).casefold()


def test_a_command_that_does_not_exist_says_so(life: Life) -> None:
    assert "I know no /foo." in words(life.command("foo"))


def test_a_command_closes_the_question_that_was_open(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.press("pause", "date")
    life.command("today")
    assert "Paused" not in words(life.type("Friday"))


class NoTombstones:
    """Marks of nobody."""

    def add(self, platform: Platform, user_ref: str, at: int) -> None:
        raise AssertionError

    def contains(self, platform: Platform, user_ref: str, created_at: int) -> bool:
        return False

    def drop_old(self, now: int) -> None:
        """Have nothing to drop."""


async def test_an_update_whose_handler_raises_is_set_aside_and_answered(tmp_path: Path) -> None:
    database = tmp_path / "bot.db"
    life = Life(SqliteRunner.open(database))
    life.go_to(life.at(MON, 8))
    typed = TextReceived(**life.named(), text="today")  # type: ignore[arg-type]  # the three fields every update has
    # A version that an enrollment names is always there; without it every card raises.
    broken = replace(life.desk.moment(), catalog=OneProgram(VersionId(99)))
    life.runner.close()
    store = await SqliteStore.open(database)
    engine = Engine(
        store=store,
        messengers=(),
        moments=lambda: broken,
        tombstones=NoTombstones(),
        owner="this process",
    )
    try:
        answer = await loops.receive(engine, typed)
        assert words(answer).startswith("\nThat did not work. Nothing was saved. Code K-")
        again = await loops.receive(engine, typed)
    finally:
        await store.close()
    assert not is_something(again)
    with closing(sqlite3.connect(database)) as books:
        rows = books.execute("SELECT state, body FROM seen_update").fetchall()
    assert [state for state, _ in rows if "text='today'" in (_ or "")] == ["set_aside"]

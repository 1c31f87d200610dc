"""Answers that are owed: kept word for word, in order, until they are taken or too old."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.action import Action
from bot.domain.address import ChatAddress, Platform
from bot.domain.ids import DeliveryId, PersonId
from bot.domain.message import (
    Answer,
    Button,
    File,
    MadeChart,
    OutgoingMessage,
    Place,
    Question,
    StoredPicture,
    Weight,
)
from bot.domain.owed import OwedAnswer, ReplyTo, reply_to
from bot.domain.text import Span, SpanKind
from bot.domain.update import ButtonPressed, TextReceived
from storage.answer_codec import answer_from_json, answer_to_json
from storage.sqlite.runner import SqliteRunner

CHAT = ChatAddress(Platform.TELEGRAM, "4711", "7")

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
ACTIONS = st.builds(Action, WORDS, st.integers(0, 2**62), WORDS)
SPANS = st.builds(Span, WORDS, st.sampled_from(SpanKind), st.none() | WORDS)
BUTTONS = st.builds(Button, WORDS, ACTIONS, st.sampled_from(Weight))
POINTS = st.tuples(st.integers(-9, 9), st.floats(0, 10))
MEDIA = st.builds(StoredPicture, WORDS, WORDS) | st.builds(
    MadeChart, WORDS, st.lists(POINTS, max_size=3).map(tuple), WORDS
)
MESSAGES = st.builds(
    OutgoingMessage,
    text=st.lists(SPANS, max_size=3).map(tuple),
    rows=st.lists(st.lists(BUTTONS, max_size=2).map(tuple), max_size=2).map(tuple),
    media=st.none() | MEDIA,
    question=st.none() | st.builds(Question, ACTIONS, WORDS, WORDS),
    silent=st.booleans(),
)
ANSWERS = st.builds(
    Answer,
    message=st.none() | MESSAGES,
    place=st.sampled_from(Place),
    notice=WORDS,
    file=st.none() | st.builds(File, WORDS.filter(bool), st.binary(max_size=30)),
    live=st.none() | st.integers(1, 2**62).map(DeliveryId),
    erase=st.none() | st.integers(1, 2**62).map(PersonId),
)


def owed(number: int, text: str = "words", made_at: int = 100) -> OwedAnswer:
    to = ReplyTo(update_ref=str(number), address=CHAT, message_ref="m1", press_ref="p1")
    return OwedAnswer(to=to, person_id=None, made_at=made_at, answer=Answer(notice=text))


@given(ANSWERS)
def test_an_answer_comes_back_from_its_text_as_it_was(answer: Answer) -> None:
    assert answer_from_json(answer_to_json(answer)) == answer


def test_what_another_version_wrote_and_nobody_can_read_is_no_answer(runner: SqliteRunner) -> None:
    assert answer_from_json('{"message": {"hologram": 1}}') is None
    runner.run(lambda tx: tx.owed_answers.put(owed(1)))
    runner._connection.execute("UPDATE owed_answer SET body = 'torn'")
    assert runner.run(lambda tx: tx.owed_answers.of(Platform.TELEGRAM)) == []


def test_answers_come_back_in_the_order_of_their_updates(runner: SqliteRunner) -> None:
    for number in (100, 9, 11):
        runner.run(lambda tx, n=number: tx.owed_answers.put(owed(n)))
    kept = runner.run(lambda tx: tx.owed_answers.of(Platform.TELEGRAM))
    assert kept == [owed(9), owed(11), owed(100)]
    assert runner.run(lambda tx: tx.owed_answers.of(Platform.DISCORD)) == []


def test_a_later_answer_to_one_update_takes_the_place_of_the_first(runner: SqliteRunner) -> None:
    runner.run(lambda tx: tx.owed_answers.put(owed(1, "first")))
    runner.run(lambda tx: tx.owed_answers.put(owed(1, "second", 200)))
    assert runner.run(lambda tx: tx.owed_answers.of(Platform.TELEGRAM)) == [owed(1, "second", 200)]


def test_an_answer_is_let_go_when_it_was_taken_or_is_too_old(runner: SqliteRunner) -> None:
    for number, made_at in ((1, 100), (2, 200), (3, 300)):
        row = owed(number, made_at=made_at)
        runner.run(lambda tx, row=row: tx.owed_answers.put(row))
    runner.run(lambda tx: tx.owed_answers.drop(owed(3).to))
    assert runner.run(lambda tx: tx.owed_answers.drop_made_before(200)) == 1
    left = runner.run(lambda tx: tx.owed_answers.of(Platform.TELEGRAM))
    assert [row.to.update_ref for row in left] == ["2"]
    runner.run(lambda tx: tx.owed_answers.drop_all())
    assert runner.run(lambda tx: tx.owed_answers.of(Platform.TELEGRAM)) == []


def test_an_answer_belongs_where_the_press_was_and_else_to_the_chat() -> None:
    press = ButtonPressed(
        update_ref="5", address=CHAT, user_ref="u", action=None, message_ref="m9", press_ref="p9"
    )
    assert reply_to(press) == ReplyTo(
        update_ref="5", address=CHAT, message_ref="m9", press_ref="p9"
    )
    text = TextReceived(update_ref="6", address=CHAT, user_ref="u", text="hello")
    assert reply_to(text) == ReplyTo(update_ref="6", address=CHAT)

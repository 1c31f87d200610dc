import pytest

from bot.domain.action import Action
from bot.domain.ids import PersonId
from bot.domain.message import Answer
from bot.domain.person import Conversation
from bot.domain.text import words_of
from bot.domain.update import Unreadable
from bot.service import all_handlers, small_talk
from bot.service.moment import Turn
from tests.service.card_rules import assert_answer_fits
from tests.service.desk import Desk

LONGEST_DESCRIPTION = 60


def said(answer: Answer) -> str:
    assert_answer_fits(answer)
    assert answer.message is not None
    return words_of(answer.message.text)


def labels(answer: Answer) -> list[str]:
    assert answer.message is not None
    return [button.label for button in answer.message.buttons()]


def says(desk: Desk, person: PersonId, text: str = "qwerty") -> Answer:
    return desk.ask(person, small_talk.answer_unknown_words, text)


def shows(desk: Desk, person: PersonId, kind: Unreadable) -> Answer:
    return desk.run(lambda tx: small_talk.answer_unreadable(desk.turn(tx, person), kind))


def asks_for_a_city(desk: Desk, person: PersonId) -> Conversation:
    def put(turn: Turn) -> Conversation:
        conversation = Conversation(
            person_id=person,
            address=turn.account.address,
            flow="subscribe",
            step="city",
            draft="{}",
            waits_for="text",
            updated_at=desk.now,
        )
        turn.tx.conversations.put(conversation)
        return conversation

    return desk.run(lambda tx: put(desk.turn(tx, person)))


def test_help_names_every_command_by_group(desk: Desk) -> None:
    answer = desk.ask(desk.arrives(), small_talk.open_help)
    assert said(answer) == (
        "Everything I can do\n"
        "Each day: /today /hurts /skip /progress /why\n"
        "Your program: /start /program /programs /settings\n"
        "Breaks: /pause /resume /stop\n"
        "Your data: /privacy /export /delete /help\n"
        "The word alone works too. Tap to see what each does."
    )
    assert labels(answer) == ["Each day", "Your program", "Breaks", "Your data"]


def test_a_group_says_what_each_command_does_and_leads_back(desk: Desk) -> None:
    person = desk.arrives()
    for button in small_talk.HELP_GROUPS:
        answer = desk.press(person, small_talk.press_help, Action("help", 0, button[0]))
        lines = said(answer).split("\n")[1:]
        assert [line.partition(":")[0] for line in lines] == [f"/{name}" for name in button[1]]
        assert labels(answer) == ["Back"]


@pytest.mark.parametrize("argument", ["", "nonsense"])
def test_any_other_help_button_shows_all_groups(desk: Desk, argument: str) -> None:
    person = desk.arrives()
    answer = desk.press(person, small_talk.press_help, Action("help", 0, argument))
    assert answer == desk.ask(person, small_talk.open_help)


def test_descriptions_fit_the_menus_of_all_platforms(desk: Desk) -> None:
    say = desk.moment().words
    names = [name for _, listed in small_talk.HELP_GROUPS for name in listed]
    for name in names:
        assert 0 < len(say(f"command.{name}")) <= LONGEST_DESCRIPTION


def test_help_lists_each_command_of_the_table_once() -> None:
    names = [name for _, listed in small_talk.HELP_GROUPS for name in listed]
    assert sorted(names) == sorted(all_handlers.COMMANDS)


def test_an_unknown_command_is_named_and_cut_short(desk: Desk) -> None:
    person = desk.arrives()
    answer = desk.ask(person, small_talk.answer_unknown_command, "foo")
    assert said(answer) == "I know no /foo. /help lists all."
    long = desk.ask(person, small_talk.answer_unknown_command, "x" * 4000)
    assert said(long) == f"I know no /{'x' * 32}. /help lists all."


@pytest.mark.parametrize("name", ["\u202etixe", "@everyone", "a b", "", "\x1b[2J", "<b>"])
def test_what_is_no_name_of_a_command_is_not_said_back(desk: Desk, name: str) -> None:
    answer = desk.ask(desk.arrives(), small_talk.answer_unknown_command, name)
    assert said(answer).startswith("I did not get that.")


def test_the_third_unknown_word_in_a_row_gets_one_line_and_two_buttons(desk: Desk) -> None:
    person = desk.arrives()
    heard = [said(says(desk, person)) for _ in range(5)]
    full = "I did not get that. Today's session: /today. Everything else: /help."
    short = "I did not get that one. Tap, or /help."
    assert heard == [full, full, short, short, short]
    assert labels(says(desk, person)) == ["Today", "It hurts"]


def test_after_a_while_it_is_no_row_any_more(desk: Desk) -> None:
    person = desk.arrives()
    first = says(desk, person)
    says(desk, person)
    desk.now += small_talk.IN_A_ROW_S
    assert says(desk, person) == first


def test_an_open_question_is_left_alone_by_unknown_words(desk: Desk) -> None:
    person = desk.arrives()
    asked = asks_for_a_city(desk, person)
    answers = [says(desk, person) for _ in range(4)]
    shows(desk, person, Unreadable.STICKER)
    assert len(set(map(said, answers))) == 1
    assert desk.run(lambda tx: tx.conversations.of(person)) == asked


@pytest.mark.parametrize("kind", Unreadable)
def test_what_cannot_be_read_gets_a_useful_line(desk: Desk, kind: Unreadable) -> None:
    answer = shows(desk, desk.arrives(), kind)
    assert said(answer)
    assert len(labels(answer)) == 2


def test_a_picture_or_a_voice_may_be_about_pain(desk: Desk) -> None:
    person = desk.arrives()
    for kind in (Unreadable.PICTURE, Unreadable.VOICE):
        assert "It hurts" in labels(shows(desk, person, kind))


def test_a_sticker_is_answered_once_a_day(desk: Desk) -> None:
    person = desk.arrives()
    first = shows(desk, person, Unreadable.STICKER)
    assert first.message is not None
    assert shows(desk, person, Unreadable.STICKER) == Answer()
    desk.now += small_talk.ONCE_A_DAY_S
    assert shows(desk, person, Unreadable.STICKER) == first


def test_a_sticker_beside_an_open_question_is_answered(desk: Desk) -> None:
    person = desk.arrives()
    asks_for_a_city(desk, person)
    for _ in range(2):
        assert shows(desk, person, Unreadable.STICKER).message is not None


def test_unknown_words_after_a_sticker_are_counted_from_one(desk: Desk) -> None:
    person = desk.arrives()
    shows(desk, person, Unreadable.STICKER)
    assert said(says(desk, person)).startswith("I did not get that. Today's")


def test_an_old_button_leads_to_today(desk: Desk) -> None:
    person = desk.arrives()
    answer = desk.run(lambda tx: small_talk.answer_old_button(desk.turn(tx, person)))
    assert_answer_fits(answer)
    assert answer.notice == "I do not know that button any more. Now: /today"

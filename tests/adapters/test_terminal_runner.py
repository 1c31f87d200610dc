"""The runner at a real terminal."""

import os
import signal
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.terminal import AT_LINE_5, GOODBYE, PROMPT_IS_UP, WHERE_AM_I, Chat


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[Chat]:
    chat = Chat(tmp_path)
    chat.sees("Begin", PROMPT_IS_UP)
    yield chat
    chat.process.close(force=True)


def test_it_begins_by_itself_and_takes_words_numbers_and_commands(chat: Chat) -> None:
    chat.types("1\r")
    chat.sees("Noted.", "pressed, live True", PROMPT_IS_UP)
    chat.types("beGIN\r")
    chat.sees("pressed, live True", PROMPT_IS_UP)
    chat.types("qwerty\r")
    chat.sees("words qwerty", PROMPT_IS_UP)
    chat.types("/pause 20 March\r")
    chat.sees("command pause: 20 March", PROMPT_IS_UP)
    chat.types("/next\r")
    chat.sees("It is now later.", PROMPT_IS_UP)


@pytest.mark.parametrize("keys", ["/quit\r", "/QUIT \r", "\x04", "\x03", "half a line\x03"])
def test_leaving_says_that_all_is_saved_and_gives_the_terminal_back(chat: Chat, keys: str) -> None:
    before = termios.tcgetattr(chat.process.child_fd)[3]
    assert not before & termios.ECHO
    chat.types(keys)
    chat.sees(GOODBYE)
    after = termios.tcgetattr(chat.process.child_fd)[3]
    assert after & termios.ECHO
    assert after & termios.ICANON
    assert chat.leaves_with() == 0


def test_a_delivery_appears_above_the_line_being_typed(chat: Chat) -> None:
    chat.types("half")
    chat.sees("half")
    chat.process.kill(signal.SIGUSR1)
    chat.sees("Today", "1 Start", "outcome Sent", "half")
    chat.types(" a line\r")
    chat.sees("words half a line")


def test_a_card_that_arrives_under_the_fingers_does_not_take_the_line(chat: Chat) -> None:
    chat.types("Begin")
    chat.sees("Begin")
    chat.process.kill(signal.SIGUSR1)
    chat.sees("Today", "outcome Sent")
    chat.types("\r")
    chat.sees("pressed, live False", PROMPT_IS_UP)
    chat.types("1\r")
    chat.sees("pressed, live True")


def test_a_line_begun_anew_is_meant_for_the_card_that_is_there_now(chat: Chat) -> None:
    chat.types("half")
    chat.sees("half")
    chat.process.kill(signal.SIGUSR1)
    chat.sees("Today", "outcome Sent")
    chat.types("\x15" + "1\r")
    chat.sees("pressed, live True")


def test_a_running_step_counts_down_below_the_prompt(tmp_path: Path) -> None:
    chat = Chat(tmp_path, PROMPT_TOOLKIT_NO_CPR="")

    def answers() -> None:
        chat.sees(WHERE_AM_I)
        chat.types(AT_LINE_5)

    chat.sees("Begin")
    answers()
    chat.types("timer 25\r")
    chat.sees("words timer 25")
    answers()
    chat.sees("⏱ 25 s left")
    chat.types("/next\r")
    chat.sees("It is now later.")
    answers()
    chat.sees("⏱ 15 s left")
    chat.types("untimer\r")
    chat.sees("words untimer")
    answers()
    chat.types("/quit\r")
    chat.sees(GOODBYE)
    assert "⏱" not in str(chat.process.before)
    assert chat.leaves_with() == 0


def test_the_countdown_follows_the_clock_while_nobody_types(tmp_path: Path) -> None:
    chat = Chat(tmp_path, PROMPT_TOOLKIT_NO_CPR="")
    chat.sees("Begin", WHERE_AM_I)
    chat.types(AT_LINE_5 + "timer 88888888\r")
    chat.sees("words timer", WHERE_AM_I)
    chat.types(AT_LINE_5)
    chat.sees("⏱ 88888888 s left")
    chat.process.kill(signal.SIGUSR2)
    chat.sees("77777777")  # only the digits that changed are drawn
    chat.types("/quit\r")
    assert chat.leaves_with() == 0


def test_a_log_line_does_not_break_the_prompt(chat: Chat) -> None:
    chat.types("log\r")
    chat.sees("of the log", "words log", PROMPT_IS_UP)


def test_hostile_words_do_not_reach_the_terminal(chat: Chat) -> None:
    chat.types("hostile\r")
    chat.sees("title", PROMPT_IS_UP)
    assert "\x1b[2J" not in str(chat.process.before)
    assert "owned" not in str(chat.process.before)


def test_what_was_typed_is_kept_in_no_file(chat: Chat, tmp_path: Path) -> None:
    chat.types("my knee hurts\r")
    chat.sees("words my knee hurts", PROMPT_IS_UP)
    chat.types("/quit\r")
    assert chat.leaves_with() == 0
    assert list(tmp_path.rglob("*")) == []


def test_earlier_lines_come_back_with_the_arrow_key(chat: Chat) -> None:
    chat.types("qwerty\r")
    chat.sees("words qwerty", PROMPT_IS_UP)
    chat.types("\x1b[A")
    chat.sees("qwerty")
    chat.types("\r")
    chat.sees("words qwerty")


def test_the_title_is_bold_unless_the_person_wants_no_colour(tmp_path: Path) -> None:
    coloured, plain = Chat(tmp_path), Chat(tmp_path, NO_COLOR="1")
    coloured.sees("\x1b[1mHello\x1b[22m")
    plain.sees("\r\nHello\r\n")
    for chat in (coloured, plain):
        chat.types("/quit\r")
        assert chat.leaves_with() == 0


@pytest.mark.parametrize(
    ("size", "widest"), [((24, 80), 72), ((24, 50), 50), ((24, 20), 38), ((0, 0), 72)]
)
def test_lines_fit_the_window(tmp_path: Path, size: tuple[int, int], widest: int) -> None:
    chat = Chat(tmp_path, TERM="dumb")
    chat.process.setwinsize(*size)
    chat.sees("Begin")
    chat.types("x" * 100 + "\n")
    chat.sees("\r\nwords\r\n" + "x" * widest + "\r\n")
    chat.types("/quit\n")
    assert chat.leaves_with() == 0


def test_a_dumb_terminal_gets_plain_lines(tmp_path: Path) -> None:
    chat = Chat(tmp_path, TERM="dumb")
    chat.sees("Begin")
    chat.types("1\n")
    chat.sees("pressed, live True")
    chat.types("\x04")
    chat.sees(GOODBYE)
    assert "\x1b" not in str(chat.process.before)
    assert chat.leaves_with() == 0


@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_a_window_that_closes_ends_it(tmp_path: Path, term: str) -> None:
    chat = Chat(tmp_path, TERM=term, KNEAD_TEST_NOHUP="1")
    chat.sees("Begin")
    os.close(chat.process.child_fd)
    assert chat.process.wait() == 0


def test_a_session_shown_is_told_to_the_core_and_then_turns_by_itself(chat: Chat) -> None:
    chat.types("session\r")
    chat.sees("Step 1", "1 Next", "shown 7 True", PROMPT_IS_UP)
    chat.types("turn\r")
    chat.sees("(edited)", "Step 2", "1 Next")
    chat.types("/quit\r")
    assert chat.leaves_with() == 0

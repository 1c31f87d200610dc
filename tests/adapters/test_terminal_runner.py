"""The runner in a process of its own: at a real terminal, in pipes, with no input at all."""

import os
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from adapters.terminal_chat.incoming import MAX_CHARS
from adapters.terminal_chat.lines import PlainLines

ECHO = Path(__file__).with_name("terminal_echo.py")
ROOT = ECHO.parents[2]
CRASHED = 9
GREETING = [
    "Type the number or the words of a button. /quit leaves.",
    "",
    "Hello",
    "  1 Begin   2 Read it",
]
ANSWERED = "words crash {point}"
GOODBYE = "All is saved. Start me again and we go on from here."
PATIENCE_S = 30  # for a machine under load; nothing here waits on purpose
PROMPT_IS_UP = "\x1b[?2004h"  # bracketed paste is switched on as the prompt appears

WHERE_AM_I, AT_LINE_5 = "\x1b[6n", "\x1b[5;1R"  # the toolbar is drawn when this is known


def environ(**more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    return {**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm", **more}


def piped(folder: Path, typed: bytes, **more: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, ECHO, folder],
        input=typed,
        capture_output=True,
        timeout=PATIENCE_S,
        env=environ(**more),
        check=False,
    )
    assert done.stderr == b""
    return done.returncode, done.stdout.decode().splitlines()


class Chat:
    """A person at a terminal."""

    def __init__(self, folder: Path, **more: str) -> None:
        # Without an answer to its questions the prompt would wait for one.
        quiet = {"PROMPT_TOOLKIT_NO_CPR": "1", "HOME": str(folder), **more}
        self.process = pexpect.spawn(
            sys.executable,
            [str(ECHO), str(folder / "files")],
            env=environ(**quiet),
            encoding="utf-8",
            timeout=PATIENCE_S,
            dimensions=(24, 80),
            cwd=str(folder),
        )

    def sees(self, *texts: str) -> None:
        for text in texts:
            self.process.expect_exact(text)

    def types(self, keys: str) -> None:
        self.process.send(keys)

    def leaves_with(self) -> int | None:
        self.process.expect(pexpect.EOF)
        self.process.close()
        return self.process.exitstatus


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


def test_a_card_that_arrives_under_the_fingers_does_not_take_the_number(chat: Chat) -> None:
    chat.types("1")
    chat.sees("1")
    chat.process.kill(signal.SIGUSR1)
    chat.sees("Today", "outcome Sent")
    chat.types(" \r")
    chat.sees("pressed, live False", PROMPT_IS_UP)
    chat.types("1\r")
    chat.sees("pressed, live True")


def test_a_line_begun_anew_is_meant_for_the_card_that_is_there_now(chat: Chat) -> None:
    chat.types("2")
    chat.sees("2")
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


def test_a_pipe_is_answered_line_by_line_to_its_end(tmp_path: Path) -> None:
    code, shown = piped(tmp_path, b"1\r\n\n/pause 3 days\nlast line")
    assert code == 0
    assert shown == [
        *GREETING,
        "> 1",
        "Noted.",
        "",
        "pressed, live True",
        ">",
        "> /pause 3 days",
        "",
        "command pause: 3 days",
        "> last line",
        "",
        "words last line",
        GOODBYE,
    ]


def test_an_answer_to_a_press_takes_the_place_of_the_message_pressed(tmp_path: Path) -> None:
    _, shown = piped(tmp_path, b"2\n1\n")
    assert shown[len(GREETING) : -1] == ["> 2", "", "the buttons are gone", "> 1", "", "words 1"]


def test_without_any_input_it_greets_and_leaves(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ECHO, tmp_path],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE_S,
        env=environ(),
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines() == [*GREETING, GOODBYE]


def test_a_file_of_lines_is_read_like_a_pipe(tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_bytes(b"one\ntwo\n")
    with lines.open("rb") as typed:
        done = subprocess.run(
            [sys.executable, ECHO, tmp_path],
            stdin=typed,
            capture_output=True,
            timeout=PATIENCE_S,
            env=environ(),
            check=False,
        )
    assert done.returncode == 0
    assert b"words one" in done.stdout
    assert b"words two" in done.stdout


def test_nothing_after_quit_is_read(tmp_path: Path) -> None:
    _, shown = piped(tmp_path, b"/quit\nmore\n")
    assert shown == [*GREETING, "> /quit", GOODBYE]


def test_bytes_that_are_no_words_and_endless_lines_do_no_harm(tmp_path: Path) -> None:
    code, shown = piped(tmp_path, b"\xff\xfe\x00\x1b[2J\n" + b"x" * 1_000_000 + b"\nafter\n")
    assert code == 0
    assert "words after" in shown
    assert sum(line.count("x") for line in shown) <= 2 * MAX_CHARS + len(GREETING)


async def test_an_endless_line_takes_no_endless_memory(tmp_path: Path) -> None:
    (tmp_path / "endless").write_bytes(b"x" * 1_000_000 + b"\nafter")
    with (tmp_path / "endless").open("rb") as typed:
        lines = PlainLines(typed.fileno(), is_seen=False)
        first = await lines.next_line(_nothing)
        assert first is not None
        assert MAX_CHARS < len(first) < 6 * MAX_CHARS
        assert await lines.next_line(_nothing) == "after"
        assert await lines.next_line(_nothing) is None


async def test_an_input_that_cannot_be_read_has_ended(tmp_path: Path) -> None:
    a_folder = os.open(tmp_path, os.O_RDONLY)
    try:
        assert await PlainLines(a_folder, is_seen=True).next_line(_nothing) is None
    finally:
        os.close(a_folder)


def _nothing() -> None:
    """Take note of nothing."""


def test_a_terminal_without_our_letters_gets_question_marks(tmp_path: Path) -> None:
    code, shown = piped(tmp_path, "tea at 5 é\n".encode(), PYTHONIOENCODING="ascii:strict")
    assert code == 0
    assert "words tea at 5 ?" in shown


def test_a_reader_that_goes_away_ends_it_without_a_word(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, ECHO, tmp_path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environ(),
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b"one\n")
        process.stdin.flush()
        assert process.stderr.read() == b""
        assert process.wait(PATIENCE_S) == 0


def test_a_session_shown_is_told_to_the_core_and_then_turns_by_itself(chat: Chat) -> None:
    chat.types("session\r")
    chat.sees("Step 1", "1 Next", "shown 7 True", PROMPT_IS_UP)
    chat.types("turn\r")
    chat.sees("(edited)", "Step 2", "1 Next")
    chat.types("/quit\r")
    assert chat.leaves_with() == 0


@pytest.mark.parametrize(
    ("point", "shown"),
    [
        ("terminal.line_read", ["> crash terminal.line_read", "", ANSWERED, "> session"]),
        ("terminal.before_show", ["> crash terminal.before_show"]),
        ("terminal.after_show", ["> crash terminal.after_show", "", ANSWERED]),
    ],
)
def test_a_crash_point_stands_at_each_turn_of_a_line(
    tmp_path: Path, point: str, shown: list[str]
) -> None:
    # The first line arms the point while it is handled, so its own answer can meet it.
    code, lines = piped(tmp_path, f"crash {point}\nsession\n".encode())
    assert code == CRASHED
    assert lines[len(GREETING) :] == [line.format(point=point) for line in shown]

"""The runner where no terminal is: pipes, files, no input at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.terminal_chat.incoming import MAX_CHARS
from adapters.terminal_chat.lines import PlainLines
from tests.fakes.terminal import ECHO, GOODBYE, GREETING, PATIENCE_S, environ, piped

CRASHED = 9
ANSWERED = "words crash {point}"


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

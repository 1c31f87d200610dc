"""`knead run` at a real terminal, killed from outside in the middle of a session."""

import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.crash.books import open_books
from tests.crash.driver import ROOT, environ
from tests.crash.goals import WALK
from tests.crash.life import make_database
from tests.crash.words import says
from tests.fakes.terminal import AT_LINE_5, PATIENCE_S, WHERE_AM_I

GREETED = "leaves."
STEP = re.compile(r"Step 1 of 5: [^\r\n]+.*?until (\d\d:\d\d:\d\d)", re.DOTALL)
LEFT = re.compile(r"⏱ (\d+) s left")


class Terminal:
    """A person at a terminal in which the bot can be started more than once."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.bot = self._start()

    def _start(self) -> "pexpect.spawn[str]":
        bot = pexpect.spawn(
            sys.executable,
            ["-m", "bot.cli", "run"],
            env=environ(
                PYTHONPATH=str(ROOT),
                TERM="xterm",
                KNEAD_DATABASE_URL=f"sqlite:///{self.database}",
                KNEAD_PROGRAMS_DIR=str(ROOT / "programs"),
            ),
            encoding="utf-8",
            timeout=PATIENCE_S,
            dimensions=(40, 90),
            cwd=str(self.database.parent),
        )
        bot.expect_exact(GREETED)
        return bot

    def is_asked(self) -> None:
        """Wait until the prompt is up and tell it where it stands, as a terminal does."""
        self.bot.expect_exact(WHERE_AM_I)
        self.bot.send(AT_LINE_5)

    def types(self, line: str) -> None:
        self.is_asked()
        self.bot.send(f"{line}\r")

    def sees(self, words: str | re.Pattern[str]) -> str:
        """Wait for words; give what a pattern holds in brackets."""
        if isinstance(words, str):
            self.bot.expect_exact(words)
            return words
        self.bot.expect(words)
        assert isinstance(self.bot.match, re.Match)
        return str(self.bot.match[1])

    def kills(self) -> None:
        os.kill(self.bot.pid, signal.SIGKILL)
        self.bot.expect(pexpect.EOF)
        self.bot.close()
        assert self.bot.signalstatus == signal.SIGKILL

    def starts_again(self) -> None:
        self.bot = self._start()


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    make_database(tmp_path / "bot.db")
    terminal = Terminal(tmp_path / "bot.db")
    yield terminal
    terminal.bot.close(force=True)


def test_a_session_killed_in_the_middle_is_where_it_was(terminal: Terminal) -> None:
    for title, line, _ in WALK:
        terminal.sees(title)
        terminal.types(line)
    terminal.sees(says("subscribe.in"))
    terminal.types("/next")
    terminal.sees("Session 1 of 8")
    terminal.types(says("button.start"))
    terminal.sees(says("ask.before"))
    terminal.types("4")
    terminal.sees(says("saved.score", score=4))
    until = terminal.sees(STEP)
    terminal.is_asked()
    left_s = int(terminal.sees(LEFT))
    assert 0 < left_s <= 70

    terminal.kills()
    with open_books(terminal.database) as books:
        assert books.damage() == "ok"
        assert books.score(1, "before") == 4
    terminal.starts_again()

    terminal.sees(says("subscribe.day", day=1, no=1, of=8))
    terminal.is_asked()
    assert int(terminal.sees(LEFT)) <= left_s
    terminal.bot.send("/today\r")
    assert terminal.sees(STEP) == until
    terminal.types("/next")
    terminal.sees("Step 2 of 5")
    terminal.types("/quit")
    terminal.sees(says("terminal.goodbye"))
    terminal.bot.expect(pexpect.EOF)

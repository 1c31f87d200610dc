"""Starts bots, types to them and reads what they show, with a deadline and no sleeps."""

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from tests.crash.bot_process import MARK, Order

ROOT = Path(__file__).parents[2]
DEADLINE_S = 60  # for one answer; a machine under load is slow, a bot that hangs takes for ever
CHUNK = 65536


class BotEndedError(Exception):
    """The bot is gone; holds what it still showed."""

    def __init__(self, shown: Sequence[str]) -> None:
        super().__init__("\n".join(shown))
        self.shown = tuple(shown)


class BotHangsError(Exception):
    """The bot did not come to what was waited for; holds what it showed instead."""


def points_in(shown: Sequence[str]) -> list[str]:
    """Give the points that were passed."""
    return [line.removeprefix(MARK) for line in shown if line.startswith(MARK)]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it printed."""

    code: int
    text: str


class Bot:
    """A running process; its output comes line by line."""

    def __init__(self, pid: int, typing: int, showing: int, starts: socket.socket) -> None:
        self.pid = pid
        self._typing = typing
        self._showing = showing
        self._starts = starts
        self._begun = b""

    def say(self, line: str, is_settled: Callable[[Sequence[str]], bool]) -> list[str]:
        """Type a line and give what is shown until all is settled.

        Raises:
            BotEndedError: if the process ends before.
        """
        with suppress(BrokenPipeError):  # it is gone: what it showed before is read all the same
            os.write(self._typing, f"{line}\n".encode())
        return self.read(is_settled)

    def read(self, is_settled: Callable[[Sequence[str]], bool]) -> list[str]:
        """Give what is shown until all is settled.

        Raises:
            BotEndedError: if the process ends before.
        """
        shown: list[str] = []
        for line in self._lines(shown):
            shown.append(line)
            if is_settled(shown):
                return shown
        raise BotEndedError(shown)

    def end(self) -> int:
        """Wait for the end and give the exit code; a signal is a negative one."""
        os.close(self._typing)
        os.close(self._showing)
        return int(self._starts.recv(CHUNK))

    def say_last(self, line: str) -> list[str]:
        """Type a line and give all that is shown until the process ends."""
        with suppress(BrokenPipeError):
            os.write(self._typing, f"{line}\n".encode())
        return self.read_all()

    def kill(self) -> int:
        """End the process from outside, by its id, at whatever it is doing."""
        os.kill(self.pid, signal.SIGKILL)
        return self.end()

    def read_all(self) -> list[str]:
        """Give all that is shown until the process ends."""
        try:
            return self.read(lambda _shown: False)
        except BotEndedError as ended:
            return list(ended.shown)

    def _lines(self, shown: Sequence[str]) -> Iterator[str]:
        until = time.monotonic() + DEADLINE_S
        with selectors.DefaultSelector() as selector:
            selector.register(self._showing, selectors.EVENT_READ)
            while True:
                line, newline, rest = self._begun.partition(b"\n")
                if newline:
                    self._begun = rest
                    yield line.decode()
                    continue
                if not selector.select(until - time.monotonic()):
                    raise BotHangsError("\n".join(shown))
                chunk = os.read(self._showing, CHUNK)
                if not chunk:
                    return
                self._begun += chunk


class Bots:
    """Starts bots from one warm process; to be used in a `with`."""

    def __enter__(self) -> "Bots":
        self._starts, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environ = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
        with theirs:
            self._starter = subprocess.Popen(
                [sys.executable, "-m", "tests.crash.bot_process"],
                cwd=ROOT,
                env=environ | {"PYTHONUTF8": "1"},
                stdin=theirs,
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._starts.close()
        self._starter.wait(DEADLINE_S)

    def start(self, order: Order, log: Path) -> Bot:
        """Start a process; what it logs is added to a file."""
        their_stdin, typing = os.pipe()
        showing, their_stdout = os.pipe()
        with _open_log(log) as their_stderr:
            theirs = [their_stdin, their_stdout, their_stderr]
            socket.send_fds(self._starts, [json.dumps(asdict(order)).encode()], theirs)
            pid = int(self._starts.recv(CHUNK))
        os.close(their_stdin)
        os.close(their_stdout)
        return Bot(pid, typing, showing, self._starts)

    def run(self, database: Path, *words: str) -> Ended:
        """Run a `knead` command to its end."""
        log = database.with_suffix(".log")
        bot = self.start(Order(database=str(database), words=words), log)
        shown = bot.read_all()
        return Ended(bot.end(), "\n".join(shown))


@contextmanager
def _open_log(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)

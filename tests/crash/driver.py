"""Starts bots, types to them and reads what they show, with a deadline and no sleeps."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

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


class Pipe:
    """Lines that somebody else writes, read with a deadline; closed by `close`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._begun = b""

    def next_line(self) -> str | None:
        """Give the next whole line, None at the end.

        Raises:
            TimeoutError: if neither comes.
        """
        while (end := self._begun.find(b"\n")) < 0:
            ready, _, _ = select.select([self._descriptor], [], [], DEADLINE_S)
            if not ready:
                raise TimeoutError
            chunk = os.read(self._descriptor, CHUNK)
            if not chunk:
                return None
            self._begun += chunk
        line, self._begun = self._begun[:end], self._begun[end + 1 :]
        return line.decode()

    def close(self) -> None:
        """Read no more."""
        os.close(self._descriptor)


class Bot:
    """A running process; its output comes line by line."""

    def __init__(self, typing: int, showing: Pipe, told: Pipe) -> None:
        self.typing = typing
        self._showing = showing
        self._told = told
        self.pid = int(told.next_line() or 0)

    def say(self, line: str, is_settled: Callable[[Sequence[str]], bool]) -> list[str]:
        """Type a line and give what is shown until all is settled.

        Raises:
            BotEndedError: if the process ends before.
        """
        with suppress(BrokenPipeError):  # it is gone: what it showed before is read all the same
            os.write(self.typing, f"{line}\n".encode())
        return self.read(is_settled)

    def read(self, is_settled: Callable[[Sequence[str]], bool]) -> list[str]:
        """Give what is shown until all is settled.

        Raises:
            BotEndedError: if the process ends before.
            BotHangsError: if it does neither.
        """
        shown: list[str] = []
        try:
            while (line := self._showing.next_line()) is not None:
                shown.append(line)
                if is_settled(shown):
                    return shown
        except TimeoutError:
            raise BotHangsError("\n".join(shown)) from None
        raise BotEndedError(shown)

    def say_last(self, line: str) -> list[str]:
        """Type a line and give all that is shown until the process ends."""
        try:
            return self.say(line, _never)
        except BotEndedError as ended:
            return list(ended.shown)

    def end(self) -> int:
        """Wait for the end and give the exit code; a signal is a negative one."""
        os.close(self.typing)
        code = self._told.next_line()
        self._showing.close()
        self._told.close()
        assert code is not None
        return int(code)

    def kill(self) -> int:
        """End the process from outside, by its id, at whatever it is doing."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return self.end()


def _never(_shown: Sequence[str]) -> bool:
    return False


class Bots:
    """Starts bots from one warm process; to be used in a `with`."""

    def __init__(self, module: str = "tests.crash.bot_process") -> None:
        self._module = module

    def __enter__(self) -> Self:
        self._orders, theirs = socket.socketpair()
        with theirs:
            self._starter = subprocess.Popen(
                [sys.executable, "-m", self._module],
                cwd=ROOT,
                env=_unmeasured(environ(PYTHONUTF8="1")),
                stdin=theirs.fileno(),
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._orders.close()
        self._starter.wait(DEADLINE_S)

    def start(self, order: Order, log: Path) -> Bot:
        """Start a process; what it logs is added to a file."""
        their_stdin, typing = os.pipe()
        showing, their_stdout = os.pipe()
        told, their_told = os.pipe()
        with _open_log(log) as their_stderr:
            theirs = [their_stdin, their_stdout, their_stderr, their_told]
            socket.send_fds(self._orders, [json.dumps(asdict(order)).encode()], theirs)
        for descriptor in (their_stdin, their_stdout, their_told):
            os.close(descriptor)
        return Bot(typing, Pipe(showing), Pipe(told))

    def run(self, database: Path, *words: str) -> Ended:
        """Run a `knead` command to its end."""
        log = database.with_suffix(".log")
        command = self.start(Order(database=str(database), words=words), log)
        shown = command.say_last("")
        return Ended(command.end(), "\n".join(shown))


def environ(**more: str) -> dict[str, str]:
    """Give an environment in which nothing else is set for the bot."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KNEAD_")}
    return kept | more


def _unmeasured(environ: dict[str, str]) -> dict[str, str]:
    # A killed process could not write down what was measured; measuring would only slow it.
    return {name: value for name, value in environ.items() if not name.startswith("COVERAGE")}


@contextmanager
def _open_log(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)

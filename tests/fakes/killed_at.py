"""Kills a process at the nth of some calls: a child that is forked for it and ends there."""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

KILLED = 137
MOST_CALLS = 500


class NthCall:
    """Counts calls, and ends this process before the nth."""

    def __init__(self, nth: int) -> None:
        self._left = nth

    def __call__(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class KilledConnection:
    """A connection that counts its statements, so that a process can end before any of them."""

    def __init__(self, connection: sqlite3.Connection, passes: NthCall) -> None:
        self._connection = connection
        self._passes = passes

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        self._passes()
        return self._connection.execute(sql, *parameters)


def killed_at_each(run: Callable[[NthCall], None], every: int = 1) -> Iterator[int]:
    """Run in one child after another, killed before its first, second … call; give the numbers.

    With `every` only so many calls apart.

    The last child, which comes through, is not given. Between two, the caller looks at what
    is left and puts back what the next child needs.
    """
    for nth in range(1, MOST_CALLS, every):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                run(NthCall(nth))
                code = 0
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            yield nth
            continue
        assert os.WEXITSTATUS(status) == 0, f"the child failed when it was to end at call {nth}"
        return
    raise AssertionError("there is no end to the calls")

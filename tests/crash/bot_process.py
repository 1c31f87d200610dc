"""Starts bots that kill themselves at a named point, each in a process of its own.

Most of a start is importing. So one process imports everything and forks for each order that
comes over its stdin, a socket; an order brings the stdin, stdout and stderr of the new process,
and a pipe for its id and its exit code. What an order says is read by whoever runs it.

Usage: python -m tests.crash.bot_process
"""

import json
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

from bot import cli, wiring
from storage.places import GeoPlaces

MARK = "\x1e"  # begins the line that tells of a point; nothing that a person sees holds it
MOST_BYTES = 4096
PLACES = (0, 1, 2)  # stdin, stdout, stderr
Run = Callable[[str], None]  # what an order starts


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to start: the `knead` command with these words."""

    database: str
    words: tuple[str, ...] = ("chat",)
    point: str = ""
    nth: int = 0
    killed_at: str = ""  # the file that tells of the kill


class KillsItself:
    """Tells of each point it passes; at the nth passing of one it ends the process by SIGKILL."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._left = order.nth

    def __call__(self, point: str) -> None:
        # Past Python's buffers, so that points and words stand in the order of their time.
        os.write(sys.stdout.fileno(), f"{MARK}{point}\n".encode())
        if point == self._order.point:
            self._left -= 1
            if self._left == 0:
                self._end(point)

    def _end(self, point: str) -> None:
        with Path(self._order.killed_at).open("a") as file:
            file.write(f"{point}\n")
            file.flush()
            os.fsync(file.fileno())
        os.kill(os.getpid(), signal.SIGKILL)


def serve(orders: socket.socket, run: Run) -> None:
    """Start what is ordered, until nobody orders any more."""
    told: dict[int, int] = {}  # who runs, and the pipe in which its end is told
    ended, wake = os.pipe2(os.O_NONBLOCK)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    while True:
        ready, _, _ = select.select([orders, ended], [], [])
        if ended in ready:
            os.read(ended, MOST_BYTES)
            _tell_who_ended(told)
        if orders not in ready:
            continue
        text, descriptors, _, _ = socket.recv_fds(orders, MOST_BYTES, len(PLACES) + 1)
        if not text:
            return
        *theirs, tells = descriptors
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for descriptor in (orders.detach(), ended, wake, tells, *told.values()):
                os.close(descriptor)
            _leave_with(partial(become, partial(run, text.decode()), theirs))
        for descriptor in theirs:
            os.close(descriptor)  # or nobody would see the end of what it writes
        os.write(tells, f"{pid}\n".encode())
        told[pid] = tells


def _tell_who_ended(told: dict[int, int]) -> None:
    """Tell the exit code of each that has ended."""
    while told:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        tells = told.pop(pid)
        with suppress(BrokenPipeError):  # nobody wants to know any more
            os.write(tells, f"{os.waitstatus_to_exitcode(status)}\n".encode())
        os.close(tells)


def become(run: Callable[[], None], descriptors: list[int]) -> None:
    """Be the ordered process until it ends."""
    for place, descriptor in zip(PLACES, descriptors, strict=True):
        os.dup2(descriptor, place)
        os.close(descriptor)
    run()


def _leave_with(work: Callable[[], None]) -> NoReturn:
    """Do some work and end this process; nothing of the one that forked may go on in here."""
    code = 1
    try:
        work()
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:  # noqa: BLE001  # it ends here, whatever it is
        traceback.print_exc()
    finally:
        with suppress(OSError):
            sys.stdout.flush()
        os._exit(code)


def run_knead(text: str) -> None:
    """Run the `knead` command of an order."""
    order = Order(**json.loads(text))
    os.environ["KNEAD_DATABASE_URL"] = f"sqlite:///{order.database}"
    wiring.run_terminal = partial(wiring.run_terminal, crash_point=KillsItself(order))
    sys.argv = ["knead", *order.words]
    cli.main()


def share_cities() -> None:
    """Read the cities once for all bots: they never change, and take longer than a start."""
    places = GeoPlaces()
    places.load()
    for name, loaded in vars(places).items():
        setattr(GeoPlaces, name, loaded)  # where each would else be worked out at its first use


if __name__ == "__main__":
    share_cities()
    serve(socket.socket(fileno=sys.stdin.fileno()), run_knead)

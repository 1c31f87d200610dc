"""Starts bots that kill themselves at a named point, each in a process of its own.

Most of a start is importing. So one process imports everything and forks for each order that
comes over its stdin, a socket; an order brings the stdin, stdout and stderr of the new process.

Usage: python -m tests.crash.bot_process
"""

import asyncio
import json
import os
import signal
import socket
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from bot import cli
from bot.config import read_config
from bot.wiring import run_terminal

MARK = "\x1e"  # begins the line that tells of a point; nothing that a person sees holds it
MOST_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to start: a terminal bot, or the `knead` command with these words."""

    database: str
    words: tuple[str, ...] = ()
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


def serve(orders: socket.socket) -> None:
    """Start what is ordered, one process at a time; tell its id, and how it ended."""
    while True:
        text, descriptors, _, _ = socket.recv_fds(orders, MOST_BYTES, 3)
        if not text:
            return
        order = Order(**json.loads(text))
        pid = os.fork()
        if pid == 0:
            orders.close()
            become(order, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        orders.send(str(pid).encode())
        _, status = os.waitpid(pid, 0)
        orders.send(str(os.waitstatus_to_exitcode(status)).encode())


def become(order: Order, descriptors: list[int]) -> NoReturn:
    """Be the ordered process until it ends."""
    code = 1
    try:
        for place, descriptor in enumerate(descriptors):
            os.dup2(descriptor, place)
            os.close(descriptor)
        os.environ["KNEAD_DATABASE_URL"] = f"sqlite:///{order.database}"
        _run(order)
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:  # noqa: BLE001  # nothing of the process that forked may go on in here
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def _run(order: Order) -> None:
    if order.words:
        sys.argv = ["knead", *order.words]
        cli.main()
        return
    config = read_config()
    cli.set_up_logs(config)
    asyncio.run(run_terminal(config, crash_point=KillsItself(order)))


if __name__ == "__main__":
    serve(socket.socket(fileno=sys.stdin.fileno()))

"""Runs the bot's own loops without an event loop: on a store that never waits, neither do they."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class WouldWaitError(Exception):
    """Something asked to wait, and there is no event loop here to wait on."""


def run_now(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end in one go, and give its result.

    Raises:
        WouldWaitError: if it waits for anything.
    """
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    work.close()
    raise WouldWaitError


async def at_once(fn: Callable[[], T], /) -> T:
    """Stand in for a thread: run a function where it is called."""
    return fn()

"""Brings transactions into one batch: the database's thread is held up while they gather."""

import asyncio
import threading
from collections.abc import Callable, Sequence

from bot.ports.store import Tx
from storage.sqlite.store import SqliteStore

Outcome = str | BaseException


async def in_one_batch(
    store: SqliteStore,
    fns: Sequence[Callable[[Tx], str]],
    meanwhile: Callable[[Sequence[asyncio.Task[Outcome]]], None] = lambda _tasks: None,
) -> list[Outcome]:
    """Run functions as one batch and give what each caller got.

    `meanwhile` is called when all wait and none has run.
    """
    entered = asyncio.Event()
    gate = threading.Event()
    loop = asyncio.get_running_loop()

    def hold(_tx: Tx) -> None:
        loop.call_soon_threadsafe(entered.set)
        gate.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(store.transact(hold))
        await entered.wait()
        tasks = [group.create_task(_outcome(store, fn)) for fn in fns]
        await asyncio.sleep(0)  # each task goes up to where it waits
        meanwhile(tasks)
        gate.set()
    return [asyncio.CancelledError() if task.cancelled() else task.result() for task in tasks]


def keeping(key: str) -> Callable[[Tx], str]:
    """Make a function that keeps one fact and gives its key."""

    def keep(tx: Tx) -> str:
        tx.meta.put(key, "kept")
        return key

    return keep


def keeping_then(key: str, error: BaseException) -> Callable[[Tx], str]:
    """Make a function that keeps one fact and then raises."""

    def keep_and_raise(tx: Tx) -> str:
        tx.meta.put(key, "kept")
        raise error

    return keep_and_raise


async def kept(store: SqliteStore, keys: Sequence[str]) -> list[str]:
    """Give those keys of which a fact is kept."""
    return await store.read(lambda tx: [key for key in keys if tx.meta.get(key) is not None])


async def _outcome(store: SqliteStore, fn: Callable[[Tx], str]) -> Outcome:
    try:
        return await store.transact(fn)
    except asyncio.CancelledError:
        raise
    except BaseException as error:  # noqa: BLE001  # it is what is asked for
        return error

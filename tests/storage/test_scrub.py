"""After an erasure and a scrub no byte of a person is left, in the database or in its log."""

import asyncio
import random
import threading
from pathlib import Path

import pytest

from bot.domain.ids import PersonId
from bot.domain.person import Conversation
from bot.ports.store import StorageError, Tx
from storage.sqlite import scrub
from storage.sqlite.store import SqliteStore
from tests.fakes.batch import keeping, kept
from tests.fakes.rows import CHAT, kept_person

CANARY = "canary-7f3k"


def bytes_of(database: Path) -> int:
    return sum(
        file.read_bytes().count(CANARY.encode()) for file in database.parent.glob("bot.db*")
    )


def crowded(tx: Tx) -> list[PersonId]:
    """Make rows of many sizes that push each other from page to page; give those with the mark."""
    rng = random.Random(0)  # noqa: S311  # the same rows each time
    marked: list[PersonId] = []
    for number in rng.sample(range(2_000), 2_000):
        mark = CANARY if rng.random() < 0.2 else "neighbour"
        person_id = kept_person(tx, f"{number}-{mark * rng.randint(1, 12)}").person_id
        question = Conversation(
            person_id=person_id,
            address=CHAT,
            flow="subscribe",
            step="zone",
            draft=mark * rng.randint(1, 30),
            waits_for="text",
            updated_at=1,
        )
        tx.conversations.put(question)
        if mark == CANARY:
            marked.append(person_id)
    return marked


async def test_no_byte_of_an_erased_person_is_left(store: SqliteStore, database: Path) -> None:
    for person_id in await store.transact(crowded):
        await store.transact(lambda tx, person_id=person_id: tx.people.erase(person_id))
    await store.scrub()
    assert await asyncio.to_thread(bytes_of, database) == 0
    assert await store.read(lambda tx: len(tx.people.accounts())) > 1_000


async def test_overwriting_alone_would_leave_some(
    store: SqliteStore, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Why the database is written anew: were this to fail, VACUUM could be spared.
    monkeypatch.setattr(scrub, "REWRITTEN_UP_TO_BYTES", 0)
    for person_id in await store.transact(crowded):
        await store.transact(lambda tx, person_id=person_id: tx.people.erase(person_id))
    await store.scrub()
    assert await asyncio.to_thread(bytes_of, database) > 0


async def test_a_scrub_waits_for_a_read_and_lets_others_write_meanwhile(
    store: SqliteStore, database: Path
) -> None:
    await store.transact(keeping("before"))
    entered, release = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def long_read(tx: Tx) -> str | None:
        held = tx.meta.get("before")
        loop.call_soon_threadsafe(entered.set)
        release.wait()
        return held

    async with asyncio.TaskGroup() as group:
        reading = group.create_task(store.read(long_read))
        await entered.wait()
        scrubbing = group.create_task(store.scrub())
        await store.transact(keeping("meanwhile"))
        await store.transact(keeping("and again"))
        assert not scrubbing.done()
        release.set()
    assert reading.result() == "kept"
    assert await asyncio.to_thread(lambda: Path(f"{database}-wal").stat().st_size) == 0
    assert await kept(store, ["meanwhile", "and again"]) == ["meanwhile", "and again"]


async def test_a_scrub_held_back_too_long_says_so(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite.store.TRIES", 2)
    monkeypatch.setattr(scrub, "TRY_MS", 1)
    await store.transact(keeping("before"))
    entered, release = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def long_read(tx: Tx) -> None:
        tx.meta.get("before")
        loop.call_soon_threadsafe(entered.set)
        release.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(store.read(long_read))
        await entered.wait()
        with pytest.raises(StorageError, match="long read holds the log"):
            await store.scrub()
        release.set()
    await store.scrub()


async def test_the_room_of_the_copy_is_given_back(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_back: list[int] = []
    monkeypatch.setattr(scrub, "_trim", lambda: kept_back.append)
    await store.scrub()
    assert kept_back == []  # too small a copy
    monkeypatch.setattr(scrub, "GIVEN_BACK_FROM_BYTES", 4096)
    await store.scrub()
    assert kept_back == [0]  # bytes that the allocator may hold on to


async def test_where_nothing_can_be_given_back_a_scrub_ends_all_the_same(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrub, "_trim", lambda: None)
    monkeypatch.setattr(scrub, "GIVEN_BACK_FROM_BYTES", 4096)
    await store.scrub()


async def test_nothing_that_was_read_before_a_scrub_stays_in_memory(store: SqliteStore) -> None:
    person = await store.transact(lambda tx: tx.people.add(CHAT, "user canary", "en", 100))
    for read in (store.transact, store.read):
        await read(lambda tx: tx.people.person(person.person_id))
    connections = (store._writer, store._reader)
    assert all(one._committer._tx.people._sql._made for one in connections)
    await store.scrub()
    await store._reader.run_on_thread(lambda _connection: None)  # after what waited there
    assert not any(one._committer._tx.people._sql._made for one in connections)

"""Updates are confirmed only when they are kept, whatever happens in between; over real sockets."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.telegram_chat import api
from adapters.telegram_chat.arrival import Incoming
from adapters.telegram_chat.polling import TRIES_TO_KEEP
from bot.ports.store import DatabaseDamagedError
from tests.adapters.telegram_desk import (
    TelegramDesk,
    ada_is_answered_again,
    offsets,
    open_desk,
    titles,
)
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.people import Person
from tests.fakes.clock import settle

NOT_SAVED = "I could not save that. Try again in a minute."


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[TelegramDesk]:
    async with TelegramEmulator() as emulator, open_desk(emulator, tmp_path / "bot.db") as desk:
        yield desk


@pytest.fixture
def ada(desk: TelegramDesk) -> Person:
    return desk.emulator.person(11)


def seen(desk: TelegramDesk) -> list[str]:
    """Give what is kept of the names of updates."""
    with closing(sqlite3.connect(desk.room.database)) as books:
        return [row[0] for row in books.execute("SELECT update_ref FROM seen_update")]


async def test_a_batch_is_kept_then_answered_and_confirmed_by_the_next_fetch(
    desk: TelegramDesk, ada: Person
) -> None:
    ben = desk.emulator.person(12, first_name="Ben")
    deeds = [ada.sends_command("help"), ben.sends_command("help"), ada.sends_command("privacy")]
    async with desk.polls_and_answers():
        for deed in deeds:
            await desk.confirmed(deed.update_id)
        await desk.answering.is_empty()
    assert titles(ada) == ["Everything I can do", "What is kept about you"]
    assert titles(ben) == ["Everything I can do"]
    assert offsets(desk)[:2] == [None, str((deeds[-1].update_id or 0) + 1)]
    assert desk.polls == 1
    assert await desk.owed() == []


async def test_nothing_is_confirmed_before_it_is_kept(desk: TelegramDesk, ada: Person) -> None:
    deed = ada.sends_command("help")
    with capture_logs():
        async with desk.polls_and_answers():
            with desk.room.kept_busy():
                assert await desk.ticker.wakes() == 1
                await desk.ticker.falls_asleep()
                assert offsets(desk) == [None]
                assert desk.emulator.log.confirmed() == []
            assert await desk.ticker.wakes() == 2
            await desk.confirmed(deed.update_id)
            await desk.answering.is_empty()
    assert titles(ada) == ["Everything I can do"]
    assert desk.ticker.slept == [1, 2]


async def test_what_cannot_be_kept_for_a_minute_is_told_and_let_go(
    desk: TelegramDesk, ada: Person
) -> None:
    first, second = ada.sends_command("help"), ada.sends_command("privacy")
    with capture_logs() as logs:
        async with desk.polls_and_answers():
            with desk.room.kept_busy():
                waited = [await desk.ticker.wakes() for _ in TRIES_TO_KEEP]
                await desk.confirmed(second.update_id)
                await desk.emulator.wait_for(lambda: titles(ada) == [NOT_SAVED, NOT_SAVED])
                assert first.update_id in desk.emulator.log.confirmed()
            await ada_is_answered_again(desk, ada)
    assert sum(waited) == 60
    assert {line["event"] for line in logs} == {"update not saved", "answer not noted"}


async def test_a_stop_ends_what_is_in_hand_and_the_batch_is_answered_once(
    desk: TelegramDesk, ada: Person
) -> None:
    deed = ada.sends_command("help")

    def stop_when_fetched(name: str) -> None:
        if name == "poll.fetched":
            desk.stopping.set()

    desk.crash_point = stop_when_fetched
    await desk.polling().run(desk.stopping)
    assert str(deed.update_id) in seen(desk)
    assert desk.emulator.log.confirmed() == []
    desk.crash_point = lambda _name: None
    desk.stopping.clear()
    async with desk.polls_and_answers():
        await desk.confirmed(deed.update_id)
        await desk.answering.is_empty()
    assert titles(ada) == ["Everything I can do"]


async def test_a_stop_breaks_a_fetch_off_and_what_comes_then_stays_there(
    desk: TelegramDesk, ada: Person
) -> None:
    async with desk.polls_and_answers() as polling:
        await desk.emulator.wait_for(lambda: offsets(desk) == [None])
        desk.stopping.set()
        await polling
    deed = ada.sends_command("help")
    assert [one.update_id for one in desk.emulator.world.updates.waiting] == [deed.update_id]


async def test_ids_that_begin_anew_lower_after_a_quiet_time_are_not_lost(
    desk: TelegramDesk, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "POLL_S", 0)  # a fetch that finds nothing ends at once
    async with desk.polls_and_answers():
        deed = ada.sends_command("help")
        await desk.confirmed(deed.update_id)
        polls = desk.polls
        await desk.emulator.wait_for(lambda: desk.polls > polls + 2)
        # What was confirmed once is not named again: it might be higher than what comes now.
        assert [one for one in offsets(desk) if one] == [str((deed.update_id or 0) + 1)]
        desk.emulator.restart_update_ids(5)
        assert ada.sends_command("privacy").update_id == 5
        await desk.emulator.wait_for(lambda: len(titles(ada)) == 2)
        await desk.confirmed(5)
    assert titles(ada) == ["Everything I can do", "What is kept about you"]


async def test_what_cannot_be_read_is_set_aside_and_blocks_nothing(
    desk: TelegramDesk, ada: Person
) -> None:
    ada.sends_command("help")
    updates = desk.emulator.world.updates
    chat = {"id": 11, "type": "private"}
    with desk.emulator.log.changed:
        nowhere = updates.make("message", {"hello": 1}, chat_id=11, person_id=11)
        here = updates.make("message", {"chat": chat, "from": 7}, chat_id=11, person_id=11)
    last = ada.sends_command("privacy")
    with capture_logs() as logs:
        async with desk.polls_and_answers():
            await desk.confirmed(last.update_id)
            await desk.answering.is_empty()
            # Come again, as after a crash, they are not answered again.
            with desk.emulator.log.changed:
                updates.next_id = nowhere or 0
                updates.make("message", {"hello": 1}, chat_id=11, person_id=11)
                again = updates.make("message", {"chat": chat}, chat_id=11, person_id=11)
            await desk.emulator.wait_for(
                lambda: desk.emulator.log.confirmed().count(again or 0) == 2
            )
            await desk.answering.is_empty()
    assert titles(ada)[::2] == ["Everything I can do", "What is kept about you"]
    assert titles(ada)[1].startswith("That did not work. Nothing was saved.")
    errors = [line for line in logs if line["log_level"] == "error"]
    assert {line["event"] for line in errors} == {"update cannot be read"}
    assert {line["update_ref"] for line in errors} == {str(nowhere), str(here)}


async def test_what_cannot_be_read_waits_too_where_nothing_can_be_saved(
    desk: TelegramDesk,
) -> None:
    with desk.emulator.log.changed:
        bad = desk.emulator.world.updates.make("message", {}, chat_id=11, person_id=11)
    with capture_logs():
        async with desk.polls_and_answers():
            with desk.room.kept_busy():
                await desk.ticker.falls_asleep()
            assert desk.emulator.log.confirmed() == []
            assert await desk.ticker.wakes() == 1
            await desk.confirmed(bad)
    assert seen(desk) == [str(bad)]


async def test_what_has_no_name_is_logged_and_let_go(desk: TelegramDesk) -> None:
    with capture_logs() as logs:
        await desk.inbox.take_all([desk.inbox.read({"message": {}})], desk.ticker)
    assert [line["event"] for line in logs] == ["an update without a name cannot be read"]


async def test_an_edited_message_is_neither_asked_for_nor_answered(
    desk: TelegramDesk, ada: Person
) -> None:
    async with desk.polls_and_answers():
        deed = ada.sends_command("help")
        await desk.confirmed(deed.update_id)
        assert deed.message_id is not None
        assert ada.edits(deed.message_id, "/privacy").update_id is None
        edited = {"update_id": 9, "edited_message": {"message_id": deed.message_id}}
        await desk.inbox.take_all([desk.inbox.read(edited)], desk.ticker)
        await desk.answering.is_empty()
    assert titles(ada) == ["Everything I can do"]


async def test_nothing_is_fetched_while_too_many_answers_wait(
    desk: TelegramDesk, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.service.answering.MOST_WAITING", 1)
    ada.sends_command("help")
    ben = desk.emulator.person(12)
    deed = ben.sends_command("help")
    async with asyncio.TaskGroup() as group:
        polling = group.create_task(desk.polling().run(desk.stopping))
        await desk.emulator.wait_for(lambda: desk.polls == 1)
        while len(seen(desk)) < 2:
            await settle()
        assert len(offsets(desk)) == 1
        async with desk.answers():
            await desk.confirmed(deed.update_id)
        polling.cancel()


async def test_damage_is_handed_to_the_loop_that_ends_the_bot(
    desk: TelegramDesk, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def damaged(_fn: object) -> None:
        raise DatabaseDamagedError

    ada.sends_command("help")
    await desk.inbox.take_all(await fetched(desk), desk.ticker)
    bad = {"update_id": 8, "message": {}}
    batch = [desk.inbox.read(bad), *await fetched(desk)]
    with monkeypatch.context() as patched:
        patched.setattr(desk.room.store, "transact", damaged)
        assert [await desk.inbox.take(one) for one in batch] == [False, False]
        async with desk.answers():
            await desk.answering.is_empty()
    assert len(desk.room.engine.damage) == 3


async def fetched(desk: TelegramDesk) -> list[Incoming]:
    return [desk.inbox.read(raw) for raw in await desk.api.updates(None)]

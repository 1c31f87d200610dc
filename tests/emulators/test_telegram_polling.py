import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.emulators.own_time import StandingTicker
from tests.emulators.plain_client import PlainClient
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.log import Arrived, Noted, UpdateDropped, UpdateHandedOut
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.server import GONE

HOUR_S = 3600
TWICE = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is"
    " running"
)


async def arrived(emulator: TelegramEmulator, count: int) -> None:
    """Wait until that many polls have come."""

    def polls() -> bool:
        came = [one for one in emulator.log.of(Arrived) if one.method == "getUpdates"]
        return len(came) >= count

    await emulator.wait_for(polls)


async def test_an_update_comes_again_until_it_is_confirmed(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    first = (await client.updates())[0]["update_id"]
    assert [one["update_id"] for one in await client.updates()] == [first]
    assert emulator.log.confirmed() == []
    second = ada.writes("more").update_id
    assert second == first + 1
    assert [one["update_id"] for one in await client.updates(offset=second)] == [second]
    assert emulator.log.confirmed() == [first]
    assert await client.updates(offset=second + 1) == []
    assert emulator.log.confirmed() == [first, second]
    handed_out = [one.update_id for one in emulator.log.of(UpdateHandedOut)]
    assert handed_out == [first, first, second]


async def test_no_more_come_than_were_asked_for(client: PlainClient, ada: Person) -> None:
    for number in range(120):
        ada.writes(str(number))
    assert len(await client.updates()) == 100
    assert len(await client.updates(limit=100)) == 100
    assert len(await client.updates(limit=1)) == 1
    assert len(await client.updates(limit=101)) == 100
    assert len(await client.updates(limit=0)) == 100


async def test_a_negative_offset_keeps_the_newest_alone(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    deeds = [ada.writes(text) for text in "abc"]
    assert [one["message"]["text"] for one in await client.updates(offset=-2)] == ["b", "c"]
    left = [one.update_id for one in deeds[1:]]
    assert [one["update_id"] for one in await client.updates()] == left
    assert len(emulator.log.confirmed()) == 2


async def test_a_poll_waits_for_the_next_update(
    client: PlainClient, emulator: TelegramEmulator
) -> None:
    async with asyncio.TaskGroup() as tasks:
        poll = tasks.create_task(client.updates(timeout=50))
        await arrived(emulator, 1)
        assert not poll.done()
        emulator.person(11).writes("hello")
    assert [one["message"]["text"] for one in poll.result()] == ["hello"]


async def test_a_second_poller_sends_the_first_away(
    client: PlainClient, emulator: TelegramEmulator
) -> None:
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(client("getUpdates", timeout=50))
        await arrived(emulator, 1)
        second = tasks.create_task(client("getUpdates", timeout=50))
        answer = await first
        assert not second.done()
        emulator.person(11).writes("hello")
    assert (answer.status, answer.said) == (409, TWICE)
    assert len(second.result().result) == 1


async def test_a_poller_that_has_gone_is_handed_nothing(
    client: PlainClient, emulator: TelegramEmulator
) -> None:
    async with asyncio.TaskGroup() as tasks:
        poll = tasks.create_task(client.updates(timeout=50))
        await arrived(emulator, 1)
        poll.cancel()
    await emulator.wait_for(lambda: [one for one in emulator.log.of(Noted) if GONE in one.what])
    emulator.person(11).writes("hello")
    assert emulator.log.of(UpdateHandedOut) == []
    assert len(await client.updates()) == 1


async def test_a_webhook_forbids_polling_and_ends_a_poll(
    client: PlainClient, emulator: TelegramEmulator
) -> None:
    async with asyncio.TaskGroup() as tasks:
        poll = tasks.create_task(client("getUpdates", timeout=50))
        await arrived(emulator, 1)
        assert (await client("setWebhook", url="http://127.0.0.1:1/hook")).ok
    assert poll.result().said == "Conflict: terminated by setWebhook request"
    answer = await client("getUpdates")
    assert answer.status == 409
    assert "use deleteWebhook" in answer.said
    assert (await client("deleteWebhook")).ok
    assert await client.updates() == []


async def test_an_update_waits_a_day(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    emulator.clock.move_on(23 * HOUR_S)
    kept = ada.writes("later").update_id
    emulator.clock.move_on(HOUR_S)
    assert [one["update_id"] for one in await client.updates()] == [kept]
    assert [one.why for one in emulator.log.of(UpdateDropped)] == ["too old"]
    assert emulator.log.confirmed() == []


async def test_a_press_waits_150_seconds(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    ada.presses_made("y", 1)
    emulator.clock.move_on(149)
    assert len(await client.updates()) == 2
    emulator.clock.move_on(1)
    assert [list(one)[1] for one in await client.updates()] == ["message"]


async def test_what_is_wanted_is_kept_until_it_is_said_again(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    await client.updates(allowed_updates=["message"])
    assert ada.presses_made("y", 1).update_id is None
    await client.updates()
    assert ada.blocks().update_id is None
    assert ada.unblocks().update_id is None
    await client.updates(allowed_updates=[])
    assert ada.presses_made("y", 1).update_id is not None
    assert ada.blocks().update_id is not None


async def test_the_numbers_may_start_again_lower_and_nothing_is_lost(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    old = (await client.updates())[-1]["update_id"]
    assert await client.updates(offset=old + 1) == []
    emulator.restart_update_ids(500)
    ada.writes("hello")
    # The offset from before lies in the future now: it confirms nothing and hides nothing.
    assert [one["update_id"] for one in await client.updates(offset=old + 1)] == [500]
    assert emulator.log.confirmed() == [old]
    emulator.restart_update_ids(9000)
    ada.writes("again")
    assert [one["update_id"] for one in await client.updates(offset=501)] == [9000]


@pytest.fixture
def ticker() -> StandingTicker:
    return StandingTicker()


@pytest.fixture
async def guarded(ticker: StandingTicker) -> AsyncIterator[PlainClient]:
    """Give a client of a server that slows down hasty pollers, with three updates waiting."""
    async with TelegramEmulator(ticker=ticker) as emulator, aiohttp.ClientSession() as session:
        for text in "abc":
            emulator.person(11).writes(text)
        yield PlainClient(session, emulator)


async def test_the_same_offset_at_once_gives_one_update(
    guarded: PlainClient, ticker: StandingTicker
) -> None:
    assert len(await guarded.updates()) == 3
    ticker.now += 0.49
    assert len(await guarded.updates()) == 1
    ticker.now += 0.5
    assert len(await guarded.updates()) == 3


async def test_the_same_offset_within_three_seconds_waits_for_three(
    guarded: PlainClient, ticker: StandingTicker
) -> None:
    emulator = guarded.emulator
    last = (await guarded.updates())[-1]["update_id"]
    assert await guarded.updates(offset=last + 1) == []
    ticker.now += 2.9
    async with asyncio.TaskGroup() as tasks:
        poll = tasks.create_task(guarded.updates(offset=last + 1))
        await arrived(emulator, 3)
        emulator.person(11).writes("d")
    assert len(poll.result()) == 1
    ticker.now += 3
    assert len(await guarded.updates(offset=last + 1)) == 1
    ticker.now += 3
    assert await guarded.updates(offset=last + 2) == []

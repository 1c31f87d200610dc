import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.emulators.bot_server import BotServer, bot_server
from tests.emulators.plain_client import PlainClient
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.log import Noted, UpdateDropped
from tests.emulators.telegram.people import Person

HOUR_S = 3600


@pytest.fixture
async def bot(emulator: TelegramEmulator) -> AsyncIterator[BotServer]:
    async with bot_server() as bot:
        yield bot
        emulator.webhook.forget()


async def hooked(client: PlainClient, bot: BotServer, **given: Any) -> None:
    assert (await client("setWebhook", url=f"{bot.url}/hook", **given)).ok


async def confirmed(emulator: TelegramEmulator, count: int) -> list[int]:
    await emulator.wait_for(lambda: len(emulator.log.confirmed()) >= count)
    return emulator.log.confirmed()


def retries(emulator: TelegramEmulator) -> list[str]:
    """Give what the log says of each failed post."""
    return [one.what for one in emulator.log.of(Noted) if one.what.startswith("webhook: ")]


async def test_an_update_is_posted_with_the_secret_and_confirmed_by_2xx(
    client: PlainClient, emulator: TelegramEmulator, bot: BotServer, ada: Person
) -> None:
    said = "a-Z_9"
    await hooked(client, bot, secret_token=said)
    first = await confirmed(emulator, 1)
    assert await bot.got(1) == first
    assert bot.posted[0]["message"]["text"] == "/start"
    assert (bot.secrets, bot.paths) == ([said], ["/hook"])


async def test_without_a_secret_there_is_no_header(
    client: PlainClient, emulator: TelegramEmulator, bot: BotServer, ada: Person
) -> None:
    await hooked(client, bot)
    await bot.got(1)
    assert bot.secrets == [None]


async def test_a_failed_update_comes_again_and_holds_up_its_chat_alone(
    client: PlainClient, emulator: TelegramEmulator, bot: BotServer, ada: Person
) -> None:
    bot.statuses = [503, 500]
    first = emulator.world.updates.waiting[0].update_id
    second = ada.writes("second").update_id
    await hooked(client, bot)
    await emulator.wait_for(lambda: len(retries(emulator)) == 2)  # the third waits for 2 seconds
    other = emulator.person(12).writes("hello").update_id
    assert await confirmed(emulator, 1) == [other]
    emulator.clock.move_on(2)
    assert await confirmed(emulator, 3) == [other, first, second]
    assert await bot.got(5) == [first, first, other, first, second]


async def test_retries_are_ever_further_apart(
    client: PlainClient, emulator: TelegramEmulator, bot: BotServer, ada: Person
) -> None:
    bot.statuses = [500] * 9
    await hooked(client, bot)
    for count in range(1, 10):
        await emulator.wait_for(lambda count=count: len(retries(emulator)) == count)
        emulator.clock.move_on(120)
    await confirmed(emulator, 1)
    waits = [int(one.split("again in ")[1].split()[0]) for one in retries(emulator)]
    assert waits[:7] == [0, 2, 4, 8, 16, 32, 64]
    assert all(60 <= wait <= 120 for wait in waits[7:])


async def test_retry_after_is_obeyed(
    client: PlainClient, emulator: TelegramEmulator, bot: BotServer, ada: Person
) -> None:
    bot.statuses, bot.headers = [503, 503], {"Retry-After": "90"}
    await hooked(client, bot)
    await emulator.wait_for(lambda: len(retries(emulator)) == 1)
    bot.headers = {"Retry-After": "4000"}
    emulator.clock.move_on(90)
    await emulator.wait_for(lambda: len(retries(emulator)) == 2)
    assert [one.split("; ")[1] for one in retries(emulator)] == [
        "again in 90 s",
        "again in 3600 s",
    ]


async def test_the_waits_can_be_shortened(
    client: PlainClient, emulator: TelegramEmulator, bot: BotServer, ada: Person
) -> None:
    emulator.webhook.pace = 0
    bot.statuses = [500] * 8
    await hooked(client, bot)
    await confirmed(emulator, 1)
    assert len(bot.posted) == 9


async def test_a_press_does_not_wait_for_the_messages_of_its_chat(
    client: PlainClient, emulator: TelegramEmulator, bot: BotServer, ada: Person
) -> None:
    bot.held = asyncio.Event()
    await hooked(client, bot)
    first = await bot.got(1)
    ada.writes("second")
    press = ada.presses_made("y", 1).update_id
    assert await bot.got(2) == [*first, press]
    bot.held.set()
    await confirmed(emulator, 3)


async def test_no_more_are_posted_at_a_time_than_was_asked_for(
    client: PlainClient, emulator: TelegramEmulator, bot: BotServer
) -> None:
    bot.held = asyncio.Event()
    await hooked(client, bot, max_connections=2)
    deeds = [emulator.person(number).writes("hello").update_id for number in range(11, 15)]
    assert await bot.got(2) == deeds[:2]
    assert emulator.log.confirmed() == []
    bot.held.set()
    assert sorted(await confirmed(emulator, 4)) == deeds


async def test_an_update_is_given_up_after_a_day(
    client: PlainClient, emulator: TelegramEmulator, bot: BotServer, ada: Person
) -> None:
    bot.statuses, bot.headers = [500], {"Retry-After": "3600"}
    await hooked(client, bot)
    await emulator.wait_for(lambda: len(retries(emulator)) == 1)
    emulator.clock.move_on(24 * HOUR_S)
    await emulator.wait_for(lambda: emulator.log.of(UpdateDropped))
    later = ada.writes("again").update_id
    assert await confirmed(emulator, 1) == [later]


async def test_a_bot_that_cannot_be_reached_is_tried_again(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    assert (await client("setWebhook", url="http://127.0.0.1:1/hook")).ok
    await emulator.wait_for(lambda: len(retries(emulator)) == 2)
    info = (await client("getWebhookInfo")).result
    assert "connection failed" in info["last_error_message"]
    assert (info["url"], info["pending_update_count"]) == ("http://127.0.0.1:1/hook", 1)


async def test_a_bot_that_does_not_answer_in_time_is_tried_again(
    client: PlainClient, emulator: TelegramEmulator, bot: BotServer, ada: Person
) -> None:
    assert emulator.webhook.answer_within_s == 60
    emulator.webhook.answer_within_s = 0.05
    bot.held = asyncio.Event()
    await hooked(client, bot)
    await emulator.wait_for(lambda: retries(emulator))
    assert "TimeoutError" in retries(emulator)[0]
    assert emulator.log.confirmed() == []
    bot.held.set()
    emulator.webhook.answer_within_s = 60
    emulator.webhook.pace = 0
    await confirmed(emulator, 1)


async def test_a_public_address_is_called_at_the_proxy_that_stands_for_it(
    client: PlainClient, emulator: TelegramEmulator, bot: BotServer, ada: Person
) -> None:
    emulator.webhook.behind = bot.url
    assert (await client("setWebhook", url="https://bot.example.org/a/hook")).ok
    await confirmed(emulator, 1)
    assert bot.paths == ["/a/hook"]


async def test_another_webhook_gets_what_the_first_did_not_take(
    client: PlainClient, emulator: TelegramEmulator, bot: BotServer, ada: Person
) -> None:
    bot.statuses, bot.headers = [500], {"Retry-After": "3600"}
    await hooked(client, bot)
    await emulator.wait_for(lambda: len(retries(emulator)) == 1)
    assert (await client("setWebhook", url=f"{bot.url}/other")).ok
    await confirmed(emulator, 1)
    assert bot.paths == ["/hook", "/other"]


async def test_what_waits_can_be_dropped(
    client: PlainClient, emulator: TelegramEmulator, bot: BotServer, ada: Person
) -> None:
    assert (await client("deleteWebhook", drop_pending_updates=True)).ok
    assert await client.updates() == []
    ada.writes("again")
    await hooked(client, bot, drop_pending_updates=True, allowed_updates=["message"])
    kept = ada.writes("kept").update_id
    assert await bot.got(1) == [kept]
    info = (await client("getWebhookInfo")).result
    assert (info["max_connections"], info["allowed_updates"]) == (40, ["message"])


@pytest.mark.parametrize(
    "given",
    [
        {"url": "http://bot.example.org/hook"},
        {"url": "https://bot.example.org:8080/hook"},
        {"url": "ftp://127.0.0.1/hook"},
        {"url": "http://127.0.0.1/hook", "secret_token": "a" * 257},
        {"url": "http://127.0.0.1/hook", "secret_token": "a b"},
        {"url": "http://127.0.0.1/hook", "max_connections": 0},
        {"url": "http://127.0.0.1/hook", "max_connections": 101},
    ],
)
async def test_a_webhook_that_could_not_be_called_is_refused(
    client: PlainClient, given: dict[str, Any]
) -> None:
    answer = await client("setWebhook", **given)
    assert answer.said.startswith("bad webhook: ")
    assert (await client("getWebhookInfo")).result["url"] == ""


@pytest.mark.parametrize("port", [443, 80, 88, 8443])
async def test_the_largest_webhook_is_taken(client: PlainClient, port: int) -> None:
    url = f"https://bot.example.org:{port}/hook"
    answer = await client("setWebhook", url=url, secret_token="a" * 256, max_connections=100)
    assert answer.ok

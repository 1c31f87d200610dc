"""A token is made ready: a network that is down, a token that is wrong, the way in, the menus."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.telegram_chat.api import BotApi
from adapters.telegram_chat.arrival import Me
from adapters.telegram_chat.connect import TokenRefusedError, Webhook, greet
from adapters.telegram_chat.faults import UnclearError
from bot.config import SettingError
from bot.ports.meter import NoMeter
from bot.telegram_side import MENUS, TelegramSide, menus_of
from tests.adapters.telegram_desk import TelegramDesk, open_api, open_desk
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.faults import Delay, NotJson, ServerError
from tests.fakes.raw_calls import TOKEN, answering
from tests.fakes.raw_server import RawServer
from tests.fakes.woken_ticker import WokenTicker
from tests.service.shelf import english

HOOK = Webhook("https://knead.example.org/telegram", "a-secret")


@pytest.fixture
async def emulator() -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator() as emulator:
        yield emulator
        assert emulator.faults_of_ours == []


@pytest.fixture
async def api(emulator: TelegramEmulator) -> AsyncIterator[BotApi]:
    async with open_api(emulator) as api:
        yield api


async def test_a_network_that_is_down_is_waited_for(
    emulator: TelegramEmulator, api: BotApi
) -> None:
    await emulator.refuse_connections()
    ticker = WokenTicker()
    with capture_logs() as logs:
        async with asyncio.TaskGroup() as group:
            greeting = group.create_task(greet(api, None, ticker))
            assert [await ticker.wakes() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
            await ticker.falls_asleep()
            await emulator.listen_again()
            await ticker.wakes()
            assert await greeting == Me(user_id=emulator.bot_id, username="knead_test_bot")
    assert {line["event"] for line in logs} == {"Telegram cannot be reached yet"}


@pytest.mark.parametrize("fault", [ServerError(code=502, html=True), NotJson()], ids=str)
@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
async def test_a_platform_in_trouble_is_waited_for(
    emulator: TelegramEmulator, api: BotApi, method: str, fault: ServerError | NotJson
) -> None:
    emulator.fail_next(method, fault)
    ticker = WokenTicker()
    with capture_logs():
        async with asyncio.TaskGroup() as group:
            greeting = group.create_task(greet(api, None, ticker))
            assert await ticker.wakes() == 1
            assert (await greeting).user_id == emulator.bot_id


async def test_a_wrong_token_is_not_tried_again(emulator: TelegramEmulator, api: BotApi) -> None:
    emulator.revoke_token()
    with pytest.raises(TokenRefusedError) as caught:
        await greet(api, None, WokenTicker())
    assert caught.value.__suppress_context__
    assert len(emulator.log.requests()) == 1


async def test_updates_are_posted_with_a_secret_or_wait_to_be_asked_for(
    emulator: TelegramEmulator, api: BotApi
) -> None:
    for webhook, url in ((HOOK, HOOK.url), (None, ""), (HOOK, HOOK.url)):
        await greet(api, webhook, WokenTicker())
        assert (await api.call("getWebhookInfo"))["url"] == url
    given = emulator.log.requests("setWebhook")[-1].given
    assert given["secret_token"] == HOOK.secret
    assert given["allowed_updates"] == '["message", "callback_query", "my_chat_member"]'
    # What waits already is not dropped.
    assert {"drop_pending_updates"}.isdisjoint(given)


@pytest.mark.parametrize(
    ("result", "method"),
    [([], "getMe"), ({"id": 1}, "getMe"), ({}, "getUpdates"), ([], "sendMessage")],
)
async def test_an_answer_without_what_was_asked_for_is_unclear(
    result: object, method: str
) -> None:
    async with RawServer(answering(200, {"ok": True, "result": result})) as server:
        api = BotApi(TOKEN, f"http://127.0.0.1:{server.port}")
        await api.open()
        asked = {
            "getMe": lambda: greet(api, None, WokenTicker()),
            "getUpdates": lambda: api.updates(None),
            "sendMessage": lambda: api.message("sendMessage", chat_id=1, text="x"),
        }
        if method == "getMe":
            await is_waited_for(api)
        else:
            with pytest.raises(UnclearError):
                await asked[method]()
        await api.close_all()


async def is_waited_for(api: BotApi) -> None:
    ticker = WokenTicker()
    with capture_logs() as logs:
        async with asyncio.TaskGroup() as group:
            greeting = group.create_task(greet(api, None, ticker))
            await ticker.falls_asleep()
            greeting.cancel()
    assert [line["kind"] for line in logs] == ["UnclearError"]


# the side of a bot that speaks with Telegram


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[TelegramDesk]:
    async with TelegramEmulator() as emulator, open_desk(emulator, tmp_path / "bot.db") as desk:
        yield desk


def side_of(desk: TelegramDesk, webhook: Webhook | None = None) -> TelegramSide:
    return TelegramSide(
        engine=desk.room.engine,
        answering=desk.answering,
        api=desk.api,
        messenger=desk.messenger,
        meter=NoMeter(),
        webhook=webhook,
    )


def menus_sent(desk: TelegramDesk) -> int:
    return len(desk.emulator.log.requests("setMyCommands"))


async def test_the_menus_are_sent_at_the_first_start_and_when_they_changed(
    desk: TelegramDesk,
) -> None:
    for start, sent in ((1, 2), (2, 2), (3, 2)):
        assert await side_of(desk).connect(asyncio.Event()) == "knead_test_bot", start
        assert menus_sent(desk) == sent
    await desk.room.store.transact(lambda tx: tx.meta.put(MENUS, "another version's"))
    await side_of(desk).connect(asyncio.Event())
    assert menus_sent(desk) == 4
    private, groups = menus_of(english())
    shown = desk.emulator.world.commands
    names = {len(listed): [one["command"] for one in listed] for listed in shown.values()}
    assert names[len(private.commands)] == [one.command for one in private.commands]
    assert names[len(groups.commands)] == ["today", "help"]


async def test_menus_that_were_not_taken_are_sent_at_the_next_start(desk: TelegramDesk) -> None:
    desk.emulator.fail_next("setMyCommands", ServerError(code=500))
    with capture_logs() as logs:
        assert await side_of(desk).connect(asyncio.Event()) == "knead_test_bot"
    assert [line["event"] for line in logs] == ["the menu of commands was not set"]
    await side_of(desk).connect(asyncio.Event())
    assert len(desk.emulator.log.requests("setMyCommands", ok=True)) >= 2
    before = menus_sent(desk)
    await side_of(desk).connect(asyncio.Event())
    assert menus_sent(desk) == before


async def test_a_wrong_token_names_the_setting(desk: TelegramDesk) -> None:
    desk.emulator.revoke_token()
    with pytest.raises(SettingError, match="KNEAD_TELEGRAM_TOKEN: Telegram does not know"):
        await side_of(desk).connect(asyncio.Event())


async def test_an_address_that_telegram_does_not_take_names_the_setting(
    desk: TelegramDesk,
) -> None:
    plain_http = Webhook("http://knead.example.org/telegram", "a-secret")
    with pytest.raises(SettingError) as caught:
        await side_of(desk, plain_http).connect(asyncio.Event())
    assert str(caught.value) == (
        "KNEAD_TELEGRAM_WEBHOOK_URL: Telegram does not post there "
        "(Bad webhook: an https url must be provided for webhook)."
    )


async def test_a_stop_ends_the_wait_for_the_network(desk: TelegramDesk) -> None:
    stopping, never = asyncio.Event(), asyncio.Event()
    desk.emulator.fail_next("getMe", Delay(until=never))
    async with asyncio.TaskGroup() as group:
        connecting = group.create_task(side_of(desk).connect(stopping))
        await desk.emulator.wait_for(lambda: "getMe" in desk.emulator.log.tail())
        stopping.set()
        assert await connecting is None
    never.set()


async def test_updates_are_not_asked_for_before_it_is_known_who_the_bot_is(
    desk: TelegramDesk,
) -> None:
    stopping = asyncio.Event()
    stopping.set()
    side = side_of(desk)
    await side.listen(stopping)
    assert side.routes("/telegram") == ()
    assert desk.emulator.log.requests() == []

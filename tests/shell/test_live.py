"""`knead run` on Telegram: its start, its pages, its end, and the settings that it refuses."""

import asyncio
import json
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

import bot.live
import bot.opening
import bot.telegram_side
from bot.config import Config, SettingError
from bot.live import refuse_bad_settings, run_live
from bot.opening import unwrapped
from bot.ports.store import DatabaseDamagedError
from bot.service import loops
from tests.adapters.telegram_desk import free
from tests.adapters.telegram_people import joins
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.faults import Delay
from tests.emulators.telegram.log import Arrived, Noted
from tests.fakes.clock import settle
from tests.fakes.raw_http import ask
from tests.shell.command_line import world
from tests.shell.live_bot import free_port, live, settings

STARTED = ["Knead is on Telegram as @knead_test_bot."]


@pytest.fixture
async def emulator(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TelegramEmulator]:
    monkeypatch.setattr(bot.opening, "GeoPlaces", world)
    async with TelegramEmulator() as emulator:
        emulator.rules.poll_guard = False
        yield emulator
        assert emulator.faults_of_ours == []


def owed(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "bot.db")) as books:
        return int(books.execute("SELECT count(*) FROM owed_answer").fetchone()[0])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_says_one_line_answers_and_ends_at_a_signal(
    emulator: TelegramEmulator, tmp_path: Path, number: signal.Signals
) -> None:
    ada = emulator.person(11)
    ada.opens_link("")
    async with live(emulator, settings(emulator, tmp_path)) as knead:
        await emulator.wait_for(lambda: ada.chat.last)
        await knead.ends_at(number)
    assert knead.said == STARTED
    assert owed(tmp_path) == 0


async def test_its_port_tells_how_it_is_and_what_it_did(
    emulator: TelegramEmulator, tmp_path: Path
) -> None:
    port = free_port()
    ada = emulator.person(11)
    async with live(emulator, settings(emulator, tmp_path, http_port=port)):
        ada.sends_command("help")
        await emulator.wait_for(lambda: ada.chat.last)
        health = await ask(port, "GET", "/healthz")
        while b'knead_answers_total{outcome="sent",platform="telegram"} 1.0' not in (
            metrics := (await ask(port, "GET", "/metrics")).body
        ):
            pass
        assert (await ask(port, "POST", "/telegram")).status == 404
    assert health.status == 200
    checks = json.loads(health.body)["checks"]
    assert {name: check["ok"] for name, check in checks.items()} == {
        "database": True,
        "round": True,
        "oldest_due": True,
        "telegram_poll": True,
    }
    assert b"knead_oldest_due_age_seconds 0.0" in metrics
    assert emulator.token.encode() not in metrics


async def test_a_database_that_does_not_answer_is_not_well(
    emulator: TelegramEmulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_live: object) -> float:
        raise DatabaseDamagedError

    port = free_port()
    async with live(emulator, settings(emulator, tmp_path, http_port=port)):
        monkeypatch.setattr(bot.live, "_oldest_due_age_s", broken)
        health = await ask(port, "GET", "/healthz")
    assert health.status == 503
    assert json.loads(health.body)["checks"]["database"] == {"ok": False}


async def test_a_page_that_fails_is_logged_and_ends_nothing(
    emulator: TelegramEmulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    with capture_logs() as logs:
        async with live(emulator, settings(emulator, tmp_path, http_port=port)):
            monkeypatch.setattr(bot.live, "judge", None)
            assert (await ask(port, "GET", "/healthz")).status == 500
    assert [line["event"] for line in logs] == ["a web request failed"]


async def test_updates_are_posted_to_its_port_where_a_webhook_is_set(
    emulator: TelegramEmulator, tmp_path: Path
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/telegram"
    emulator.webhook.pace = 0
    ada = emulator.person(11)
    config = settings(emulator, tmp_path, http_port=port, telegram_webhook_url=url)
    async with live(emulator, config):
        deed = ada.sends_command("help")
        await emulator.wait_for(lambda: deed.update_id in emulator.log.confirmed())
        await emulator.wait_for(lambda: ada.chat.last)
        forged = await ask(port, "POST", "/telegram", body=b'{"update_id":1}')
        emulator.webhook.forget()
    assert forged.status == 403
    assert emulator.log.requests("getUpdates") == []
    # A start without a webhook takes it away again.
    async with live(emulator, settings(emulator, tmp_path)):
        ada.sends_command("help")
        await emulator.wait_for(lambda: len(ada.chat.from_bot) == 2)


async def test_a_send_under_way_is_ended_and_noted_before_the_end(
    emulator: TelegramEmulator, tmp_path: Path
) -> None:
    let_go = asyncio.Event()
    emulator.fail_next("sendMessage", Delay(until=let_go))
    ada = emulator.person(11)
    async with live(emulator, settings(emulator, tmp_path)) as knead:
        ada.sends_command("help")
        await emulator.wait_for(lambda: arrived(emulator, "sendMessage"))
        signal.raise_signal(signal.SIGTERM)
        await emulator.wait_for(lambda: has_stopped_polling(emulator))
        await settle(200)
        assert not knead.task.done()
        let_go.set()
        await knead.task
    assert ada.chat.last is not None
    assert owed(tmp_path) == 0
    assert len(ada.chat.from_bot) == 1


async def test_what_cannot_be_ended_in_time_is_left_to_the_next_start(
    emulator: TelegramEmulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.live, "DRAIN_S", 0)
    never = asyncio.Event()
    emulator.fail_next("sendMessage", Delay(until=never))
    ada = emulator.person(11)
    with capture_logs() as logs:
        async with live(emulator, settings(emulator, tmp_path)) as knead:
            ada.sends_command("help")
            await emulator.wait_for(lambda: arrived(emulator, "sendMessage"))
            await knead.ends_at()
    assert [line["event"] for line in logs] == [
        "not all was sent in time; the next start goes on with it"
    ]
    assert owed(tmp_path) == 1
    async with live(emulator, settings(emulator, tmp_path)):
        await emulator.wait_for(lambda: ada.chat.last)
    assert owed(tmp_path) == 0
    never.set()


def has_stopped_polling(emulator: TelegramEmulator) -> bool:
    told = [one.what for one in emulator.log.of(Noted)]
    return any(what.startswith("getUpdates") and what.endswith("has gone") for what in told)


def arrived(emulator: TelegramEmulator, method: str) -> bool:
    return any(one.method == method for one in emulator.log.of(Arrived))


async def test_a_fast_clock_brings_what_is_due_where_nobody_is_real(
    emulator: TelegramEmulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.telegram_side, "Limits", lambda _per_second: free())
    ada = emulator.person(11)
    async with live(emulator, settings(emulator, tmp_path), clock_speed=1_000_000):
        await joins(emulator, ada)
        count = len(ada.chat.from_bot)
        # The first session comes without being asked for.
        await emulator.wait_for(lambda: len(ada.chat.from_bot) > count)


async def test_a_stop_while_telegram_is_silent_ends_it_before_it_began(
    emulator: TelegramEmulator, tmp_path: Path
) -> None:
    never = asyncio.Event()
    emulator.fail_next("getMe", Delay(until=never))
    said: list[str] = []
    async with asyncio.TaskGroup() as group:
        task = group.create_task(run_live(settings(emulator, tmp_path), say=said.append))
        await emulator.wait_for(lambda: arrived(emulator, "getMe"))
        signal.raise_signal(signal.SIGTERM)
        await task
    assert said == []
    never.set()


async def test_damage_that_is_found_while_it_runs_ends_it(
    emulator: TelegramEmulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def damaged(_engine: object) -> None:
        raise DatabaseDamagedError("torn")

    monkeypatch.setattr(loops, "run", damaged)
    with pytest.raises(DatabaseDamagedError, match="torn"):
        await run_live(settings(emulator, tmp_path), say=lambda _line: None)


async def test_a_port_that_is_taken_names_the_setting(
    emulator: TelegramEmulator, tmp_path: Path
) -> None:
    port = int(emulator.url.rsplit(":", 1)[1])
    with pytest.raises(SettingError, match=f"KNEAD_HTTP_PORT: port {port} is in use"):
        await run_live(settings(emulator, tmp_path, http_port=port), say=lambda _line: None)


async def test_without_a_token_the_setting_is_named(
    emulator: TelegramEmulator, tmp_path: Path
) -> None:
    with pytest.raises(SettingError, match="KNEAD_TELEGRAM_TOKEN: set the token"):
        await run_live(settings(emulator, tmp_path, telegram_token=None))


def test_of_errors_within_errors_the_first_is_told() -> None:
    first = DatabaseDamagedError("first")
    inner = BaseExceptionGroup("inner", [first, ValueError("second")])
    assert unwrapped(BaseExceptionGroup("outer", [inner, KeyError("third")])) is first


# settings that would mislead people

REAL = {"telegram_api_url": "https://api.telegram.org"}
PEOPLE = {"operator_name": "The Knee Club", "emergency_number": "112"}


@pytest.mark.parametrize(
    ("given", "speed", "named"),
    [
        ({"telegram_webhook_url": "https://k.example.org/t"}, 0, "KNEAD_HTTP_PORT: set the port"),
        (REAL | PEOPLE, 60, "--clock-speed cannot run"),
        (REAL | {"emergency_number": "112"}, 0, "KNEAD_OPERATOR_NAME: set it"),
        (REAL | {"operator_name": "Us"}, 0, "KNEAD_EMERGENCY_NUMBER: set it"),
        (REAL | PEOPLE, 0, ""),
        ({}, 60, ""),
        ({"telegram_api_url": "http://localhost:8081/"}, 60, ""),
        ({"telegram_api_url": "http://localhost.example.org"}, 60, "--clock-speed cannot run"),
    ],
)
def test_settings_that_would_mislead_people_are_refused(
    given: dict[str, str], speed: int, named: str
) -> None:
    config = Config(_env_file=None, **{"telegram_api_url": "http://127.0.0.1:1"} | given)
    if not named:
        refuse_bad_settings(config, speed)
        return
    with pytest.raises(SettingError) as caught:
        refuse_bad_settings(config, speed)
    assert str(caught.value).startswith(named)

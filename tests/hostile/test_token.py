"""The token is the bot: it shows in no log at any level, no error, no page, no list of processes."""

import asyncio
import base64
import logging
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import structlog
from structlog.testing import capture_logs
from telegram.error import TelegramError

import bot.opening
from adapters.telegram_chat.connect import TokenRefusedError, Webhook, greet
from bot.config import Config
from bot.domain.ids import DeliveryId
from tests.adapters.telegram_desk import CHAT, Wire, open_wire, words
from tests.emulators.telegram import TelegramEmulator, ThreadedEmulator
from tests.emulators.telegram.emulator import TOKEN
from tests.emulators.telegram.faults import (
    Fault,
    NotJson,
    Reset,
    ServerError,
    TooManyRequests,
    Truncated,
)
from tests.fakes.raw_http import ask
from tests.fakes.woken_ticker import WokenTicker
from tests.shell.command_line import PATIENCE_S, PROGRAMS, Knead, world
from tests.shell.live_bot import free_port, live, settings

SECRET = TOKEN.partition(":")[2]
FORMS = (  # each as it could be written; the id before the colon is no secret
    SECRET,
    SECRET.lower(),
    quote(SECRET, safe=""),
    base64.b64encode(TOKEN.encode()).decode().rstrip("="),
    base64.b64encode(SECRET.encode()).decode().rstrip("="),
    TOKEN.encode().hex(),
    SECRET.encode().hex(),
    SECRET[::-1],
    SECRET[:16],
    SECRET[-16:],
)
FAULTS: tuple[Fault, ...] = (
    *(ServerError(code=code) for code in (400, 401, 404, 409, 413, 500, 502)),
    *(ServerError(code=code, html=True) for code in (400, 403, 404, 502)),
    *(Reset(), Reset(after=True), Truncated(), NotJson(), TooManyRequests(retry_after=1)),
)


def shown_in(*texts: object) -> list[str]:
    """Give the forms of the token that a text shows."""
    said = "\n".join(map(str, texts))
    return [form for form in FORMS if form in said]


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Let each library say all it has to say, whatever it was told before."""
    loggers = [logging.getLogger(name) for name in tuple(logging.root.manager.loggerDict)]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with open_wire() as wire:
        yield wire


def test_the_forms_are_found_where_they_are() -> None:
    assert shown_in(f"http://127.0.0.1/bot{TOKEN}/getMe")
    assert shown_in(f"/bot{quote(TOKEN, safe='')}/getMe")
    assert shown_in(repr(TOKEN.encode()))
    assert not shown_in("http://127.0.0.1/bot7000000001:TOKEN/getMe")


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_no_fault_of_a_call_shows_it(
    wire: Wire, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    wire.emulator.fail_next("*", fault)
    with pytest.raises(TelegramError) as caught:
        await wire.api.message("sendMessage", chat_id=11, text="hello")
    chain: list[BaseException | None] = [caught.value]
    while chain[-1] is not None:
        chain.append(chain[-1].__cause__ or chain[-1].__context__)
    assert not shown_in(*chain, *map(repr, chain), *(vars(one) for one in chain if one))
    wire.emulator.fail_next("*", fault)
    with capture_logs() as logs:
        outcome = await wire.messenger.send(CHAT, words("hello"), DeliveryId(1))
    assert not shown_in(repr(outcome), logs, caplog.text)


async def test_nothing_that_holds_it_shows_it(
    wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    config = settings(wire.emulator, Path("nowhere"))
    hook = Webhook("https://knead.example.org/t", SECRET)
    holders = (wire.api, wire.messenger, wire.gate, config, hook, wire.api.request)
    told = [f"{one!r} {one}" for one in holders]
    told += [config.model_dump_json(), repr(config.model_dump())]
    assert not shown_in(*told)
    with pytest.raises(ValueError, match="telegram_per_second") as caught:
        Config(_env_file=None, telegram_token=TOKEN, telegram_per_second="fast")
    assert not shown_in(caught.value)
    await wire.emulator.refuse_connections()
    with capture_logs() as logs:
        greeting = asyncio.ensure_future(greet(wire.api, hook, ticker := WokenTicker()))  # noqa: TID251  # ended here
        await ticker.wakes()
        wire.emulator.revoke_token()
        await wire.emulator.listen_again()
        while not greeting.done():
            await ticker.wakes() if ticker.sleepers else await asyncio.sleep(0)
    with pytest.raises(TokenRefusedError) as refused:
        greeting.result()
    assert not shown_in(repr(refused.value), logs, caplog.text)


async def test_a_bot_that_runs_through_faults_shows_it_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(bot.opening, "GeoPlaces", world)
    port = free_port()
    async with TelegramEmulator() as emulator:
        emulator.rules.poll_guard = False
        emulator.fail_next("setMyCommands", Reset())
        emulator.fail_next("answerCallbackQuery", ServerError(code=404, html=True))
        emulator.fail_next("sendMessage", TooManyRequests(retry_after=1))
        ada = emulator.person(11, first_name=SECRET[:4])
        with capture_logs() as logs:
            async with live(emulator, settings(emulator, tmp_path, http_port=port)):
                ada.sends_command("help")
                message = await emulator.wait_for(lambda: ada.chat.last)
                ada.presses_made("1-today-0-", message.message_id)
                ada.presses_made("x" * 64, message.message_id)
                await emulator.wait_for(lambda: ada.chat.toasts)
                pages = [(await ask(port, "GET", path)).body for path in ("/metrics", "/healthz")]
    assert logs
    assert not shown_in(logs, caplog.text, *pages)
    assert any(record.levelno == logging.DEBUG for record in caplog.records)
    assert not shown_in(*(path.read_bytes() for path in sorted(tmp_path.glob("*"))))  # noqa: ASYNC240  # of a test


def test_a_process_shows_it_neither_in_its_words_nor_in_its_arguments(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    knead = Knead(tmp_path, monkeypatch, capsys)
    with ThreadedEmulator() as emulator:
        emulator.rules.poll_guard = False
        emulator.fail_next("getMe", ServerError(code=502, html=True))
        emulator.fail_next("getUpdates", ServerError(code=404, html=True))
        knead.set(
            telegram_token=emulator.token,
            telegram_api_url=emulator.url,
            programs_dir=PROGRAMS,
            log_level="DEBUG",
        )
        ada = emulator.person(11)
        ada.sends_command("help")
        running = knead.starts("run")
        try:
            emulator.wait_until(lambda: ada.chat.last, PATIENCE_S)
            arguments = Path(f"/proc/{running.pid}/cmdline").read_bytes()
        finally:
            running.send_signal(signal.SIGTERM)
            out, err = running.communicate(timeout=PATIENCE_S)
    assert running.returncode == 0
    assert "Telegram cannot be reached yet" in err
    assert not shown_in(out, err, arguments.decode())


@pytest.fixture(autouse=True)
def logs_of_nobody() -> Iterator[None]:
    """Leave no logger behind that writes into a closed file."""
    yield
    structlog.reset_defaults()

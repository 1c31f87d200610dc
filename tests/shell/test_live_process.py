"""`knead run` on Telegram as a process, and the one line with which it refuses to start."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.emulators.telegram import ThreadedEmulator
from tests.emulators.telegram.faults import Delay, Gate
from tests.emulators.telegram.log import Arrived, Noted
from tests.shell.command_line import PATIENCE_S, Knead, one_line

MADE_UP = "123456:made-up-token-of-thirty-signs-at-least"


@pytest.fixture
def emulator(knead: Knead) -> Iterator[ThreadedEmulator]:
    with ThreadedEmulator() as emulator:
        emulator.rules.poll_guard = False
        knead.set(telegram_api_url=emulator.url)
        yield emulator
        assert emulator.faults_of_ours == []


def test_a_process_answers_and_ends_what_is_under_way_at_sigterm(
    knead: Knead, emulator: ThreadedEmulator
) -> None:
    file = knead.folder / "token"
    file.write_text(f"{emulator.token}\n")
    knead.set(telegram_token_file=file)
    gate = Gate()
    emulator.fail_next("sendMessage", Delay(until=gate))
    ada = emulator.person(11)
    deed = ada.sends_command("help")
    running = knead.starts("run")
    try:
        emulator.wait_until(lambda: arrived(emulator, "sendMessage"), PATIENCE_S)
        refused = knead("run")
        running.send_signal(signal.SIGTERM)
        emulator.wait_until(lambda: has_stopped_polling(emulator), PATIENCE_S)
        gate.open()
    finally:
        out, err = running.communicate(timeout=PATIENCE_S)
    assert (running.returncode, out, err) == (
        0,
        "Knead is on Telegram as @knead_test_bot.\n",
        "",
    )
    line = one_line(refused, 1)
    assert line.startswith(f"Another bot (process {running.pid}) runs on data/knead.db.")
    assert ada.chat.last is not None
    assert deed.update_id in emulator.log.confirmed()
    assert knead("ledger", "verify").code == 0


def arrived(emulator: ThreadedEmulator, method: str) -> bool:
    return any(one.method == method for one in emulator.log.of(Arrived))


def has_stopped_polling(emulator: ThreadedEmulator) -> bool:
    told = [one.what for one in emulator.log.of(Noted)]
    return any(what.startswith("getUpdates") and what.endswith("has gone") for what in told)


def test_a_token_that_telegram_does_not_know_is_one_clear_line(
    knead: Knead, emulator: ThreadedEmulator
) -> None:
    knead.set(telegram_token=MADE_UP)
    line = one_line(knead("run"), 2)
    assert line == (
        "KNEAD_TELEGRAM_TOKEN: Telegram does not know this token. Ask BotFather for it again: "
        "/mybots, your bot, API Token."
    )


@pytest.mark.parametrize(
    ("given", "words", "named"),
    [
        ({"telegram_token": "hello"}, (), "KNEAD_TELEGRAM_TOKEN: this is not a token"),
        ({"telegram_token_file": "nowhere"}, (), "KNEAD_TELEGRAM_TOKEN_FILE: nowhere cannot be"),
        ({"telegram_token_file": "empty"}, (), "KNEAD_TELEGRAM_TOKEN_FILE: empty is empty"),
        ({"telegram_token_file": "words"}, (), "KNEAD_TELEGRAM_TOKEN: this is not a token"),
        ({"secret_file": "nowhere"}, (), "KNEAD_SECRET_FILE: nowhere cannot be read"),
        ({"secret_file": "empty"}, (), "KNEAD_SECRET_FILE: empty is empty"),
        (
            {"telegram_webhook_url": "https://k.example.org/t"},
            (),
            "KNEAD_HTTP_PORT: set the port",
        ),
        ({"telegram_api_url": "ftp://x"}, (), "KNEAD_TELEGRAM_API_URL: use an address"),
        ({"telegram_webhook_url": "no address"}, (), "KNEAD_TELEGRAM_WEBHOOK_URL: use the"),
        ({"telegram_api_url": "https://api.telegram.org"}, (), "KNEAD_OPERATOR_NAME: set it"),
        (
            {"telegram_api_url": "https://api.telegram.org", "operator_name": "Us"},
            (),
            "KNEAD_EMERGENCY_NUMBER: set it",
        ),
        (
            {"telegram_api_url": "https://api.telegram.org"},
            ("--clock-speed", "60"),
            "--clock-speed cannot run people's time ahead where real people are",
        ),
    ],
)
def test_what_it_cannot_start_with_is_named_in_one_line(
    knead: Knead, given: dict[str, str], words: tuple[str, ...], named: str
) -> None:
    (knead.folder / "empty").write_text("\n")
    (knead.folder / "words").write_bytes(b"\xff not a token")
    settings = {"telegram_api_url": "http://127.0.0.1:9"} | given
    if not any(name.startswith("telegram_token") for name in settings):
        settings["telegram_token"] = MADE_UP
    knead.set(**settings)
    ended = knead("run", *words)
    line = one_line(ended, 2)
    assert line.startswith(named)
    assert MADE_UP not in line


def test_the_terminal_needs_nothing_of_the_chat_platforms(knead: Knead) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=knead.folder,
        env=knead.environ(),
        input="/quit\n",
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert json.loads(done.stderr) == []


LOADED = """
import json, sys
from bot import cli
sys.argv = ["knead", "chat"]
try:
    cli.main()
except SystemExit as ended:
    assert not ended.code
platforms = ("telegram", "aiohttp", "prometheus_client", "bot.live", "bot.telegram_side")
json.dump([name for name in platforms if name in sys.modules], sys.stderr)
"""

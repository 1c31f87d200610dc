"""One warm process from which all bots are started, and a Telegram for each life."""

from collections.abc import Iterator

import pytest

from tests.crash.driver import Bots
from tests.emulators.telegram import ThreadedEmulator


@pytest.fixture(scope="session")
def telegram_bots() -> Iterator[Bots]:
    with Bots("tests.kills.bot_process") as bots:
        yield bots


@pytest.fixture
def emulator() -> Iterator[ThreadedEmulator]:
    with ThreadedEmulator() as emulator:
        emulator.rules.poll_guard = False
        emulator.webhook.pace = 0
        yield emulator

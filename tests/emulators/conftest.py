"""An emulator of Telegram, and a plain client that sends it whatever a test makes up."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.emulators.plain_client import PlainClient
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.people import Person


@pytest.fixture
async def emulator() -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator() as emulator:
        emulator.rules.poll_guard = False
        yield emulator


@pytest.fixture
async def client(emulator: TelegramEmulator) -> AsyncIterator[PlainClient]:
    async with aiohttp.ClientSession() as session:
        yield PlainClient(session, emulator)


@pytest.fixture
def ada(emulator: TelegramEmulator) -> Person:
    """Give somebody who has begun the conversation."""
    person = emulator.person(11)
    person.sends_command("start")
    return person

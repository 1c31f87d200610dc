"""A whole bot at an emulator of Telegram, with what comes with it read once for all tests."""

from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest

import bot.opening
from bot.config import Config
from bot.demo import START_AT
from bot.domain.program import ProgramVersion
from bot.parts import checked_programs
from tests.adapters.live_telegram import LiveTelegram, config_for, open_live
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.people import Person
from tests.shell.command_line import PROGRAMS, world


@cache
def _shipped() -> tuple[ProgramVersion, ...]:
    return checked_programs(Config.model_construct(programs_dir=PROGRAMS))


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take cities and programs from memory: reading them takes longer than most tests."""
    monkeypatch.setattr(bot.opening, "GeoPlaces", world)
    monkeypatch.setattr(bot.opening, "checked_programs", lambda _config: _shipped())


@pytest.fixture
async def live(tmp_path: Path, read_once: None) -> AsyncIterator[LiveTelegram]:
    """Give a bot on the evening on which the demo begins."""
    async with TelegramEmulator() as emulator:
        async with open_live(emulator, config_for(emulator, tmp_path, PROGRAMS), START_AT) as live:
            yield live
        sent = emulator.log.requests()
        assert not [one.method for one in sent if "parse_mode" in repr(one.given)]


@pytest.fixture
async def ada(live: LiveTelegram) -> Person:
    """Give somebody who subscribed, with scores."""
    ada = live.emulator.person(11)
    await live.joins(ada)
    return ada

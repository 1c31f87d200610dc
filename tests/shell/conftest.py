"""A bot on a database of its own, and the command line in this process or another."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

import bot.opening
from tests.shell.command_line import JOIN, PROGRAMS, Knead, world
from tests.shell.played import Played, play
from tests.shell.room import CARD_AT, Room, ledger_findings, open_room


@pytest.fixture(autouse=True)
def settings_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no setting of whoever runs the tests reach the bot."""
    for name in os.environ:
        if name.upper().startswith("KNEAD_"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def logs_of_nobody() -> Iterator[None]:
    """Leave no logger behind that writes into a closed file."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
async def room(database: Path) -> AsyncIterator[Room]:
    """Give a running bot; the ledger has to agree with all that it did."""
    async with open_room(database) as room:
        yield room
    assert ledger_findings(room) == []


@pytest.fixture
async def three(room: Room) -> Room:
    """Give three people whose first card is due."""
    for name in ("ana", "ben", "eva"):
        await room.joins(name)
    room.clock.advance_to(CARD_AT)
    return room


@pytest.fixture
def knead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Knead:
    """Give the command line, in an empty folder, with the programs that come with the bot."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(bot.opening, "GeoPlaces", world)
    knead = Knead(tmp_path, monkeypatch, capsys)
    knead.set(programs_dir=PROGRAMS)
    return knead


@pytest.fixture(scope="session")
def data_of_a_subscriber(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give where the data folder of a subscriber is kept, once one was made."""
    return tmp_path_factory.mktemp("subscriber") / "data"


@pytest.fixture
def subscribed(knead: Knead, data_of_a_subscriber: Path) -> Knead:
    """Give the command line beside a database in which somebody subscribed; the bot is off."""
    if data_of_a_subscriber.exists():
        shutil.copytree(data_of_a_subscriber, knead.database.parent)
    else:
        assert knead("chat", typed=f"{JOIN}/next\n").code == 0
        shutil.copytree(knead.database.parent, data_of_a_subscriber)
    return knead


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Play the demo once for all tests that look at it."""
    return play(tmp_path_factory.mktemp("demo") / "temporary")

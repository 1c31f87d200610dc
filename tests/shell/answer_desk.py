"""A room whose answers are sent to a made-up platform."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.domain.address import Platform
from bot.domain.owed import OwedAnswer
from bot.domain.update import CommandReceived
from bot.service.answering import Answering
from tests.fakes.answerer import FakeAnswerer
from tests.fakes.clock import HastyTicker
from tests.shell.room import EVENING, Room, open_room, said


@dataclass
class Desk:
    """Answers of one room, on their way to a made-up platform."""

    room: Room
    out: FakeAnswerer
    line: Answering
    ticker: HastyTicker

    async def owed(self) -> list[OwedAnswer]:
        kept = await self.room.store.read(lambda tx: tx.owed_answers.of(Platform.TERMINAL))
        return list(kept)

    async def sends_all(self) -> None:
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            running = group.create_task(self.line.run())
            await self.line.is_empty()
            running.cancel()

    def words(self) -> list[str]:
        return [said(answer).split("\n")[0] for _, answer in self.out.given]


@asynccontextmanager
async def open_desk(database: Path, owner: str = "first") -> AsyncIterator[Desk]:
    async with open_room(database, owner=owner) as room:
        out, ticker = FakeAnswerer(), HastyTicker(EVENING)
        yield Desk(room, out, Answering(room.engine, out, ticker), ticker)


def command(desk: Desk, name: str, who: str = "ana") -> CommandReceived:
    ref, address, user_ref = desk.room._named(who)
    return CommandReceived(update_ref=ref, address=address, user_ref=user_ref, name=name)

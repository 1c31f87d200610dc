"""The bot as `knead run` puts it together, on a made-up database and against the raw server."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from adapters.system_clock import SteppedClock
from adapters.web.metrics import PrometheusMeter
from bench.made_database import CARD_AT
from bench.moments import PROGRAMS
from bench.telegram_floor import TOKEN
from bot.config import Config
from bot.domain.address import Platform
from bot.opening import advance, open_ground
from bot.service import loops
from bot.telegram_side import TelegramSide, open_telegram

NO_LIMIT = 10_000  # a second: what the settings allow
LET_GO, RECORDED = "answer.after_commit", "record.after_commit"  # points of the way


class Passed:
    """Counts how often the bot passes a point of its way; waits until it was so often."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._wanted: tuple[str, int] = ("", 0)
        self._is_there = asyncio.Event()

    def __call__(self, point: str) -> None:
        """Count a point, as a crash point of the bot."""
        self._counts[point] += 1
        if (point, self._counts[point]) == self._wanted:
            self._is_there.set()

    async def more(self, point: str, count: int) -> None:
        """Wait until a point was passed so often, counted from the call of this."""
        self._is_there.clear()
        self._wanted = (point, self._counts[point] + count)
        await self._is_there.wait()


@dataclass(frozen=True, slots=True)
class BenchedBot:
    """A bot that runs, in people's time that stands still."""

    telegram: TelegramSide
    clock: SteppedClock
    passed: Passed
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def go_on(self, at: int) -> None:
        """Let people's time go on, and what is due then be done."""
        await advance(self.telegram.engine, self.clock, at)

    async def run(self) -> None:
        """Do all that `knead run` does."""
        async with asyncio.TaskGroup() as group:
            group.create_task(loops.run(self.telegram.engine))
            for work in self.telegram.works():
                group.create_task(work)
            group.create_task(self.telegram.listen(self.stopping))


@asynccontextmanager
async def running_bot(
    database: Path, api_url: str, at: int = CARD_AT, per_second: float = NO_LIMIT
) -> AsyncGenerator[BenchedBot, None]:
    """Run the bot on a database, at an instant of people's time."""
    config = Config(
        database_url=f"sqlite:///{database}",
        programs_dir=PROGRAMS,
        telegram_token=SecretStr(TOKEN),
        telegram_api_url=api_url,
        telegram_per_second=per_second,
        telegram_webhook_url=None,
    )
    clock, passed = SteppedClock(at), Passed()
    meter = PrometheusMeter("bench", (Platform.TELEGRAM,), (Platform.TELEGRAM,))
    async with (
        open_ground(config, lambda _offset_s: clock, passed) as ground,
        open_telegram(config, ground, meter) as telegram,
    ):
        bot = BenchedBot(telegram, clock, passed)
        await loops.start(telegram.engine)
        await telegram.connect(bot.stopping)
        await telegram.answering.start()
        async with asyncio.TaskGroup() as group:
            running = group.create_task(bot.run())
            yield bot
            running.cancel()

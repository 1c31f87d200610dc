"""`knead run` on Telegram's emulator, in this process: all of it, to the signal that ends it."""

import asyncio
import signal
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from bot.config import Config
from bot.live import run_live
from tests.emulators.telegram import TelegramEmulator
from tests.shell.command_line import PROGRAMS


def free_port() -> int:
    """Give a port on which nothing listens now."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def settings(emulator: TelegramEmulator, folder: Path, **more: object) -> Config:
    """Give the settings of a bot before the emulator, with its database in a folder."""
    given = {
        "telegram_token": SecretStr(emulator.token),
        "telegram_api_url": emulator.url,
        "database_url": f"sqlite:///{folder / 'bot.db'}",
        "programs_dir": PROGRAMS,
        "telegram_per_second": 10_000,
        **more,
    }
    return Config(_env_file=None, **given)


@dataclass
class LiveBot:
    """A bot that runs; `said` are its lines for whoever started it."""

    task: "asyncio.Task[None]"
    said: list[str] = field(default_factory=list)

    async def ends_at(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send a signal and wait for the end."""
        signal.raise_signal(number)
        await self.task


@asynccontextmanager
async def live(
    emulator: TelegramEmulator, config: Config, clock_speed: int = 0
) -> AsyncGenerator[LiveBot, None]:
    """Run a bot until the test ends, or ends it; what ended it by itself is raised."""
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        emulator.note(line)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(run_live(config, clock_speed, say=say))
        await emulator.wait_for(lambda: said)
        bot = LiveBot(task, said)
        yield bot
        if not task.done():
            await bot.ends_at()

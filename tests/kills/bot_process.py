"""Starts Telegram bots that kill themselves at a named point, each in a process of its own.

A bot is `knead run` as it stands, but for two things: its fast clock takes its steps on order,
and what never changes between two starts (programs, words) is read once for all of them.

Orders come over its stdin, a line each, and are answered on its stdout:
`go`: step to what is due next (`went AT`); `settle`: wait until all is sent and answered that is
to be by now (`settled AT`, with people's time).

Usage: python -m tests.kills.bot_process
"""

import asyncio
import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from bot import live, opening, telegram_side
from bot.config import Config
from bot.domain.address import Platform
from bot.domain.place import Place
from bot.logs import set_up_logs
from bot.opening import MovableClock, advance
from bot.ports.clock import Ticker
from bot.ports.messenger import Answerer
from bot.ports.store import Tx
from bot.service import loops
from bot.service.answering import Answering
from bot.service.engine import Engine
from tests.crash.bot_process import serve
from tests.emulators.telegram import TelegramEmulator
from tests.fakes.known_places import KnownPlaces

ROOT = Path(__file__).parents[2]
STEADY = "store."  # passed by a look at the books too, so that they tell of no progress
MOST_PATIENCE_S = 0.05  # until the books are looked at again, should nothing tell of progress
BISSAU = Place(zone="Africa/Bissau", label="Bissau", country="Guinea-Bissau", population=400_000)
MOST_A_SECOND = 10_000
SECRET = "a secret of these tests alone, 32 signs"  # noqa: S105  # made up


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to start, and where it ends itself."""

    database: str
    api_url: str
    token: str
    point: str = ""
    nth: int = 0
    webhook_url: str | None = None
    http_port: int | None = None


class OnePlace(KnownPlaces):
    """All places that these people name; the world's would make each process twice as large."""

    def __init__(self) -> None:
        super().__init__((BISSAU,))

    def zone(self, name: str) -> str | None:
        return BISSAU.zone if name == BISSAU.zone else None

    def load(self) -> None:
        """Do nothing."""


class KillsItself:
    """At the nth passing of a point it tells so and ends the process by SIGKILL."""

    def __init__(self, order: Order, went_on: Callable[[], None]) -> None:
        self._point = order.point
        self._left = order.nth
        self._went_on = went_on

    def __call__(self, point: str) -> None:
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                tell(f"killed {point}")
                os.kill(os.getpid(), signal.SIGKILL)
        if not point.startswith(STEADY):
            self._went_on()


class FollowsOrders:
    """Stands in for the fast clock: moves on when it is told to, and tells when all is quiet."""

    def __init__(self) -> None:
        self._progress = asyncio.Event()
        self._orders: asyncio.Queue[str] = asyncio.Queue()
        self._begun = b""
        self._answering: Answering | None = None

    def answer(self, engine: Engine, out: Answerer, ticker: Ticker) -> Answering:
        """Make what answers, and keep an eye on it."""
        self._answering = Answering(engine, out, ticker)
        return self._answering

    def went_on(self) -> None:
        self._progress.set()

    async def run(self, engine: Engine, clock: MovableClock, _speed: int) -> None:
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), self._read)
        while True:
            match await self._orders.get():
                case "go":
                    due_at = await engine.store.transact(loops.next_at)
                    if due_at is not None and due_at > clock.now():
                        await advance(engine, clock, due_at)
                    tell(f"went {clock.now()}")
                case "settle":
                    await self._settle(engine)
                    tell(f"settled {clock.now()}")

    def _read(self) -> None:
        chunk = os.read(sys.stdin.fileno(), 4096)
        if not chunk:
            asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        *lines, self._begun = (self._begun + chunk).split(b"\n")
        for line in lines:
            self._orders.put_nowait(line.decode())

    async def _settle(self, engine: Engine) -> None:
        assert self._answering is not None
        now = engine.moments().now
        while True:
            await self._answering.is_empty()
            self._progress.clear()
            async with engine.turn, engine.sending[Platform.TELEGRAM]:
                is_quiet = await engine.store.transact(partial(_is_quiet, now=now))
            if is_quiet and not engine.unrecorded:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(MOST_PATIENCE_S):
                    await self._progress.wait()


def _is_quiet(tx: Tx, now: int) -> bool:
    if list(tx.owed_answers.of(Platform.TELEGRAM)):
        return False
    due_at = loops.next_at(tx)
    return due_at is None or due_at > now


def tell(line: str) -> None:
    """Say a line at once; it is read also when this process dies right after."""
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


def run_bot(text: str) -> None:
    """Run the bot of an order until it is killed, or told to stop."""
    order = Order(**json.loads(text))
    config = config_of(order)
    set_up_logs(config)
    asyncio.run(_run(order, config))


async def _run(order: Order, config: Config) -> None:
    orders = FollowsOrders()
    live.fast_forward = orders.run
    telegram_side.Answering = orders.answer
    kills = KillsItself(order, orders.went_on)
    await live.run_live(config, clock_speed=1, crash_point=kills, say=lambda _: tell("up"))


def config_of(order: Order) -> Config:
    """Give the settings of an order."""
    theirs = {
        "database_url": f"sqlite:///{order.database}",
        "telegram_token": SecretStr(order.token),
        "telegram_api_url": order.api_url,
        "telegram_webhook_url": order.webhook_url,
        "http_port": order.http_port,
    }
    return _usual().model_copy(update=theirs)


@cache
def _usual() -> Config:
    return Config(
        _env_file=None,
        programs_dir=ROOT / "programs",
        telegram_per_second=MOST_A_SECOND,
        secret=SECRET,
        log_level="INFO",
    )


def share_what_never_changes() -> None:
    """Read once for all bots what takes long to read."""
    programs = opening.checked_programs(_usual())
    opening.checked_programs = lambda _config: programs
    opening.PoWords = cache(opening.PoWords)
    opening.PoWords("en")
    opening.GeoPlaces = OnePlace
    # What one chat may bear has tests of its own; here it would only cost time.
    telegram_side.Limits = partial(
        telegram_side.Limits, per_chat_per_second=1000, burst=1000, per_group_per_minute=1000
    )


async def run_once() -> None:
    """Run one bot to its end, as whatever is made at a first use is then made for all of them."""
    async with TelegramEmulator(validate=False) as emulator:
        with TemporaryDirectory() as folder:
            database = Path(folder) / "bot.db"
            order = Order(database=str(database), api_url=emulator.url, token=emulator.token)
            config = config_of(order)
            await live.run_live(config, say=lambda _: os.kill(os.getpid(), signal.SIGTERM))


if __name__ == "__main__":
    share_what_never_changes()
    asyncio.run(run_once())
    gc.freeze()  # so that the collector of a bot does not touch, and copy, all of this
    serve(socket.socket(fileno=sys.stdin.fileno()), run_bot)

"""Runs a bot on the chat platforms that are set, until it is told to stop."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from threading import Thread
from typing import Any

import structlog

from adapters.system_clock import SystemClock
from adapters.web.health import Health, Signs, health_route, judge
from adapters.web.metrics import PrometheusMeter, metrics_route
from adapters.web.server import PortError, Route, serve
from bot.config import PREFIX, Config, SettingError
from bot.domain.address import Platform
from bot.opening import Ground, fast_forward, open_ground, standing_clock, unwrapped
from bot.service import loops
from bot.service.engine import CrashPoint, Engine, no_crash
from bot.telegram_side import TelegramSide, open_telegram

LOG = structlog.stdlib.get_logger("knead")
DRAIN_S = 6  # of the 10 s in which the bot ends; what is left then goes on at the next start
NOT_SET = (
    "{name}: set it, as people are told it: {what}. It is asked for as soon as a real chat "
    "platform is set."
)
FAST_AND_REAL = (
    "--clock-speed cannot run people's time ahead where real people are: leave it out, or set "
    f"{PREFIX}TELEGRAM_API_URL to an address on this machine."
)


@dataclass(slots=True)
class Live:
    """The parts of one running bot."""

    ground: Ground
    engine: Engine
    meter: PrometheusMeter
    telegram: TelegramSide
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


def refuse_bad_settings(config: Config, clock_speed: int) -> None:
    """Refuse what would mislead real people.

    Raises:
        SettingError: naming the setting and what to do.
    """
    if config.telegram_webhook_url is not None and config.http_port is None:
        msg = f"{PREFIX}HTTP_PORT: set the port on which your proxy hands the webhook on"
        raise SettingError(msg)
    if not config.is_telegram_real:
        return
    if clock_speed:
        raise SettingError(FAST_AND_REAL)
    wanted = {"operator_name": "who runs this bot", "emergency_number": "whom to call in need"}
    for name, what in wanted.items():
        if name not in config.model_fields_set:
            raise SettingError(NOT_SET.format(name=f"{PREFIX}{name.upper()}", what=what))


async def run_live(
    config: Config,
    clock_speed: int = 0,
    crash_point: CrashPoint = no_crash,
    say: Callable[[str], None] = print,
) -> None:
    """Serve everybody on the platforms that are set until SIGTERM or SIGINT.

    What is under way is then ended, within ten seconds.

    Raises:
        StorageError: if the database cannot be opened, or was found damaged.
        SettingError: if a setting is missing or refused.
    """
    refuse_bad_settings(config, clock_speed)
    make_clock = standing_clock if clock_speed else SystemClock
    async with AsyncExitStack() as opened:
        ground = await opened.enter_async_context(open_ground(config, make_clock, crash_point))
        live = await opened.enter_async_context(_open(config, ground))
        _stop_at_signals(live)
        await loops.start(live.engine)
        name = await live.telegram.connect(live.stopping)
        if name is None:
            return
        await live.telegram.answering.start()
        await opened.enter_async_context(_served(config, live))
        # The cities take over a second to read; nobody should wait for them.
        Thread(target=ground.places.load, daemon=True).start()
        say(f"Knead is on Telegram as @{name}.")
        await _run(live, clock_speed)


@asynccontextmanager
async def _open(config: Config, ground: Ground) -> AsyncGenerator[Live, None]:
    polling = () if config.telegram_webhook_url else (Platform.TELEGRAM,)
    meter = PrometheusMeter(version("knead"), (Platform.TELEGRAM,), polling)
    async with open_telegram(config, ground, meter) as telegram:
        yield Live(ground=ground, engine=telegram.engine, meter=meter, telegram=telegram)


async def _run(live: Live, clock_speed: int) -> None:
    works: list[Coroutine[Any, Any, None]] = [loops.run(live.engine), *live.telegram.works()]
    if clock_speed:
        works.append(fast_forward(live.engine, live.ground.clock, clock_speed))
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work) for work in works]
            incoming = group.create_task(live.telegram.listen(live.stopping))
            await live.stopping.wait()
            await _drain(live, incoming)
            for task in (*tasks, incoming):
                task.cancel()
    except BaseExceptionGroup as faults:
        raise unwrapped(faults) from faults


async def _drain(live: Live, incoming: "asyncio.Task[None]") -> None:
    """End what is in hand: the batch that was fetched, its answers, and messages on their way."""
    live.engine.stopping.set()
    try:
        async with asyncio.timeout(DRAIN_S):
            await incoming
            await live.telegram.answering.is_empty()
            for messenger in live.engine.messengers:
                async with live.engine.sending[messenger.platform]:
                    pass
    except TimeoutError:
        LOG.warning("not all was sent in time; the next start goes on with it")


def _stop_at_signals(live: Live) -> None:
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, live.stopping.set)


@asynccontextmanager
async def _served(config: Config, live: Live) -> AsyncGenerator[None, None]:
    """Open the HTTP port, where one is set."""
    if config.http_port is None:
        yield
        return
    routes: Sequence[Route] = (
        health_route(partial(_health, live)),
        metrics_route(live.meter, partial(_oldest_due_age_s, live)),
        *live.telegram.routes(config.telegram_webhook_path),
    )
    try:
        async with serve(config.http_port, routes, _log_fault):
            yield
    except PortError as error:
        raise SettingError(str(error)) from error


def _log_fault(error: Exception) -> None:
    LOG.error("a web request failed", exc_info=error)


async def _oldest_due_age_s(live: Live) -> float:
    next_at = await live.engine.store.transact(loops.next_at)
    return 0.0 if next_at is None else max(0.0, live.engine.moments().now - next_at)


async def _health(live: Live) -> Health:
    try:
        due_age_s = await _oldest_due_age_s(live)
    except Exception:  # noqa: BLE001  # whatever ails the database, the answer is that it does
        due_age_s = None
    return judge(
        Signs(
            is_database_answering=due_age_s is not None,
            round_age_s=live.meter.round_age_s(),
            oldest_due_age_s=due_age_s,
            polls=live.meter.poll_ages(),
        )
    )

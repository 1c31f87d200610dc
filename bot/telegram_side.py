"""Puts the Telegram side of a bot together."""

import asyncio
import json
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

import structlog

from adapters.system_clock import SystemTicker
from adapters.telegram_chat.api import BotApi
from adapters.telegram_chat.connect import (
    TokenRefusedError,
    Webhook,
    WebhookRefusedError,
    greet,
    show_menus,
)
from adapters.telegram_chat.gate import Gate
from adapters.telegram_chat.limits import Limits
from adapters.telegram_chat.menu import Menu, MenuEntry, fingerprint, menus
from adapters.telegram_chat.messenger import TelegramMessenger
from adapters.telegram_chat.polling import Polling, TelegramInbox
from adapters.web.server import Route
from adapters.web.webhook import Taken, webhook_route
from bot.config import PREFIX, Config, SettingError
from bot.domain.address import Platform
from bot.opening import Ground
from bot.parts import webhook_secret
from bot.ports.meter import Meter
from bot.ports.store import Tx
from bot.ports.words import Words
from bot.service import all_handlers
from bot.service.answering import Answering
from bot.service.engine import Engine
from bot.service.table import Level
from storage.pictures import KeptPictures

LOG = structlog.stdlib.get_logger("knead")
TOKEN_REFUSED = (
    f"{PREFIX}TELEGRAM_TOKEN: Telegram does not know this token. Ask BotFather for it again: "
    "/mybots, your bot, API Token."
)
WEBHOOK_REFUSED = f"{PREFIX}TELEGRAM_WEBHOOK_URL: Telegram does not post there ({{said}})."
NO_TOKEN = f"{PREFIX}TELEGRAM_TOKEN: set the token that BotFather gave."
MENUS = "telegram_menus"  # what was set last, in meta
IN_GROUPS = ("today", "help")  # all that a group needs: each leads into the private chat


@dataclass(slots=True, kw_only=True)
class TelegramSide:
    """The parts that speak with Telegram, and how they run."""

    engine: Engine
    answering: Answering
    api: BotApi
    messenger: TelegramMessenger
    meter: Meter
    webhook: Webhook | None
    inbox: TelegramInbox | None = None  # once it is known who the bot is
    taking: set[asyncio.Future[bool]] = field(default_factory=set[asyncio.Future[bool]])

    async def connect(self, stopping: asyncio.Event) -> str | None:
        """Make the token ready and give the bot's name; None if told to stop before.

        Raises:
            SettingError: if Telegram does not know the token, or does not post to the webhook.
        """
        greeting = asyncio.ensure_future(greet(self.api, self.webhook, SystemTicker()))  # noqa: TID251  # ended here in each case
        stop = asyncio.ensure_future(stopping.wait())  # noqa: TID251  # as above
        await asyncio.wait((greeting, stop), return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not greeting.done():
            greeting.cancel()
            await asyncio.gather(greeting, return_exceptions=True)
            return None
        try:
            me = greeting.result()
        except TokenRefusedError:
            raise SettingError(TOKEN_REFUSED) from None
        except WebhookRefusedError as error:
            raise SettingError(WEBHOOK_REFUSED.format(said=error)) from None
        self.inbox = TelegramInbox(me, self.answering)
        await self._show_menus()
        return me.username

    def works(self) -> Sequence[Coroutine[Any, Any, None]]:
        """Give what runs for as long as the bot does."""
        return (self.answering.run(), self.messenger.run())

    async def listen(self, stopping: asyncio.Event) -> None:
        """Take updates until told to stop; a batch that was fetched is taken to its end."""
        if self.webhook is not None or self.inbox is None:
            await stopping.wait()
            return
        polled = partial(self.meter.polled, Platform.TELEGRAM)
        crash_point = self.engine.crash_point
        polling = Polling(self.api, self.inbox, SystemTicker(), polled, crash_point)
        await polling.run(stopping)

    def routes(self, path: str | None) -> tuple[Route, ...]:
        """Give the route on which updates are posted, where they are."""
        if path is None or self.webhook is None:
            return ()
        return (webhook_route(path, self.webhook.secret, self._take_posted),)

    async def _take_posted(self, body: bytes) -> Taken:
        if self.inbox is None or self.engine.is_stopping or self.answering.is_full:
            return Taken.NOT_KEPT
        raw = _json_of(body)
        if raw is None:
            LOG.error("what was posted is no JSON and was let go")
            self.meter.set_aside(Platform.TELEGRAM)
            return Taken.NOT_READ
        # Taken to its end also where whoever posted it waits no longer: once it is on disk it
        # gets no second answer.
        taking = asyncio.ensure_future(self.inbox.take(self.inbox.read(raw)))  # noqa: TID251  # kept until done
        self.taking.add(taking)
        taking.add_done_callback(self.taking.discard)
        is_kept = await asyncio.shield(taking)
        self.engine.crash_point("webhook.kept")
        return Taken.KEPT if is_kept else Taken.NOT_KEPT

    async def _show_menus(self) -> None:
        """Send the menus if they are not the ones that were set last."""
        lists = menus_of(self.engine.moments().words)
        mark = fingerprint(lists)
        if await self.engine.store.transact(lambda tx: tx.meta.get(MENUS)) == mark:
            return
        if await show_menus(self.api, lists):
            await self.engine.store.transact(partial(_note_menus, mark=mark))


def _json_of(body: bytes) -> object | None:
    try:
        return cast("object", json.loads(body))
    except (ValueError, RecursionError):
        return None


def menus_of(say: Words) -> tuple[Menu, ...]:
    """Give the menus from the table of commands."""
    offered = [
        MenuEntry(name, say(f"command.{name}"))
        for name, command in all_handlers.COMMANDS.items()
        if command.level is Level.EVERYBODY
    ]
    in_groups = [entry for entry in offered if entry.name in IN_GROUPS]
    return menus(private=offered, group=in_groups)


def _note_menus(tx: Tx, mark: str) -> None:
    tx.meta.put(MENUS, mark)


@asynccontextmanager
async def open_telegram(
    config: Config, ground: Ground, meter: Meter
) -> AsyncGenerator[TelegramSide, None]:
    """Make the parts ready; nothing is asked of Telegram yet. Its connections end with this.

    Raises:
        SettingError: if the token cannot be read.
    """
    token = config.telegram_token_text()
    if token is None:
        raise SettingError(NO_TOKEN)
    api = BotApi(token, config.telegram_api_url)
    await api.open()
    try:
        pictures = KeptPictures(ground.store, config.programs_dir / "media")
        messenger = TelegramMessenger(api, Gate(Limits(config.telegram_per_second)), pictures)
        engine = ground.engine((messenger,), meter)
        url = config.telegram_webhook_url
        yield TelegramSide(
            engine=engine,
            answering=Answering(engine, messenger, SystemTicker()),
            api=api,
            messenger=messenger,
            meter=meter,
            webhook=None if url is None else Webhook(url, webhook_secret(config, token)),
        )
    finally:
        await api.close_all()

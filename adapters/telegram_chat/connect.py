"""Makes a token ready: who it is, how updates come, and the commands behind the menu button."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from telegram.error import BadRequest, InvalidToken, TelegramError

from adapters.telegram_chat.api import BotApi
from adapters.telegram_chat.arrival import Me
from adapters.telegram_chat.faults import UnclearError
from adapters.telegram_chat.menu import Menu
from bot.ports.clock import Ticker

LOG = structlog.stdlib.get_logger("knead")
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1, 30


class TokenRefusedError(Exception):
    """Telegram does not know the token."""


class WebhookRefusedError(Exception):
    """Telegram does not post to the address; the message is what it says of it."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates are posted, and what proves that they come from Telegram."""

    url: str
    secret: str = field(repr=False)


async def greet(api: BotApi, webhook: Webhook | None, ticker: Ticker) -> Me:
    """Ask who this token is and set how updates come; waits for a network that is down.

    Raises:
        TokenRefusedError: if the token is not one that Telegram knows.
        WebhookRefusedError: if it does not take the address of the webhook.
    """
    wait_s = FIRST_PAUSE_S
    while True:
        try:
            me = await _me(api)
            await _set_way_in(api, webhook)
        except InvalidToken:
            raise TokenRefusedError from None
        except BadRequest as error:  # of all that is asked here only the address can be wrong
            raise WebhookRefusedError(error.message) from None
        except TelegramError as error:
            kind = type(error).__name__
            LOG.warning("Telegram cannot be reached yet", kind=kind, again_in_s=wait_s)
            await ticker.sleep(wait_s)
            wait_s = min(wait_s * 2, LONGEST_PAUSE_S)
        else:
            return me


async def show_menus(api: BotApi, menus: Sequence[Menu]) -> bool:
    """Put the commands behind the menu button; False where that did not work, to be tried again."""
    try:
        async with asyncio.TaskGroup() as group:
            for menu in menus:
                group.create_task(_show_menu(api, menu))
    except* TelegramError as faults:
        LOG.warning("the menu of commands was not set", count=len(faults.exceptions))
        is_set = False
    else:
        is_set = True
    return is_set


async def _show_menu(api: BotApi, menu: Menu) -> None:
    await api.call(
        "setMyCommands",
        commands=menu.commands,
        scope=menu.scope,
        language_code=menu.language or None,
    )


async def _me(api: BotApi) -> Me:
    found: object = await api.call("getMe")
    match found:
        case {"id": int(user_id), "username": str(username)}:
            return Me(user_id=user_id, username=username)
        case _:
            raise UnclearError("An answer without a bot")


async def _set_way_in(api: BotApi, webhook: Webhook | None) -> None:
    if webhook is not None:
        await api.listen_at(webhook.url, webhook.secret)
    else:
        await api.stop_listening()

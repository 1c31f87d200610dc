"""Telegram's way out: deliveries, answers, and messages drawn anew."""

import asyncio
from collections import OrderedDict, defaultdict

import structlog
from telegram.error import TelegramError

from adapters.telegram_chat.api import BotApi
from adapters.telegram_chat.faults import is_too_old
from adapters.telegram_chat.gate import Gate, Lane
from adapters.telegram_chat.showing import Showing
from bot.domain.address import ChatAddress, Platform
from bot.domain.delivery import SendOutcome, Sent
from bot.domain.ids import DeliveryId
from bot.domain.message import Answer, OutgoingMessage, Place, Redraw
from bot.domain.owed import ReplyTo
from bot.domain.text import plain
from bot.ports.pictures import Pictures

LOG = structlog.stdlib.get_logger("knead")
AT_ONCE = 24  # deliveries under way; at 25 a second each may take a second
MAX_TOAST = 200  # Bot API, answerCallbackQuery: text
MOST_REDRAWS = 1000  # a session that turns while more wait is drawn at the next press


class TelegramMessenger:
    """Fulfils `Messenger` and `Answerer` for one token."""

    def __init__(
        self, api: BotApi, gate: Gate, pictures: Pictures, *, at_once: int = AT_ONCE
    ) -> None:
        self._api = api
        self._gate = gate
        self._showing = Showing(api, gate, pictures)
        self._at_once = at_once
        self._redraws: OrderedDict[tuple[str, str], Redraw] = OrderedDict()
        self._has_redraws = asyncio.Event()
        # What is being drawn at this moment, so that an answer can wait for its end.
        self._drawing: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    @property
    def platform(self) -> Platform:
        """Say which platform this is."""
        return Platform.TELEGRAM

    @property
    def at_once(self) -> int:
        """Say how many sends may be under way at a time."""
        return self._at_once

    async def turn(self, address: ChatAddress) -> None:
        """Wait until a delivery may go to a chat."""
        await self._gate.turn(address.chat_ref, Lane.DELIVERY)

    async def send(
        self,
        address: ChatAddress,
        message: OutgoingMessage,
        delivery_id: DeliveryId,  # noqa: ARG002  # Telegram has no place for a key of a message
    ) -> SendOutcome:
        """Send a delivery and tell what became of it."""
        return await self._showing.show(address, message)

    async def redraw(self, redraw: Redraw) -> None:
        """Note that a message should look anew; `run` does it when nothing else is to be sent."""
        key = (redraw.address.chat_ref, redraw.message_ref)
        self._redraws.pop(key, None)
        self._redraws[key] = redraw
        if len(self._redraws) > MOST_REDRAWS:
            self._redraws.popitem(last=False)
        self._has_redraws.set()

    async def run(self) -> None:
        """Draw anew what waits for it, until cancelled."""
        while True:
            await self._has_redraws.wait()
            if not self._redraws:
                self._has_redraws.clear()
                continue
            key = next(iter(self._redraws))
            await self._gate.turn(key[0], Lane.REDRAW)
            redraw = self._redraws.pop(key, None)
            if redraw is not None:
                async with self._drawing[key]:
                    await self._draw(redraw)
                del self._drawing[key]

    async def _draw(self, redraw: Redraw) -> None:
        try:
            await self._showing.edit(redraw.address, redraw.message_ref, redraw.message)
        except Exception:  # a fault of ours in one message; the next press draws it
            LOG.exception("a message was not drawn anew")

    async def answer(self, to: ReplyTo, answer: Answer) -> SendOutcome:
        """Acknowledge a press, with a notice if there is one, and show what there is to show."""
        was_told = await self._acknowledge(to, answer.notice)
        message = answer.message
        if message is None:
            if was_told or not answer.notice:
                return Sent("")
            message = OutgoingMessage(text=plain(answer.notice), silent=True)
        is_here = answer.place is Place.HERE and bool(to.message_ref)
        is_edit = is_here and answer.message is not None and answer.file is None
        if is_edit:
            await self._overtake_redraw(to)
        await self._gate.turn(to.address.chat_ref, Lane.ANSWER)
        if answer.file is not None:
            return await self._showing.show_file(to.address, message, answer.file)
        if is_edit:
            edited = await self._showing.edit(to.address, to.message_ref, message)
            if edited is not None:
                return edited
        return await self._showing.show(to.address, message)

    async def _overtake_redraw(self, to: ReplyTo) -> None:
        """Let no older form of a message be drawn after the answer: a press draws the true step."""
        key = (to.address.chat_ref, to.message_ref)
        self._redraws.pop(key, None)
        if key in self._drawing:
            async with self._drawing[key]:
                pass

    async def _acknowledge(self, to: ReplyTo, notice: str) -> bool:
        """Take the wait sign off a pressed button; False where the notice was not shown."""
        if not to.press_ref:
            return False
        if self._gate.is_halted:
            await self._gate.turn(None, Lane.ANSWER)
        try:
            await self._api.call(
                "answerCallbackQuery",
                callback_query_id=to.press_ref,
                text=notice[:MAX_TOAST] or None,
            )
        except TelegramError as error:
            if not is_too_old(error):
                self._showing.fault(error)
            return False
        self._showing.went_well()
        return True

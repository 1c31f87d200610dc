"""The terminal's way out."""

import asyncio
from contextlib import suppress
from pathlib import Path

from adapters.terminal_chat.kept_files import keep_file
from adapters.terminal_chat.screen import Screen, TerminalClosedError
from bot.domain.address import ChatAddress, Platform
from bot.domain.delivery import SendOutcome, Sent, Unreachable
from bot.domain.ids import DeliveryId
from bot.domain.message import Answer, File, OutgoingMessage, Place, Redraw


class TerminalMessenger:
    """Prints deliveries and answers; files of answers go into a folder."""

    def __init__(self, screen: Screen, files_dir: Path) -> None:
        self.screen = screen
        self._files_dir = files_dir

    @property
    def platform(self) -> Platform:
        """Say which platform this is."""
        return Platform.TERMINAL

    @property
    def at_once(self) -> int:
        """Say how many sends may be under way at a time: a terminal prints line by line."""
        return 1

    async def turn(self, address: ChatAddress) -> None:
        """Let a delivery through: nobody else writes here."""

    async def send(
        self,
        address: ChatAddress,  # noqa: ARG002  # a terminal is one chat
        message: OutgoingMessage,
        delivery_id: DeliveryId,  # noqa: ARG002  # printing leaves nothing to look for later
    ) -> SendOutcome:
        """Print a delivery; Sent once the terminal has taken it, Unreachable if it is closed."""
        try:
            return Sent(await self.screen.show(message))
        except TerminalClosedError as fault:
            return Unreachable(f"terminal closed: {fault}")

    async def redraw(self, redraw: Redraw) -> None:
        """Print a message of this run anew, as edited; one that looks as before stays."""
        live = self.screen.live
        is_as_before = (
            live is not None
            and live.message_ref == redraw.message_ref
            and live.message == redraw.message
        )
        if is_as_before or not self.screen.was_shown(redraw.message_ref):
            return
        with suppress(TerminalClosedError):
            await self.screen.show(
                redraw.message,
                instead_of=redraw.message_ref,
                above=self.screen.words.edited,
            )

    async def show_answer(self, answer: Answer, *, pressed_ref: str | None = None) -> str | None:
        """Print an answer: notice, message, file; return the message's ref if there is one.

        `pressed_ref` is the message whose button was pressed: an answer that belongs there
        keeps that ref. Raises TerminalClosedError.
        """
        if answer.notice:
            await self.screen.say(answer.notice)
        message_ref = None
        if answer.message is not None:
            instead_of = pressed_ref if answer.place is Place.HERE else None
            message_ref = await self.screen.show(answer.message, instead_of=instead_of)
        if answer.file is not None:
            await self._keep(answer.file)
        return message_ref

    async def _keep(self, file: File) -> None:
        try:
            path = await asyncio.to_thread(keep_file, file, self._files_dir)
        except OSError:
            await self.screen.say(self.screen.words.file_failed)
            await self.screen.say_whole(str(self._files_dir))
            return
        await self.screen.say(self.screen.words.file_kept)
        await self.screen.say_whole(str(path))

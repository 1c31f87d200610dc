"""Shows messages on Telegram: new ones, old ones drawn anew, pictures and files.

A picture is uploaded once and named by its file_id afterwards. A message keeps its picture from
its first form to its last, as words and pictures cannot be swapped back (Bot API, editMessageMedia).
"""

from contextlib import suppress
from io import BytesIO

import structlog
from telegram import InputFile, InputMediaPhoto
from telegram.error import TelegramError

from adapters.telegram_chat.api import BotApi
from adapters.telegram_chat.faults import (
    NotSentError,
    UnclearError,
    has_no_text,
    is_gone,
    is_not_modified,
    is_thread_gone,
    migrated_to,
    outcome_of,
    pause_s,
)
from adapters.telegram_chat.gate import Gate, Lane
from adapters.telegram_chat.outgoing import NO_PREVIEW, Drawn, drawn, fits_caption
from bot.domain.address import ChatAddress, Platform
from bot.domain.delivery import Rejected, SendOutcome, Sent
from bot.domain.message import File, OutgoingMessage, StoredPicture
from bot.ports.pictures import Pictures
from bot.ports.store import StorageError

LOG = structlog.stdlib.get_logger("knead")
LONGEST_PAUSE_S = 60
MOST_PLACES = 3  # a chat that moved, and a topic that is gone, each lead somewhere else once


class Showing:
    """Puts messages into chats; tells of each what became of it, and never raises for a fault."""

    def __init__(self, api: BotApi, gate: Gate, pictures: Pictures) -> None:
        self._api = api
        self._gate = gate
        self._pictures = pictures
        self._pause_s = 1

    async def show(self, address: ChatAddress, message: OutgoingMessage) -> SendOutcome:
        """Send a new message."""
        picture = message.media
        if isinstance(picture, StoredPicture) and fits_caption(message):
            shown = await self._show_picture(address, message, picture)
            if shown is not None:
                return shown
        try:
            form = drawn(message)
        except ValueError as error:
            return Rejected(str(error))
        return await self._send(
            "sendMessage",
            address,
            text=form.text,
            entities=list(form.entities) or None,
            reply_markup=form.keyboard,
            disable_notification=form.silent or None,
            link_preview_options=NO_PREVIEW,
        )

    async def edit(
        self, address: ChatAddress, message_ref: str, message: OutgoingMessage
    ) -> SendOutcome | None:
        """Draw a message anew; None where it is not there any more."""
        where = {"chat_id": int(address.chat_ref), "message_id": int(message_ref)}
        try:
            await self._edit(where, message)
        except ValueError as error:
            return Rejected(str(error))
        except TelegramError as error:
            if is_gone(error):
                return None
            return Sent(message_ref) if is_not_modified(error) else self.fault(error)
        self.went_well()
        return Sent(message_ref)

    async def show_file(
        self, address: ChatAddress, message: OutgoingMessage, file: File
    ) -> SendOutcome:
        """Send a file with its words below it, or first the words where they are too many."""
        try:
            form = drawn(message, as_caption=True) if fits_caption(message) else None
        except ValueError as error:
            return Rejected(str(error))
        if form is None:
            said = await self.show(address, message)
            if not isinstance(said, Sent):
                return said
            await self._gate.turn(address.chat_ref, Lane.ANSWER)
        document = InputFile(BytesIO(file.content), filename=file.name)
        return await self._send("sendDocument", address, document=document, **_caption(form))

    def went_well(self) -> None:
        """Note that the platform was reached."""
        self._pause_s = 1

    def fault(self, error: TelegramError) -> SendOutcome:
        """Tell what a fault means, and let everything wait where it is everybody's."""
        pause = pause_s(error)
        if pause is not None:
            LOG.warning("Telegram asks for a pause", seconds=pause)
        elif isinstance(error, NotSentError | UnclearError) and not self._gate.is_halted:
            # Once for all that are under way: each would else double the pause of all.
            pause, self._pause_s = self._pause_s, min(self._pause_s * 2, LONGEST_PAUSE_S)
        if pause is not None:
            self._gate.halt(pause)
        return outcome_of(error)

    async def _send(self, method: str, address: ChatAddress, **given: object) -> SendOutcome:
        outcome, _photo_ref = await self._sent(method, address, **given)
        return outcome

    async def _sent(
        self, method: str, address: ChatAddress, **given: object
    ) -> tuple[SendOutcome, str | None]:
        """Send to a chat, and give the name of the picture in it as well.

        Where the chat moved it goes to the new one, where the topic is gone to the chat itself.
        """
        chat, thread = address.chat_ref, address.thread_ref
        for _ in range(MOST_PLACES):
            try:
                accepted = await self._api.message(
                    method,
                    chat_id=int(chat),
                    message_thread_id=None if thread is None else int(thread),
                    **given,
                )
            except TelegramError as error:
                moved = migrated_to(error)
                if moved is not None:
                    chat = moved
                elif thread is not None and is_thread_gone(error):
                    thread = None
                else:
                    return self.fault(error), None
            else:
                self.went_well()
                return Sent(accepted.message_ref), accepted.photo_ref
        return Rejected("the chat moved again and again"), None

    async def _edit(self, where: dict[str, int], message: OutgoingMessage) -> None:
        picture = message.media
        if isinstance(picture, StoredPicture) and fits_caption(message):
            ref = await self._ref_of(picture)
            if ref is not None:
                form = drawn(message, as_caption=True)
                media = InputMediaPhoto(
                    ref, caption=form.text, caption_entities=list(form.entities)
                )
                await self._api.call(
                    "editMessageMedia", **where, media=media, reply_markup=form.keyboard
                )
                return
        form = drawn(message)
        try:
            await self._api.call(
                "editMessageText",
                **where,
                text=form.text,
                entities=list(form.entities) or None,
                reply_markup=form.keyboard,
                link_preview_options=NO_PREVIEW,
            )
        except TelegramError as error:
            if not has_no_text(error):
                raise
            # The message has a picture; its words stand below it.
            await self._api.call(
                "editMessageCaption", **where, **_caption(drawn(message, as_caption=True))
            )

    async def _show_picture(
        self, address: ChatAddress, message: OutgoingMessage, picture: StoredPicture
    ) -> SendOutcome | None:
        """Send a picture with its words; None where it cannot be shown."""
        try:
            form = drawn(message, as_caption=True)
        except ValueError as error:
            return Rejected(str(error))
        ref = await self._ref_of(picture)
        if ref is not None:
            outcome, _ = await self._send_photo(address, form, ref)
            if not isinstance(outcome, Rejected):
                return outcome
            await self._keep_ref(picture, None)
        content = await self._pictures.content(picture.content_hash)
        if content is None:
            return None
        return await self._upload(address, form, picture, content)

    async def _send_photo(
        self, address: ChatAddress, form: Drawn, photo: object
    ) -> tuple[SendOutcome, str | None]:
        return await self._sent(
            "sendPhoto",
            address,
            photo=photo,
            disable_notification=form.silent or None,
            **_caption(form),
        )

    async def _upload(
        self, address: ChatAddress, form: Drawn, picture: StoredPicture, content: bytes
    ) -> SendOutcome | None:
        file = InputFile(BytesIO(content), filename="picture.png")
        outcome, ref = await self._send_photo(address, form, file)
        if isinstance(outcome, Rejected):
            return None
        if ref is not None:
            await self._keep_ref(picture, ref)
        return outcome

    async def _ref_of(self, picture: StoredPicture) -> str | None:
        """Give what Telegram calls a picture; None also where that cannot be read now."""
        try:
            return await self._pictures.remote_ref(Platform.TELEGRAM, picture.content_hash)
        except StorageError:
            return None

    async def _keep_ref(self, picture: StoredPicture, ref: str | None) -> None:
        """Note it, best effort: what was sent is sent, and the next upload is noted again."""
        with suppress(StorageError):
            await self._pictures.keep_ref(Platform.TELEGRAM, picture.content_hash, ref)


def _caption(form: Drawn | None) -> dict[str, object]:
    if form is None:
        return {}
    return {
        "caption": form.text or None,
        "caption_entities": list(form.entities) or None,
        "reply_markup": form.keyboard,
    }

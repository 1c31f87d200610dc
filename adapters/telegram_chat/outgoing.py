"""A message as Telegram takes it: text, entities, buttons; never markup. Pure.

Words that a person typed stay words, since no parse mode is ever given. What Telegram itself
makes of them (a page, a command or an @name that can be tapped) opens nothing unasked: previews
are off, and an @name calls somebody only in a group, where no typed words are ever shown.
"""

from dataclasses import dataclass

from telegram import LinkPreviewOptions, MessageEntity

from adapters.telegram_chat.entities import laid_out
from adapters.telegram_chat.keyboard import InlineKeyboard, keyboard_of
from adapters.telegram_chat.plain_text import CUT, is_blank
from bot.domain.message import Media, OutgoingMessage
from bot.domain.text import Text, plain, utf16_units

MAX_TEXT = 4096  # Bot API, sendMessage: text after entities parsing, in UTF-16 units
MAX_CAPTION = 1024  # Bot API, sendPhoto: caption after entities parsing
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A message ready to be sent; a caption may be empty, a text never is."""

    text: str
    entities: tuple[MessageEntity, ...]
    keyboard: InlineKeyboard | None
    silent: bool
    media: Media | None  # the picture whose caption the text is


def drawn(message: OutgoingMessage, *, as_caption: bool = False) -> Drawn:
    """Draw a message for a text, or for the caption of a picture.

    Without the picture its alternative text stands below the words, a paragraph of its own. A
    text that shows nothing becomes "…", so that its buttons can still be tapped. A question
    needs no form here: the next text answers it.

    Raises:
        ValueError: if the buttons cannot be sent.
    """
    words = message.text if as_caption else _with_picture_told(message)
    text, entities = laid_out(words, limit=MAX_CAPTION if as_caption else MAX_TEXT)
    if is_blank(text):
        text, entities = "" if as_caption else CUT, ()
    return Drawn(
        text=text,
        entities=entities,
        keyboard=keyboard_of(message.rows),
        silent=message.silent,
        media=message.media if as_caption else None,
    )


def fits_caption(message: OutgoingMessage) -> bool:
    """Say whether all the words of a message can stand below a picture."""
    return utf16_units(message.text) <= MAX_CAPTION


def _with_picture_told(message: OutgoingMessage) -> Text:
    if message.media is None:
        return message.text
    return (*message.text, *plain(f"\n\n{message.media.alt_text}"))

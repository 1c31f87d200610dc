"""editMessageText, …Caption, …Media, …ReplyMarkup and deleteMessage."""

import json
from dataclasses import replace
from typing import Any

from tests.emulators.telegram.entities import units
from tests.emulators.telegram.given import Given
from tests.emulators.telegram.keyboards import read_keyboard
from tests.emulators.telegram.model import Chat, Message, edited
from tests.emulators.telegram.reach import chat_named
from tests.emulators.telegram.refusals import refuse
from tests.emulators.telegram.sending import (
    LONGEST_CAPTION,
    keep_document,
    keep_photo,
    read_caption,
    read_text,
    read_words,
)
from tests.emulators.telegram.shown import message_json
from tests.emulators.telegram.world import World

DELETABLE_S = 48 * 3600
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the"
    " same as a current content and reply markup of the message"
)


def message_named(world: World, given: Given, what: str = "edit") -> tuple[Chat, Message]:
    """Find the message that a request names.

    Raises:
        Refused: if there is none.
    """
    chat = chat_named(world, given)
    message_id = given.integer("message_id")
    if not message_id:
        refuse("message identifier is not specified")
    if message_id not in chat.messages:
        refuse(f"message to {what} not found")
    return chat, chat.messages[message_id]


def own_message(world: World, given: Given) -> tuple[Chat, Message]:
    """Find a message of the bot, which alone it may edit."""
    chat, message = message_named(world, given)
    if not message.from_bot:
        refuse("message can't be edited")
    return chat, message


def put_edited(world: World, given: Given, chat: Chat, message: Message, **content: Any) -> Any:
    """Keep what changed and give the message; a markup that is left out goes away."""
    buttons = read_keyboard(given.json_object("reply_markup"))
    changed = edited(message, at=world.clock.now(), buttons=buttons, **content)
    if replace(changed, edited_at=message.edited_at, earlier=message.earlier) == message:
        refuse(SAME)
    return message_json(world, chat, chat.put(changed))


def edit_text(world: World, given: Given) -> Any:
    """Answer editMessageText."""
    chat, message = own_message(world, given)
    text, entities = read_text(world, given)
    if message.photo or message.document:
        refuse("there is no text in the message to edit")
    return put_edited(world, given, chat, message, text=text, entities=entities)


def edit_caption(world: World, given: Given) -> Any:
    """Answer editMessageCaption."""
    chat, message = own_message(world, given)
    text, entities = read_caption(world, given)
    if not (message.photo or message.document):
        refuse("there is no caption in the message to edit")
    return put_edited(world, given, chat, message, text=text, entities=entities)


def edit_media(world: World, given: Given) -> Any:
    """Answer editMessageMedia: a photo or a document, with its caption."""
    chat, message = own_message(world, given)
    media = given.json_object("media") or {}
    inner = Given({**given.sent, **_flat(media)})
    text, entities = read_words(world, inner, "caption", "caption_entities")
    if units(text) > LONGEST_CAPTION:
        refuse("message caption is too long")
    if media.get("type") == "photo":
        files = {"photo": keep_photo(world, inner, "media"), "document": None}
    elif media.get("type") == "document":
        files = {"photo": None, "document": keep_document(world, inner, "media")}
    else:
        refuse("can't parse InputMedia: this emulator knows photos and documents")
    return put_edited(world, given, chat, message, text=text, entities=entities, **files)


def edit_markup(world: World, given: Given) -> Any:
    """Answer editMessageReplyMarkup."""
    chat, message = own_message(world, given)
    return put_edited(world, given, chat, message)


def delete_message(world: World, given: Given) -> Any:
    """Answer deleteMessage."""
    chat, message = message_named(world, given, "delete")
    too_old = world.clock.now() - message.at >= DELETABLE_S
    foreign = not message.from_bot and chat.kind != "private"
    if too_old or (foreign and chat.bot_status != "administrator"):
        refuse("message can't be deleted")
    chat.take_out(message.message_id)
    return True


def _flat(media: dict[str, Any]) -> dict[str, str]:
    """Give the caption of a media object as parameters of its own."""
    flat = {"media": str(media.get("media", ""))}
    flat |= {name: media[name] for name in ("caption", "parse_mode") if name in media}
    if "caption_entities" in media:
        flat["caption_entities"] = json.dumps(media["caption_entities"])
    return flat


METHODS = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
}

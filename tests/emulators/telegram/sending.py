"""sendMessage, sendPhoto, sendDocument, sendChatAction."""

from typing import Any

from tests.emulators.telegram.entities import Entity, clean, is_empty, read_entities, units
from tests.emulators.telegram.given import Given
from tests.emulators.telegram.images import photo_size
from tests.emulators.telegram.keyboards import read_keyboard
from tests.emulators.telegram.model import Chat, Message
from tests.emulators.telegram.reach import chat_named, replied_to, thread_named
from tests.emulators.telegram.refusals import refuse
from tests.emulators.telegram.shown import message_json
from tests.emulators.telegram.wire import Upload
from tests.emulators.telegram.world import World

LONGEST_TEXT = 4096  # UTF-16 units, after the entities are parsed
LONGEST_CAPTION = 1024
LARGEST_FILE = 50 * 2**20
ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note",
    "upload_video_note",
}  # fmt: skip

Words = tuple[str, tuple[Entity, ...]]


def read_words(world: World, given: Given, text: str, entities: str) -> Words:
    """Read a text and its entities, cleaned.

    Raises:
        Refused: for markup, which the rules forbid, and for wrong entities.
    """
    if given.text("parse_mode") and not world.rules.parse_mode:
        world.fault("parse_mode was sent: words must come with their entities")
        refuse("this emulator takes no parse_mode")
    words = given.text(text)
    return clean(words, read_entities(given.json_list(entities), words))


def read_text(world: World, given: Given) -> Words:
    """Read the text of a message."""
    text, entities = read_words(world, given, "text", "entities")
    if is_empty(text):
        refuse("message text is empty")
    if units(text) > LONGEST_TEXT:
        refuse("message is too long")
    return text, entities


def read_caption(world: World, given: Given) -> Words:
    """Read the words under a picture, which may be none."""
    text, entities = read_words(world, given, "caption", "caption_entities")
    if units(text) > LONGEST_CAPTION:
        refuse("message caption is too long")
    return text, entities


def say(world: World, given: Given, chat: Chat, **content: Any) -> Message:
    """Put the bot's message into a chat; its keyboard and place are checked before."""
    raw = given.json_object("reply_markup")
    buttons = read_keyboard(raw)
    thread_id = thread_named(chat, given)
    reply_to = replied_to(chat, given)
    chat.bot_spoke_last = True
    return world.say(
        chat,
        sender_id=world.bot.user_id,
        from_bot=True,
        buttons=buttons,
        markup=None if buttons else raw,
        silent=given.yes("disable_notification"),
        thread_id=thread_id,
        reply_to=reply_to,
        **content,
    )


def send_message(world: World, given: Given) -> Any:
    """Answer sendMessage."""
    chat = chat_named(world, given)
    text, entities = read_text(world, given)
    message = say(world, given, chat, text=text, entities=entities)
    return message_json(world, chat, message)


def keep_photo(world: World, given: Given, name: str) -> str:
    """Give the file_id of a photo, uploaded or known."""
    upload = given.upload(name)
    if upload is None:
        return world.files.named(file_id_in(given, name), "photo").file_id
    return world.files.keep(upload, "photo", photo_size(upload.content))


def keep_document(world: World, given: Given, name: str) -> str:
    """Give the file_id of a document, uploaded or known."""
    upload = given.upload(name)
    if upload is None:
        return world.files.named(file_id_in(given, name), "document").file_id
    check_document(upload)
    return world.files.keep(upload, "document")


def check_document(upload: Upload) -> None:
    """Refuse a file that may not be sent."""
    if not upload.content:
        refuse("file must be non-empty")
    if len(upload.content) > LARGEST_FILE:
        refuse("file is too big")


def file_id_in(given: Given, name: str) -> str:
    """Give the file_id in a parameter."""
    if not given.text(name):
        refuse(f"there is no {name} in the request")
    return given.text(name)


def send_photo(world: World, given: Given) -> Any:
    """Answer sendPhoto."""
    chat = chat_named(world, given)
    text, entities = read_caption(world, given)
    photo = keep_photo(world, given, "photo")
    message = say(world, given, chat, text=text, entities=entities, photo=photo)
    return message_json(world, chat, message)


def send_document(world: World, given: Given) -> Any:
    """Answer sendDocument."""
    chat = chat_named(world, given)
    text, entities = read_caption(world, given)
    document = keep_document(world, given, "document")
    message = say(world, given, chat, text=text, entities=entities, document=document)
    return message_json(world, chat, message)


def send_chat_action(world: World, given: Given) -> Any:
    """Answer sendChatAction."""
    chat = chat_named(world, given)
    if given.text("action") not in ACTIONS:
        refuse("wrong parameter action in request")
    chat.actions.append(given.text("action"))
    return True


METHODS = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendChatAction": send_chat_action,
}

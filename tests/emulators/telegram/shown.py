"""Messages and users as the JSON of the Bot API."""

from typing import Any

from tests.emulators.telegram.keyboards import keyboard_json
from tests.emulators.telegram.model import Chat, Message
from tests.emulators.telegram.world import World


def message_json(
    world: World, chat: Chat, message: Message, *, deep: bool = True
) -> dict[str, Any]:
    """Give a message; `deep` shows the one it replies to."""
    sender = world.bot if message.from_bot else world.users[message.sender_id]
    body: dict[str, Any] = {
        "message_id": message.message_id,
        "from": sender.as_json(),
        "chat": chat_json(world, chat),
        "date": int(message.at),
        **message.service,
    }
    words = "caption" if message.photo or message.document else "text"
    if message.text:
        body[words] = message.text
    if message.entities:
        name = "entities" if words == "text" else "caption_entities"
        body[name] = [entity.as_json() for entity in message.entities]
    if message.photo:
        body["photo"] = [world.files.photo_json(message.photo)]
    if message.document:
        body["document"] = world.files.document_json(message.document)
    return body | _beside(world, chat, message, deep=deep)


def chat_json(world: World, chat: Chat) -> dict[str, Any]:
    """Give a chat; a private one is named after the person."""
    body = chat.as_json()
    if chat.kind == "private":
        user = world.users[chat.chat_id].as_json()
        body |= {name: user[name] for name in ("first_name", "username") if name in user}
    return body


def _beside(world: World, chat: Chat, message: Message, *, deep: bool) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if message.buttons:
        body["reply_markup"] = keyboard_json(message.buttons)
    if message.edited_at is not None:
        body["edit_date"] = int(message.edited_at)
    if message.thread_id is not None:
        body |= {"message_thread_id": message.thread_id, "is_topic_message": True}
    if deep and message.reply_to in chat.messages:
        replied = chat.messages[message.reply_to]
        body["reply_to_message"] = message_json(world, chat, replied, deep=False)
    return body

"""What people do, as updates."""

from dataclasses import dataclass
from typing import Any

from tests.emulators.telegram.model import Chat, Message
from tests.emulators.telegram.shown import chat_json, message_json
from tests.emulators.telegram.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What an act of a person left: the update (None where the bot must not see it) and ids."""

    update_id: int | None
    message_id: int | None = None
    query_id: str | None = None


def tell_message(world: World, chat: Chat, message: Message, kind: str = "message") -> Deed:
    """Let the bot know of a message that somebody wrote or edited."""
    update_id = world.updates.make(
        kind,
        message_json(world, chat, message),
        chat_id=chat.chat_id,
        person_id=message.sender_id,
        happened_at=message.at if message.edited_at is None else message.edited_at,
    )
    return Deed(update_id=update_id, message_id=message.message_id)


def tell_press(world: World, chat: Chat, message_id: int, person_id: int, data: str) -> Deed:
    """Let the bot know of a press."""
    press = world.new_press(chat.chat_id)
    body: dict[str, Any] = {
        "id": press.query_id,
        "from": world.users[person_id].as_json(),
        "chat_instance": str(1_000_000 + chat.chat_id),
        "data": data,
    }
    message = chat.messages.get(message_id)
    if message is not None:
        body["message"] = message_json(world, chat, message)
    else:
        shown = chat_json(world, chat)
        body["message"] = {"chat": shown, "message_id": message_id, "date": 0}
    update_id = world.updates.make(
        "callback_query", body, chat_id=chat.chat_id, person_id=person_id
    )
    return Deed(update_id=update_id, message_id=message_id, query_id=press.query_id)


def tell_standing(world: World, chat: Chat, by: int, old: str, new: str) -> Deed:
    """Let the bot know that it was blocked, unblocked, added or removed."""
    update_id = world.updates.make(
        "my_chat_member",
        {
            "chat": chat_json(world, chat),
            "from": world.users[by].as_json(),
            "date": int(world.clock.now()),
            "old_chat_member": bot_member(world, old),
            "new_chat_member": bot_member(world, new),
        },
        chat_id=chat.chat_id,
        person_id=by,
    )
    return Deed(update_id=update_id)


def bot_member(world: World, status: str) -> dict[str, Any]:
    """Give the bot as a ChatMember."""
    return member_json(world.bot.as_json(), status)


ADMIN_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages",
    "can_manage_video_chats", "can_restrict_members", "can_promote_members", "can_change_info",
    "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip


def member_json(user: dict[str, Any], status: str) -> dict[str, Any]:
    """Give a ChatMember of this status with all fields that it must have."""
    body: dict[str, Any] = {"status": status, "user": user}
    if status == "kicked":
        body["until_date"] = 0
    if status == "creator":
        body["is_anonymous"] = False
    if status == "administrator":
        body |= dict.fromkeys(ADMIN_RIGHTS, False) | {"can_manage_chat": True}
    return body

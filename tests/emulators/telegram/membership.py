"""getChatMember and getChatAdministrators."""

from typing import Any

from tests.emulators.telegram.deeds import bot_member, member_json
from tests.emulators.telegram.given import Given
from tests.emulators.telegram.model import Chat
from tests.emulators.telegram.reach import chat_named
from tests.emulators.telegram.refusals import refuse
from tests.emulators.telegram.world import World

ADMINS = {"creator", "administrator"}


def status_of(chat: Chat, user_id: int) -> str:
    """Give the standing of a person in a chat."""
    if chat.kind == "private":
        return "member" if user_id == chat.chat_id else "left"
    return chat.members.get(user_id, "left")


def get_chat_member(world: World, given: Given) -> Any:
    """Give one member, who may have left."""
    chat = chat_named(world, given)
    user_id = given.integer("user_id")
    if user_id not in world.users:
        refuse("PARTICIPANT_ID_INVALID")
    if user_id == world.bot.user_id:
        return bot_member(world, chat.bot_status)
    return member_json(world.users[user_id].as_json(), status_of(chat, user_id))


def get_chat_administrators(world: World, given: Given) -> Any:
    """Give the administrators of a group who are no bots."""
    chat = chat_named(world, given)
    if chat.kind == "private":
        refuse("there are no administrators in the private chat")
    return [
        member_json(world.users[user_id].as_json(), status)
        for user_id, status in chat.members.items()
        if status in ADMINS
    ]


METHODS = {
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
}

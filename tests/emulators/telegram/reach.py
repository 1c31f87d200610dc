"""Whether the bot may write into a chat, and where in it."""

from tests.emulators.telegram.given import Given
from tests.emulators.telegram.model import GENERAL, Chat
from tests.emulators.telegram.refusals import forbid, refuse
from tests.emulators.telegram.world import World


def chat_named(world: World, given: Given) -> Chat:
    """Find the chat that a request names.

    Raises:
        Refused: if there is none, or the bot is not in it.
    """
    if not given.text("chat_id"):
        refuse("chat_id is empty")
    try:
        chat_id = int(given.text("chat_id"))
    except ValueError:
        refuse("chat not found")
    chat = world.chats.get(chat_id)
    if chat is not None and chat.kind != "private":
        return _group(chat)
    return _private(world, chat_id, chat)


def _private(world: World, user_id: int, chat: Chat | None) -> Chat:
    user = world.users.get(user_id)
    if user is None or user is world.bot:
        refuse("chat not found")
    if user.deleted:
        forbid("user is deactivated")
    if chat is None or not chat.messages:
        forbid("bot can't initiate conversation with a user")
    if chat.bot_status == "kicked":
        forbid("bot was blocked by the user")
    return chat


def _group(chat: Chat) -> Chat:
    if chat.migrated_to is not None:
        words = "group chat was upgraded to a supergroup chat"
        refuse(words, migrate_to_chat_id=chat.migrated_to)
    if chat.bot_status == "kicked":
        forbid(f"bot was kicked from the {chat.kind} chat")
    if chat.bot_status == "left":
        forbid(f"bot is not a member of the {chat.kind} chat")
    return chat


def thread_named(chat: Chat, given: Given) -> int | None:
    """Give the topic to write into; None is the chat itself, or General.

    Raises:
        Refused: if there is no such topic, or it is closed.
    """
    thread_id = given.integer("message_thread_id")
    general = chat.topics.get(GENERAL)
    if thread_id is None:
        if general is not None and general.closed:
            refuse("TOPIC_CLOSED")
        return None
    topic = chat.topics.get(thread_id)
    if topic is None or thread_id == GENERAL:
        refuse("message thread not found")
    if topic.closed:
        refuse("TOPIC_CLOSED")
    return thread_id


def replied_to(chat: Chat, given: Given) -> int | None:
    """Give the message that is replied to.

    Raises:
        Refused: if it is gone and the request does not put up with that.
    """
    reply = given.json_object("reply_parameters")
    if reply is None:
        return None
    if reply.get("message_id") in chat.messages:
        return int(reply["message_id"])
    if not reply.get("allow_sending_without_reply"):
        refuse("message to be replied not found")
    return None

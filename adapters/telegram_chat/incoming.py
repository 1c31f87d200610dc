"""One update of the Bot API as an update of the core. Pure, and never raises."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapters.telegram_chat.arrival import Ignored, Incoming, Me, Readable, Reason, Unread
from adapters.telegram_chat.contents import is_service, kind_of
from adapters.telegram_chat.fields import (
    UnreadError,
    body_of,
    has_part,
    number,
    part,
    short_ref,
    words,
)
from adapters.telegram_chat.typed import Typed, cleaned, command_in
from bot.domain.action import unpack
from bot.domain.address import ChatAddress, Platform
from bot.domain.update import (
    ButtonPressed,
    ChatClosed,
    ChatMigrated,
    ChatOpened,
    CommandReceived,
    TextReceived,
    UnreadableReceived,
    Update,
)

GENERAL_TOPIC = 1  # sending to it is refused (tdlib/telegram-bot-api#798): it has no thread
_GROUPS = frozenset({"group", "supergroup"})
_OUT = frozenset({"left", "kicked"})
_PRIVATE_CHANGES: dict[str, type[ChatClosed] | type[ChatOpened]] = {
    "kicked": ChatClosed,
    "member": ChatOpened,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrived:
    """The envelope of an update: its name, and to whom it came."""

    update_ref: str
    me: Me

    def ignored(self, reason: Reason) -> Ignored:
        return Ignored(self.update_ref, reason)

    def way_in(self) -> str:
        return f"https://t.me/{self.me.username}"


_Reader = Callable[[_Arrived, Mapping[str, object]], Incoming]


def read_update(raw: object, me: Me) -> Incoming:
    """Read one update as getUpdates or a webhook gives it, whatever it holds."""
    source: Mapping[str, object] = {}
    update_ref = None
    try:
        source = part({"update": raw}, "update")
        update_ref = str(number(source, "update_id"))
        return _read(_Arrived(update_ref=update_ref, me=me), source)
    except UnreadError:
        return Unread(update_ref, _waiting_chat(source), body_of(raw))


def _read(arrived: _Arrived, source: Mapping[str, object]) -> Incoming:
    for name, reader in _READERS.items():
        if name in source:
            return reader(arrived, part(source, name))
    if "edited_message" in source:
        return arrived.ignored(Reason.EDITED)
    is_of_channel = "channel_post" in source or "edited_channel_post" in source
    return arrived.ignored(Reason.CHANNEL if is_of_channel else Reason.OTHER_KIND)


def _waiting_chat(source: Mapping[str, object]) -> str | None:
    """Find the private chat of an update that could not be read."""
    try:
        if "callback_query" in source:
            source = part(source, "callback_query")
        chat = part(part(source, "message"), "chat")
        return str(number(chat, "id")) if words(chat, "type") == "private" else None
    except UnreadError:
        return None


def _message(arrived: _Arrived, message: Mapping[str, object]) -> Incoming:
    kind = _kind_of_chat(message)
    if kind == "channel":
        return arrived.ignored(Reason.CHANNEL)
    return (_in_private if kind == "private" else _in_group)(arrived, message)


def _in_private(arrived: _Arrived, message: Mapping[str, object]) -> Incoming:
    ignored = _of_a_bot(arrived, message)
    if ignored is not None:
        return ignored
    address, user_ref = _address(message), _private_user_ref(message, part(message, "from"))
    text = cleaned(words(message, "text")) if "text" in message else ""
    if text:
        return Readable(_said(arrived.update_ref, address, user_ref, text))
    if is_service(message):
        return arrived.ignored(Reason.SERVICE)
    return Readable(
        UnreadableReceived(
            update_ref=arrived.update_ref,
            address=address,
            user_ref=user_ref,
            kind=kind_of(message),
        ),
    )


def _said(update_ref: str, address: ChatAddress, user_ref: str, text: str) -> Update:
    """Tell a command and plain words apart.

    In private every command is ours, whatever bot it names: there is no other to hear it, and
    a /stop must be heard even where the bot had another name.
    """
    command = command_in(text)
    if command is None:
        return TextReceived(update_ref=update_ref, address=address, user_ref=user_ref, text=text)
    return CommandReceived(
        update_ref=update_ref,
        address=address,
        user_ref=user_ref,
        name=command.name,
        argument=command.argument,
    )


def _in_group(arrived: _Arrived, message: Mapping[str, object]) -> Incoming:
    if "migrate_to_chat_id" in message:
        return Readable(
            ChatMigrated(
                update_ref=arrived.update_ref,
                address=_address(message),
                user_ref=_group_user_ref(message),
                private=False,
                way_in=arrived.way_in(),
                new_chat_ref=str(number(message, "migrate_to_chat_id")),
            ),
        )
    if "migrate_from_chat_id" in message:
        return arrived.ignored(Reason.MIGRATED)
    if is_service(message):
        return arrived.ignored(Reason.SERVICE)
    # A group's own admins and its channels speak as chats; their user is then a stand-in bot.
    ignored = None if "sender_chat" in message else _of_a_bot(arrived, message)
    if ignored is not None:
        return ignored
    if message.get("is_automatic_forward") is True:
        return arrived.ignored(Reason.CHANNEL)
    command = command_in(cleaned(words(message, "text"))) if "text" in message else None
    if command is None:
        return arrived.ignored(Reason.TALK)
    return _asked_in_group(arrived, message, command)


def _asked_in_group(arrived: _Arrived, message: Mapping[str, object], command: Typed) -> Incoming:
    if command.bot and command.bot != arrived.me.username.lower():
        return arrived.ignored(Reason.FOR_ANOTHER_BOT)
    return Readable(
        CommandReceived(
            update_ref=arrived.update_ref,
            address=_address(message),
            user_ref=_group_user_ref(message),
            private=False,
            way_in=arrived.way_in(),
            name=command.name,
            argument=command.argument,
        ),
    )


def _press(arrived: _Arrived, query: Mapping[str, object]) -> Incoming:
    if "message" not in query:
        return arrived.ignored(Reason.INLINE)
    message = part(query, "message")
    kind = _kind_of_chat(message)
    if kind == "channel":
        return arrived.ignored(Reason.CHANNEL)
    sender, private = part(query, "from"), kind == "private"
    user_ref = _private_user_ref(message, sender) if private else str(number(sender, "id"))
    return Readable(
        ButtonPressed(
            update_ref=arrived.update_ref,
            address=_address(message),
            user_ref=user_ref,
            private=private,
            way_in="" if private else arrived.way_in(),
            action=unpack(words(query, "data")) if "data" in query else None,
            message_ref=str(number(message, "message_id")),
            press_ref=short_ref(query, "id"),
        ),
    )


def _membership(arrived: _Arrived, change: Mapping[str, object]) -> Incoming:
    kind = _kind_of_chat(change)
    status = words(part(change, "new_chat_member"), "status")
    if kind == "channel":
        return arrived.ignored(Reason.CHANNEL)
    if kind != "private":
        return arrived.ignored(_change_in_group(change, status))
    made = _PRIVATE_CHANGES.get(status)
    if made is None:
        return arrived.ignored(Reason.RIGHTS)
    user_ref = _private_user_ref(change, part(change, "from"))
    return Readable(
        made(update_ref=arrived.update_ref, address=_address(change), user_ref=user_ref),
    )


def _change_in_group(change: Mapping[str, object], status: str) -> Reason:
    if status in _OUT:
        return Reason.REMOVED
    was_out = words(part(change, "old_chat_member"), "status") in _OUT
    return Reason.ADDED if was_out else Reason.RIGHTS


def _kind_of_chat(source: Mapping[str, object]) -> str:
    kind = words(part(source, "chat"), "type")
    if kind not in {"private", "channel"} and kind not in _GROUPS:
        raise UnreadError("chat.type")
    return kind


def _address(source: Mapping[str, object]) -> ChatAddress:
    """Name the chat, and the topic where a message is really in one (General is none)."""
    thread_ref = None
    if source.get("is_topic_message") is True:
        thread = number(source, "message_thread_id")
        thread_ref = None if thread == GENERAL_TOPIC else str(thread)
    chat_ref = str(number(part(source, "chat"), "id"))
    return ChatAddress(Platform.TELEGRAM, chat_ref, thread_ref)


def _private_user_ref(source: Mapping[str, object], sender: Mapping[str, object]) -> str:
    """Name the person of a private chat, whose id is the chat's: no one's words go to another."""
    user_id = number(sender, "id")
    if user_id != number(part(source, "chat"), "id"):
        raise UnreadError("from.id")
    return str(user_id)


def _group_user_ref(message: Mapping[str, object]) -> str:
    """Name who speaks in a group: a person, or the chat in whose name somebody speaks."""
    speaker = "sender_chat" if has_part(message, "sender_chat") else "from"
    return str(number(part(message, speaker), "id"))


def _of_a_bot(arrived: _Arrived, message: Mapping[str, object]) -> Ignored | None:
    sender = part(message, "from")
    if number(sender, "id") == arrived.me.user_id:
        return arrived.ignored(Reason.OWN)
    return arrived.ignored(Reason.BOT) if sender.get("is_bot") is True else None


_READERS: dict[str, _Reader] = {
    "message": _message,
    "callback_query": _press,
    "my_chat_member": _membership,
}

"""What a chat holds: its messages, its topics and who is in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.emulators.telegram.entities import Entity
from tests.emulators.telegram.keyboards import Button, Buttons

GENERAL = 1  # the id of a forum's first topic, which may not be named in a request


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as those in the chat see it now.

    `text` is the caption where there is a picture or a file. `earlier` are the texts that it had
    before it was edited.
    """

    message_id: int
    chat_id: int
    sender_id: int
    from_bot: bool
    at: float
    text: str = ""
    entities: tuple[Entity, ...] = ()
    buttons: Buttons = ()
    markup: Mapping[str, Any] | None = None  # a reply keyboard or a forced reply
    photo: str | None = None  # its file_id
    photo_size: tuple[int, int] = (0, 0)
    document: str | None = None  # its file_id
    silent: bool = False
    thread_id: int | None = None
    reply_to: int | None = None
    edited_at: float | None = None
    earlier: tuple[str, ...] = ()
    service: Mapping[str, Any] = field(default_factory=dict)  # more fields of its JSON

    @property
    def labels(self) -> list[list[str]]:
        """Give the words on its buttons, row by row."""
        return [[button.label for button in row] for row in self.buttons]

    def button(self, wanted: str) -> Button:
        """Find a button by its words or its data.

        Raises:
            LookupError: if the message has none such.
        """
        for row in self.buttons:
            for button in row:
                if wanted in (button.label, button.data):
                    return button
        raise LookupError(wanted, "is no button among", self.labels, "under", self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toast:
    """What a press was answered with; an empty text only ends the waiting."""

    query_id: str
    text: str
    alert: bool
    url: str
    at: float


@dataclass(slots=True, kw_only=True)
class Topic:
    """A topic of a forum."""

    thread_id: int
    name: str
    closed: bool = False


@dataclass(slots=True, kw_only=True)
class Chat:
    """A private chat, a group or a supergroup, as the platform keeps it."""

    chat_id: int
    kind: str  # "private", "group" or "supergroup"
    title: str = ""
    forum: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    deleted: dict[int, Message] = field(default_factory=dict)
    toasts: list[Toast] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)  # sendChatAction
    members: dict[int, str] = field(default_factory=dict)  # person -> status
    topics: dict[int, Topic] = field(default_factory=dict)
    bot_status: str = "member"
    bot_spoke_last: bool = False  # of all bots in the group
    migrated_to: int | None = None
    newest_id: int = 0  # of a supergroup, which counts its own messages

    def put(self, message: Message) -> Message:
        """Keep a message, new or changed."""
        self.messages[message.message_id] = message
        return message

    def take_out(self, message_id: int) -> None:
        """Delete a message."""
        self.deleted[message_id] = self.messages.pop(message_id)

    def as_json(self) -> dict[str, Any]:
        if self.kind == "private":
            return {"id": self.chat_id, "type": "private"}
        body: dict[str, Any] = {"id": self.chat_id, "type": self.kind, "title": self.title}
        return body | ({"is_forum": True} if self.forum else {})


def edited(message: Message, *, at: float, **changes: Any) -> Message:
    """Give a message with other content, remembering what it said before."""
    earlier = (*message.earlier, message.text)
    return replace(message, edited_at=at, earlier=earlier, **changes)

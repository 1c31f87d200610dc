"""What can come in from a platform, as plain values."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.action import Action
from bot.domain.address import ChatAddress, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateBase:
    """What every update tells: its own name on the platform, where, and from whom."""

    update_ref: str
    address: ChatAddress
    user_ref: str
    private: bool = True
    way_in: str = ""  # a link that opens the private chat with the bot; where private is False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReceived(UpdateBase):
    """The person wrote something."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandReceived(UpdateBase):
    """The person asked for something by name, such as /pause 20 March."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonPressed(UpdateBase):
    """The person pressed a button; no action where this version cannot read it."""

    action: Action | None
    message_ref: str
    press_ref: str = ""  # the press itself, where the platform wants it acknowledged


class Unreadable(StrEnum):
    """Kinds of message that the bot cannot read."""

    VOICE = "voice"
    PICTURE = "picture"
    STICKER = "sticker"
    FILE = "file"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableReceived(UpdateBase):
    """The person sent something other than words; its content is not kept."""

    kind: Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatClosed(UpdateBase):
    """The person blocked the bot or left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatOpened(UpdateBase):
    """The person can be reached again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMigrated(UpdateBase):
    """A group got another id on its platform."""

    new_chat_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadUpdate:
    """What came in and is not as its platform says; `body` is its text, cut."""

    update_ref: str
    address: ChatAddress | None  # the private chat that waits for an answer, if that can be read
    platform: Platform
    body: str


Update = (
    TextReceived
    | CommandReceived
    | ButtonPressed
    | UnreadableReceived
    | ChatClosed
    | ChatOpened
    | ChatMigrated
)

"""What one update of the Bot API is to the bot. Values only."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.update import Update


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Who the bot is on Telegram, as getMe tells."""

    user_id: int
    username: str


class Reason(StrEnum):
    """Why an update is left without an answer."""

    EDITED = "edited"  # an edited message is no new message
    CHANNEL = "channel"
    OWN = "own"  # the bot's own message
    BOT = "bot"  # another bot's
    SERVICE = "service"  # written by Telegram itself
    TALK = "talk"  # a group's talk that is no command
    FOR_ANOTHER_BOT = "for_another_bot"
    MIGRATED = "migrated"  # the second of the two messages that tell of one migration
    ADDED = "added"  # to a group
    REMOVED = "removed"  # from a group
    RIGHTS = "rights"  # changed, in a group
    INLINE = "inline"  # a button under a message that no bot sent to a chat
    OTHER_KIND = "other_kind"  # a kind of update that this version does not use


@dataclass(frozen=True, slots=True)
class Readable:
    """An update for the core."""

    update: Update


@dataclass(frozen=True, slots=True)
class Ignored:
    """An update that needs no answer."""

    update_ref: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Unread:
    """What is set aside: it is not as the Bot API says.

    `chat_ref` is the private chat that waits for an answer, where that much can be read.
    """

    update_ref: str | None
    chat_ref: str | None
    body: str  # JSON, plain ASCII, at most 4,000 characters


Incoming = Readable | Ignored | Unread

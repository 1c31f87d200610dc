"""Where a message can be delivered, and how a platform names a person."""

from dataclasses import dataclass
from enum import StrEnum


class Platform(StrEnum):
    """Where a chat lives; the value is stored in the database."""

    TELEGRAM = "telegram"
    DISCORD = "discord"
    TERMINAL = "terminal"


@dataclass(frozen=True, slots=True)
class ChatAddress:
    """One chat on one platform; a thread where the platform has them."""

    platform: Platform
    chat_ref: str
    thread_ref: str | None = None

"""All that the emulator keeps: people, chats, updates, files, presses and the log."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.telegram.clock import EmulatorClock
from tests.emulators.telegram.files import Files
from tests.emulators.telegram.log import Log, Noted
from tests.emulators.telegram.model import Chat, Message
from tests.emulators.telegram.updates import Updates

PRESS_LIVES_S = 15.0  # a press answered later is "too old"


@dataclass(slots=True, kw_only=True)
class User:
    """A user of the platform: a person, or the bot itself."""

    user_id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    deleted: bool = False

    def as_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "id": self.user_id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
        }
        optional = {"username": self.username, "language_code": self.language_code}
        return body | {name: value for name, value in optional.items() if value}


@dataclass(slots=True, kw_only=True)
class Press:
    """A press that waits for its answer."""

    query_id: str
    chat_id: int
    at: float
    answered: bool = False


@dataclass(slots=True, kw_only=True)
class Rules:
    """What a test may switch."""

    parse_mode: bool = False  # markup is refused: every text must come with its entities
    privacy: bool = True  # in groups the bot sees only what is meant for it
    press_lives_s: float = PRESS_LIVES_S
    poll_guard: bool = True  # hasty polling is slowed down


@dataclass(slots=True, kw_only=True)
class World:
    """The state of the emulator; it changes only while `log.changed` is held."""

    token: str
    bot: User
    clock: EmulatorClock = field(default_factory=EmulatorClock)
    ticker: Callable[[], float] = time.monotonic
    log: Log = field(default_factory=Log)
    rules: Rules = field(default_factory=Rules)
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    faults_of_ours: list[str] = field(default_factory=list)
    bot_words: dict[tuple[str, str], str] = field(default_factory=dict)  # names, descriptions
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    newest_id: int = 100  # of all messages outside supergroups
    updates: Updates = field(init=False)
    files: Files = field(init=False)

    def __post_init__(self) -> None:
        self.updates = Updates(clock=self.clock, log=self.log)
        self.files = Files(bot_id=self.bot.user_id)

    def private_chat(self, user_id: int) -> Chat:
        """Give the chat of a person with the bot, made with the first message."""
        return self.chats.setdefault(user_id, Chat(chat_id=user_id, kind="private"))

    def next_message_id(self, chat: Chat) -> int:
        """Number the next message; supergroups count their own."""
        if chat.kind == "supergroup":
            chat.newest_id += 1
            return chat.newest_id
        self.newest_id += 1
        return self.newest_id

    def say(self, chat: Chat, **content: Any) -> Message:
        """Put a new message into a chat."""
        return chat.put(
            Message(
                message_id=self.next_message_id(chat),
                chat_id=chat.chat_id,
                at=self.clock.now(),
                **content,
            )
        )

    def fault(self, what: str) -> None:
        """Write down what our side did wrong."""
        self.faults_of_ours.append(what)
        self.log.add(Noted(what=f"fault of ours: {what}"))

    def new_press(self, chat_id: int) -> Press:
        """Begin a press that wants an answer."""
        press = Press(query_id=str(secrets.randbits(62)), chat_id=chat_id, at=self.clock.now())
        self.presses[press.query_id] = press
        return press

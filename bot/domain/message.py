"""What the bot shows: messages, their buttons, and the answer to an update."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.action import Action
from bot.domain.address import ChatAddress
from bot.domain.ids import DeliveryId, PersonId
from bot.domain.text import Text, bold, plain

MAX_LABEL = 80  # Discord, button label; the tightest of the platforms
MAX_BUTTONS_PER_ROW = 5  # Discord, buttons in an action row
MAX_BUTTONS = 25  # Discord, 5 rows of 5
MAX_UNITS = 2000  # Discord, message content, in UTF-16 units
MAX_UNITS_WITH_PICTURE = 1024  # Telegram, caption after entities parsing


class Weight(StrEnum):
    """How a button stands out where the platform can; it never carries meaning."""

    NORMAL = "normal"
    MAIN = "main"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A label with the action that it stands for."""

    label: str
    action: Action
    weight: Weight = Weight.NORMAL


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture of the content library."""

    content_hash: str
    alt_text: str


@dataclass(frozen=True, slots=True)
class MadeChart:
    """A chart to be drawn after the commit; the alternative text says all that it shows."""

    kind: str
    values: tuple[tuple[int, float], ...]
    alt_text: str


Media = StoredPicture | MadeChart


@dataclass(frozen=True, slots=True)
class Question:
    """An answer that is typed: a prompt and an example, for platforms that open a form."""

    action: Action
    prompt: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """A message ready for any adapter."""

    text: Text
    rows: tuple[tuple[Button, ...], ...] = ()
    media: Media | None = None
    question: Question | None = None
    silent: bool = False

    def buttons(self) -> tuple[Button, ...]:
        """Give all buttons in reading order."""
        return tuple(button for row in self.rows for button in row)


@dataclass(frozen=True, slots=True)
class File:
    """A file made for the person who asked."""

    name: str
    content: bytes


class Place(StrEnum):
    """Where an answer belongs."""

    HERE = "here"  # in the message whose button was pressed; a new one after text or a command
    NEW = "new"  # always a new message


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one update gets back: direct and repeatable, shown only after the commit.

    `live` says whose session message this is from now on, so that a step that turns by
    itself finds it. `erase` asks for a person to be erased before the message is shown.
    """

    message: OutgoingMessage | None = None
    place: Place = Place.HERE
    notice: str = ""  # a short line over the chat; at most 80 characters
    file: File | None = None
    live: DeliveryId | None = None
    erase: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Redraw:
    """A message already shown that should look anew; best effort, a press always draws it."""

    address: ChatAddress
    message_ref: str
    message: OutgoingMessage


def card(
    title: str,
    *lines: str,
    rows: tuple[tuple[Button, ...], ...] = (),
    question: Question | None = None,
    silent: bool = False,
) -> OutgoingMessage:
    """Make a message of a bold first line and plain lines below it; empty lines fall out."""
    body = "\n".join(line for line in lines if line)
    text = bold(title) if title else ()
    if title and body:
        text += plain("\n")
    return OutgoingMessage(text=text + plain(body), rows=rows, question=question, silent=silent)

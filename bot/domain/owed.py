"""An answer that is owed until the platform has taken it."""

from dataclasses import dataclass

from bot.domain.address import ChatAddress
from bot.domain.ids import PersonId
from bot.domain.message import Answer
from bot.domain.update import ButtonPressed, Update


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTo:
    """Where the answer to an update belongs."""

    update_ref: str
    address: ChatAddress
    message_ref: str = ""  # the message whose button was pressed; empty: none was
    press_ref: str = ""  # the press itself, which a platform wants acknowledged


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedAnswer:
    """An answer with its address, from when it was made in real time."""

    to: ReplyTo
    person_id: PersonId | None  # None: it is about nobody who is kept
    made_at: int
    answer: Answer


def reply_to(update: Update) -> ReplyTo:
    """Tell where the answer to an update belongs."""
    if isinstance(update, ButtonPressed):
        return ReplyTo(
            update_ref=update.update_ref,
            address=update.address,
            message_ref=update.message_ref,
            press_ref=update.press_ref,
        )
    return ReplyTo(update_ref=update.update_ref, address=update.address)

"""What an error of the Bot API means for a send: sent, surely not sent, or unclear.

The texts are those of the Bot API server (tdlib/telegram-bot-api, Client.cpp), which has no codes
finer than the HTTP status. The library takes their "Bad Request: " away and turns what is left
into small letters, hence the comparisons.
"""

import math
import re
import warnings
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    PassportDecryptionError,
    RetryAfter,
    TelegramError,
)
from telegram.warnings import PTBDeprecationWarning

from bot.domain.delivery import Rejected, RetryLater, SendOutcome, Unknown, Unreachable

NO_TEXT = ("there is no text in the message to edit",)
NOT_MODIFIED = ("message is not modified",)
TOO_OLD = ("query is too old", "query id is invalid")
MESSAGE_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message can't be deleted",
    "message_id_invalid",
    "message_edit_time_expired",
    "message_author_required",
)
THREAD_GONE = (
    "message thread not found",
    "topic_closed",
    "topic_deleted",
    "topic_id_invalid",
)
# No such chat, or none that the bot may write to. Whoever comes back makes the chat known again,
# so these pause a program as a block does, instead of failing each day.
CHAT_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "chat_write_forbidden",
    "chat_restricted",
    "user_is_blocked",
    "input_user_deactivated",
    "user_is_deactivated",
    "not enough rights to send text messages",
    "have no rights to send a message",
    "group chat was deactivated",
    "group chat was deleted",
    "channel_private",
)
# The words before the first sign that could quote what a person wrote.
_WORDS = re.compile(r"[A-Za-z_' ]{0,60}")


class NotSentError(NetworkError):
    """The request surely did not reach the platform, or was surely not carried out."""


class UnclearError(NetworkError):
    """The platform may have carried the request out, or not."""


class FloodError(TelegramError):
    """Too many requests: none may go out for `after_s` seconds.

    Raised instead of the library's RetryAfter, which cannot be made without a warning.
    """

    __slots__ = ("after_s",)

    def __init__(self, after_s: int) -> None:
        super().__init__(f"Too many requests: wait {after_s} s")
        self.after_s = after_s

    def __reduce__(self) -> tuple[type, tuple[int]]:  # type: ignore[override]  # as RetryAfter does
        return self.__class__, (self.after_s,)


def outcome_of(error: TelegramError) -> SendOutcome:
    """Tell what became of a send; only what surely was not sent is RetryLater.

    A group that became a supergroup is RetryLater, as nothing was sent: see `migrated_to`.
    """
    match error:
        case FloodError() | RetryAfter():
            return RetryLater("too many requests", after_s=pause_s(error))
        case ChatMigrated():
            return RetryLater("the group moved")
        case Forbidden():
            return Unreachable(_words_of(error))
        case BadRequest():
            return _outcome_of_refusal(error)
        case NotSentError():
            return RetryLater("not sent")
        case Conflict() | InvalidToken() | EndPointNotFound():
            # Refused before it was looked at. Only the operator can put it right.
            return RetryLater("the platform refuses the bot")
        case PassportDecryptionError():
            return Rejected("not for this bot")
        case _:
            return Unknown("no clear answer")


def _outcome_of_refusal(error: BadRequest) -> SendOutcome:
    if _says(error, CHAT_GONE):
        return Unreachable(_words_of(error))
    return Rejected(_words_of(error))


def pause_s(error: TelegramError) -> int | None:
    """Give the whole seconds for which nobody may send, at least 1; None if none was named."""
    match error:
        case FloodError():
            return max(1, error.after_s)
        case RetryAfter():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", PTBDeprecationWarning)  # int today, then timedelta
                pause = error.retry_after
            seconds = pause.total_seconds() if isinstance(pause, timedelta) else pause
            return max(1, math.ceil(seconds))
        case _:
            return None


def migrated_to(error: TelegramError) -> str | None:
    """Give the chat that a group became; None if this is another error."""
    return str(error.new_chat_id) if isinstance(error, ChatMigrated) else None


def is_not_modified(error: TelegramError) -> bool:
    """Say whether an edit failed because the message already looks like that."""
    return isinstance(error, BadRequest) and _says(error, NOT_MODIFIED)


def has_no_text(error: TelegramError) -> bool:
    """Say whether the message to edit is a picture, whose words are its caption."""
    return isinstance(error, BadRequest) and _says(error, NO_TEXT)


def is_too_old(error: TelegramError) -> bool:
    """Say whether a press came too long ago to be answered (over about 15 s)."""
    return isinstance(error, BadRequest) and _says(error, TOO_OLD)


def is_gone(error: TelegramError) -> bool:
    """Say whether the message to edit or delete is no longer there, or no longer the bot's."""
    return isinstance(error, BadRequest) and _says(error, MESSAGE_GONE)


def is_thread_gone(error: TelegramError) -> bool:
    """Say whether the topic is closed, deleted or was never there; the chat may well be."""
    return isinstance(error, BadRequest) and _says(error, THREAD_GONE)


def _says(error: TelegramError, texts: tuple[str, ...]) -> bool:
    said = error.message.lower()
    return any(text in said for text in texts)


def _words_of(error: TelegramError) -> str:
    words = _WORDS.match(error.message.removeprefix("Forbidden: "))
    return (words.group() if words else "").strip().lower() or "refused"

"""What became of a send, told from the error that it ended with."""

import pickle
import warnings
from datetime import timedelta

import pytest
import telegram.error
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
    TimedOut,
)
from telegram.warnings import PTBDeprecationWarning

from adapters.telegram_chat.faults import (
    FloodError,
    NotSentError,
    UnclearError,
    is_gone,
    is_not_modified,
    is_thread_gone,
    is_too_old,
    migrated_to,
    outcome_of,
    pause_s,
)
from bot.domain.delivery import Rejected, RetryLater, SendOutcome, Unknown, Unreachable

NAME = "Anna-Maria"
SECRET = "123456:AAsecret"  # noqa: S105  # made up


def retry_after(pause: float | timedelta) -> RetryAfter:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        return RetryAfter(pause)


# One for each kind that the library or this adapter raises.
OUTCOMES: list[tuple[TelegramError, SendOutcome]] = [
    (TelegramError("Invalid server response"), Unknown("no clear answer")),
    (NetworkError("Bad Gateway (502)"), Unknown("no clear answer")),
    (TimedOut(), Unknown("no clear answer")),
    (UnclearError("ServerDisconnectedError"), Unknown("no clear answer")),
    (NotSentError("ClientConnectorError ECONNREFUSED"), RetryLater("not sent")),
    (FloodError(17), RetryLater("too many requests", after_s=17)),
    (retry_after(17), RetryLater("too many requests", after_s=17)),
    (ChatMigrated(-1005), RetryLater("the group moved")),
    (Conflict("Conflict: webhook"), RetryLater("the platform refuses the bot")),
    (InvalidToken(f"/bot{SECRET}"), RetryLater("the platform refuses the bot")),
    (EndPointNotFound("Endpoint 'x' not found"), RetryLater("the platform refuses the bot")),
    (PassportDecryptionError("x"), Rejected("not for this bot")),
    (
        Forbidden("Forbidden: bot was blocked by the user"),
        Unreachable("bot was blocked by the user"),
    ),
    (BadRequest("Bad Request: message is too long"), Rejected("message is too long")),
]


@pytest.mark.parametrize(("error", "outcome"), OUTCOMES)
def test_each_kind_of_error_has_its_outcome(error: TelegramError, outcome: SendOutcome) -> None:
    assert outcome_of(error) == outcome


def test_no_kind_of_error_of_the_library_is_without_a_chosen_outcome() -> None:
    def kinds(of: type[TelegramError]) -> set[type[TelegramError]]:
        return {of}.union(*map(kinds, of.__subclasses__()))

    chosen = {type(error) for error, _ in OUTCOMES}
    assert {getattr(telegram.error, name) for name in telegram.error.__all__} <= chosen
    known = {kind for kind in kinds(TelegramError) if not kind.__module__.startswith("tests.")}
    assert known == chosen


@pytest.mark.parametrize(
    "said",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
        "Forbidden: bot was kicked from the supergroup chat",
        "Forbidden: bot is not a member of the channel chat",
        "Forbidden: bot can't initiate conversation with a user",
        "Forbidden: bot can't send messages to bots",
        "Forbidden",
    ],
)
def test_whom_the_bot_may_not_write_to_is_unreachable(said: str) -> None:
    assert isinstance(outcome_of(Forbidden(said)), Unreachable)


@pytest.mark.parametrize(
    "said",
    [
        "Bad Request: chat not found",
        "Bad Request: user not found",
        "Bad Request: PEER_ID_INVALID",
        "Bad Request: CHAT_WRITE_FORBIDDEN",
        "Bad Request: not enough rights to send text messages to the chat",
        "Bad Request: have no rights to send a message",
        "Bad Request: group chat was deactivated",
    ],
)
def test_a_chat_that_is_not_there_for_the_bot_is_unreachable(said: str) -> None:
    assert isinstance(outcome_of(BadRequest(said)), Unreachable)


@pytest.mark.parametrize(
    "said",
    [
        "Bad Request: message text is empty",
        "Bad Request: can't parse entities: unexpected end of the tag",
        "Bad Request: BUTTON_DATA_INVALID",
        "Bad Request: wrong file identifier/HTTP URL specified",
        "Bad Request: message thread not found",
        "Status 413",
    ],
)
def test_what_the_platform_never_takes_is_rejected_although_it_is_a_network_error(
    said: str,
) -> None:
    assert isinstance(BadRequest(said), NetworkError)
    assert isinstance(outcome_of(BadRequest(said)), Rejected)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Bad Request: message is too long", "message is too long"),
        (f'Bad Request: can\'t parse "{NAME}"', "can't parse"),
        (f"Bad Request: no such thing: {NAME}", "no such thing"),
        ("Bad Request: " + "very " * 40, "very " * 11 + "very"),
        (f"/bot{SECRET}/sendMessage", "refused"),
        ("", "refused"),
    ],
)
def test_a_reason_is_short_and_quotes_nothing(said: str, reason: str) -> None:
    assert outcome_of(BadRequest(said)) == Rejected(reason)


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (retry_after(3), 3),
        (retry_after(timedelta(seconds=2.01)), 3),
        (retry_after(0), 1),
        (FloodError(0), 1),
        (FloodError(3600), 3600),
        (TimedOut(), None),
    ],
)
def test_a_pause_is_told_in_whole_seconds_and_never_too_short(
    error: TelegramError, seconds: int | None
) -> None:
    assert pause_s(error) == seconds


def test_a_pause_is_told_also_where_the_library_tells_times_its_new_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    assert pause_s(RetryAfter(timedelta(seconds=2.01))) == 3


def test_a_group_that_became_a_supergroup_tells_where_it_is() -> None:
    assert migrated_to(ChatMigrated(-1001234567890123)) == "-1001234567890123"
    assert migrated_to(BadRequest("Chat not found")) is None


HARMLESS = {
    is_not_modified: [
        "Bad Request: message is not modified: specified new message content and reply markup",
    ],
    is_too_old: [
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ],
    is_gone: [
        "Bad Request: message to edit not found",
        "Bad Request: message can't be edited",
        "Bad Request: MESSAGE_ID_INVALID",
        "Bad Request: MESSAGE_EDIT_TIME_EXPIRED",
        "Bad Request: message to delete not found",
    ],
    is_thread_gone: [
        "Bad Request: message thread not found",
        "Bad Request: TOPIC_CLOSED",
        "Bad Request: TOPIC_DELETED",
    ],
}


@pytest.mark.parametrize("said", [text for texts in HARMLESS.values() for text in texts])
def test_each_text_says_one_thing_alone(said: str) -> None:
    true = [ask for ask in HARMLESS if ask(BadRequest(said))]
    assert true == [ask for ask, texts in HARMLESS.items() if said in texts]


def test_a_text_counts_only_in_a_refusal() -> None:
    for ask, texts in HARMLESS.items():
        assert not any(ask(UnclearError(text)) for text in texts)


def test_errors_of_our_own_can_be_copied() -> None:
    copy = pickle.loads(pickle.dumps(FloodError(17)))  # noqa: S301  # our own bytes
    assert (type(copy), copy.after_s, str(copy)) == (FloodError, 17, str(FloodError(17)))

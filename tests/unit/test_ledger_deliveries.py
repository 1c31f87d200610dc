"""Deliveries torn out, doubled or altered in whole books: each is found and named."""

from dataclasses import replace

import pytest

from bot.domain.ledger.rows import LedgerBook, QueueRow
from tests.fakes.book_tampering import Tamper, changed, doubled, without, wrongs
from tests.fakes.books import Keeper
from tests.fakes.kept_books import two_sessions

AT = Keeper().at("2027-03-04 20:00")
LATER = Keeper().at("2027-04-01 12:00")
DAY = 86_400
CARD_AT, QUIET_AT = "2027-03-01 06:30:00 UTC", "2027-03-01 21:00:00 UTC"
MON = "enrollment 1, day 1 (2027-03-01)"
TUE = "enrollment 1, day 2 (2027-03-02)"
WED = "enrollment 1, day 3 (2027-03-03)"
THU = "enrollment 1, day 4 (2027-03-04)"

# Rows of `two_sessions`: 0 card, 1 reminder, 2 morning, 3 card, 4 reminder, 5 morning, 6 finish.
TAMPERED: dict[str, tuple[Tamper, str]] = {
    "a card is gone": (
        lambda b: without(b, "deliveries", 3),
        f"{WED}: the session card is missing",
    ),
    "a reminder is gone": (
        lambda b: without(b, "deliveries", 1),
        f"{MON}: the reminder is missing",
    ),
    "a morning question is gone": (
        lambda b: without(b, "deliveries", 2),
        f"{TUE}: the morning question is missing",
    ),
    "the closing message is gone": (
        lambda b: without(b, "deliveries", 6),
        f"{THU}: the closing message is missing",
    ),
    "a card stands twice": (
        lambda b: doubled(b, "deliveries", 0, delivery_id=8),
        f"{MON}: the session card stands there twice",
    ),
    "a card stands on another day too": (
        lambda b: doubled(b, "deliveries", 0, delivery_id=8, day_no=9),
        "enrollment 1, day 9: a session card in slot 'card' should not be there",
    ),
    "a row stands in a slot that nothing asks for": (
        lambda b: doubled(b, "deliveries", 0, delivery_id=8, slot="later1"),
        f"{MON}: a session card in slot 'later1' should not be there",
    ),
    "a card is of another kind": (
        lambda b: changed(b, "deliveries", 2, kind="session"),
        f"{TUE}: the session card stands where the morning question should be",
    ),
    "a kind that does not exist": (
        lambda b: changed(b, "deliveries", 2, kind="song"),
        f"{TUE}: the row of kind 'song' stands where the morning question should be",
    ),
    "a card is due at another time": (
        lambda b: changed(b, "deliveries", 0, due_at=b.deliveries[0].due_at + 60),
        f"{MON}: the session card is due 2027-03-01 06:31:00 UTC instead of {CARD_AT}",
    ),
    "a card is due at an instant that no calendar has": (
        lambda b: changed(b, "deliveries", 0, due_at=10**15),
        f"{MON}: the session card is due instant {10**15} instead of 2027-03-01 06:30:00 UTC",
    ),
    "a card may be late for longer": (
        lambda b: changed(b, "deliveries", 0, late_until=b.deliveries[0].late_until + 60),
        f"{MON}: the session card may be late until 2027-03-01 21:01:00 UTC instead of {QUIET_AT}",
    ),
    "a card is kept under another date": (
        lambda b: changed(b, "deliveries", 0, local_on="2027-03-02"),
        f"{MON}: the session card is kept under the date 2027-03-02 instead of 2027-03-01",
    ),
    "a card names another session": (
        lambda b: changed(b, "deliveries", 3, args="1"),
        f"{WED}: the session card names session '1' instead of '2'",
    ),
    "a card names no session": (
        lambda b: changed(b, "deliveries", 3, args="x"),
        f"{WED}: the session card names session 'x' instead of '2'",
    ),
    "a card names another rule": (
        lambda b: changed(b, "deliveries", 0, rule="morning"),
        f"{MON}: the session card names the rule 'morning' instead of 'training_day'",
    ),
    "a card says that a move cut it": (
        lambda b: changed(b, "deliveries", 0, state="cancelled", reason="moved", done_at=None),
        f"{MON}: the session card says 'moved', and nothing in the log does",
    ),
    "a card ended for no reason": (
        lambda b: changed(b, "deliveries", 0, state="expired"),
        f"{MON}: the session card is expired without a reason",
    ),
    "a card was sent for a reason": (
        lambda b: changed(b, "deliveries", 0, reason="late"),
        f"{MON}: the session card is sent because of 'late', which cannot be",
    ),
    "a card has an unknown reason": (
        lambda b: changed(b, "deliveries", 0, reason="why not"),
        f"{MON}: the session card is sent because of 'why not', which cannot be",
    ),
    "a card that was sent has no end": (
        lambda b: changed(b, "deliveries", 0, done_at=None),
        f"{MON}: the session card is sent and has no instant of its end",
    ),
    "a card that missed its time has an end": (
        lambda b: changed(b, "deliveries", 2, state="expired", reason="downtime"),
        f"{TUE}: the morning question is expired and has an instant of its end",
    ),
    "a card was called back by a pause that never was": (
        lambda b: changed(b, "deliveries", 2, state="cancelled", reason="paused"),
        f"{TUE}: the morning question says that the program was paused, and the log does not",
    ),
    "a card was sent without being tried": (
        lambda b: changed(b, "deliveries", 0, attempts=0, first_attempt_at=None),
        f"{MON}: the session card is sent after 0 attempts",
    ),
    "a card was tried before it began": (
        lambda b: changed(b, "deliveries", 0, first_attempt_at=b.deliveries[0].due_at - DAY),
        f"{MON}: the session card was first tried outside of its time",
    ),
    "a card was tried more often than it may": (
        lambda b: changed(b, "deliveries", 0, attempts=9),
        f"{MON}: the session card counts 9 attempts, which its first one does not bear out",
    ),
    "a card ended in the future": (
        lambda b: changed(b, "deliveries", 6, done_at=LATER),
        f"{THU}: the closing message ended before it began, or after something later was tried",
    ),
    "a card ended after a later one was tried": (
        lambda b: changed(b, "deliveries", 0, done_at=b.deliveries[3].due_at + 1),
        f"{MON}: the session card ended before it began, or after something later was tried",
    ),
    "a card names no message": (
        lambda b: changed(b, "deliveries", 0, message_ref=None),
        f"{MON}: the session card is sent and names no message",
    ),
    "a reminder that was not needed was tried": (
        lambda b: changed(b, "deliveries", 1, attempts=1, first_attempt_at=b.deliveries[1].due_at),
        f"{MON}: the reminder was over from the start and was tried all the same",
    ),
    "a card is addressed to somebody else": (
        lambda b: changed(b, "deliveries", 0, person_id=2),
        f"{MON}: the session card is addressed to person 2",
    ),
    "a card went out by another platform": (
        lambda b: changed(b, "deliveries", 0, platform="discord"),
        f"{MON}: the session card went out by discord, where the person has no account",
    ),
    "a card went to another chat": (
        lambda b: changed(b, "deliveries", 3, chat_ref="elsewhere"),
        f"{WED}: the session card went to another chat than those around it",
    ),
    "a card has a number from before": (
        lambda b: changed(b, "deliveries", 5, delivery_id=0),
        f"{THU}: the morning question has a number from before the reminder",
    ),
    "a card is of another enrollment": (
        lambda b: changed(b, "deliveries", 0, subject_id=7),
        "person 1: delivery 1 is about enrollment 7, which is not theirs",
    ),
    "a card is of another subject": (
        lambda b: changed(b, "deliveries", 0, subject="club"),
        "person 1: delivery 1 is about club 1, which is not theirs",
    ),
    "a finished card is in the queue": (
        lambda b: replace(b, queue=second_queue(b)),
        f"{MON}: the session card is sent and still in the queue",
    ),
}


def second_queue(book: LedgerBook) -> tuple[QueueRow, ...]:
    keeper = Keeper(deliveries=[book.deliveries[0]])
    keeper.queued()
    return tuple(keeper.queue)


@pytest.mark.parametrize("what", TAMPERED)
def test_a_row_that_was_touched_is_named(what: str) -> None:
    tamper, sentence = TAMPERED[what]
    found = wrongs(tamper(two_sessions().book()), AT)
    assert sentence in found, found

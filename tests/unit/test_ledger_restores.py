"""The ledger takes a message for lost only where a restore was noted that lost it."""

from dataclasses import replace

import pytest

from bot.domain.ledger.rows import LedgerBook
from bot.domain.ledger.whole import Gap, WholeBook, check_whole
from bot.domain.restore import IdsLeftOut, Restore
from tests.fakes.book_tampering import changed, wrongs
from tests.fakes.books import Keeper
from tests.fakes.kept_books import two_sessions

AT = Keeper().at("2027-03-04 20:00")
WED_CARD = 3  # of the rows of `two_sessions`
WED = "enrollment 1, day 3 (2027-03-03)"
BACKUP_AT, RESTORED_AT = Keeper().at("2027-03-03 07:00"), Keeper().at("2027-03-03 09:00")
RESTORE = Restore(from_at=BACKUP_AT, until_at=RESTORED_AT)
FOUND = [f"{WED}: the session card says that a restore lost it, and none did"]


def with_lost_card(book: LedgerBook, *restores: Restore, **columns: object) -> LedgerBook:
    """Let Wednesday's card be one that came due in a lost time."""
    row = {
        "state": "unknown",
        "reason": "restored",
        "attempts": 0,
        "first_attempt_at": None,
        "message_ref": None,
        "done_at": book.deliveries[WED_CARD].due_at,
        **columns,
    }
    return replace(changed(book, "deliveries", WED_CARD, **row), restores=restores)


@pytest.fixture
def book() -> LedgerBook:
    return two_sessions().book()


def test_a_card_that_came_due_in_a_lost_time_counts_as_given(book: LedgerBook) -> None:
    assert wrongs(with_lost_card(book, RESTORE), AT) == []


def test_one_that_was_tried_before_the_backup_does_too(book: LedgerBook) -> None:
    due_at = book.deliveries[WED_CARD].due_at
    tried = with_lost_card(book, RESTORE, attempts=1, first_attempt_at=due_at)
    assert wrongs(tried, AT) == []


@pytest.mark.parametrize(
    "restores",
    [
        (),
        (replace(RESTORE, until_at=BACKUP_AT + 60),),
        (replace(RESTORE, from_at=RESTORED_AT - 60),),
    ],
)
def test_a_card_that_no_restore_lost_is_found(
    book: LedgerBook, restores: tuple[Restore, ...]
) -> None:
    assert wrongs(with_lost_card(book, *restores), AT) == FOUND


def test_a_card_that_was_not_due_yet_is_found(book: LedgerBook) -> None:
    due_at = book.deliveries[WED_CARD].due_at
    assert FOUND[0] in wrongs(with_lost_card(book, RESTORE, done_at=due_at - 60), AT)


@pytest.mark.parametrize("state", ["sent", "expired", "planned"])
def test_a_restore_explains_no_other_end(book: LedgerBook, state: str) -> None:
    assert wrongs(with_lost_card(book, RESTORE, state=state), AT)


def test_a_lost_card_without_an_end_is_found(book: LedgerBook) -> None:
    assert wrongs(with_lost_card(book, RESTORE, done_at=None), AT)


GAP = Gap(table="change", first_id=4, last_id=9, from_at=50_000, to_at=60_000)


@pytest.mark.parametrize(
    ("left_out", "missing"),
    [
        ([("change", 4, 9)], []),
        ([("change", 1, 20)], []),
        ([("change", 4, 6), ("change", 7, 9)], []),
        ([("change", 4, 8)], ["row 9 is"]),
        ([("change", 6, 20)], ["rows 4 to 5 are"]),
        ([("change", 6, 7)], ["rows 4 to 5 are", "rows 8 to 9 are"]),
        ([("change", 20, 30)], ["rows 4 to 9 are"]),
        ([("consent", 4, 9)], ["rows 4 to 9 are"]),
    ],
)
def test_ids_that_a_restore_passed_over_are_not_missing(
    left_out: list[tuple[str, int, int]], missing: list[str]
) -> None:
    whole = WholeBook(gaps=(GAP,), left_out=tuple(IdsLeftOut(*ids) for ids in left_out))
    assert [finding.wrong for finding in check_whole(whole, 100_000)] == [
        f"the database: {rows} missing from change, and nobody was erased then" for rows in missing
    ]

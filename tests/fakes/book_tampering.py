"""Tears rows out of books, doubles and alters them, and reads what is found then."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.domain.ledger.audit import audit
from bot.domain.ledger.rows import LedgerBook

Tamper = Callable[[LedgerBook], LedgerBook]


def wrongs(book: LedgerBook, now: int) -> list[str]:
    """Audit books, and give the sentences."""
    return [finding.wrong for finding in audit(book, now).findings]


def changed(book: LedgerBook, table: str, place: int, **columns: Any) -> LedgerBook:
    """Alter a row of the books."""
    rows = list(getattr(book, table))
    rows[place] = replace(rows[place], **columns)
    return replace(book, **{table: tuple(rows)})


def without(book: LedgerBook, table: str, place: int) -> LedgerBook:
    """Tear a row out of the books."""
    rows = list(getattr(book, table))
    del rows[place]
    return replace(book, **{table: tuple(rows)})


def doubled(book: LedgerBook, table: str, place: int, **columns: Any) -> LedgerBook:
    """Write a row of the books a second time, with some other columns."""
    rows = getattr(book, table)
    return replace(book, **{table: (*rows, replace(rows[place], **columns))})

"""What a backup says of itself, in its `meta`: when it was made, and with which secret beside it."""

from dataclasses import dataclass

from bot.ports.store import Tx
from bot.service.clocks import LAST_AT, kept_offset

BACKUP_AT, SECRET_MARK = "backup_at", "backup_secret_mark"


@dataclass(frozen=True, slots=True)
class BackupMarks:
    """When a backup was made, in people's time, and a mark of the secret; "" where none is known."""

    at: int
    secret_mark: str


def people_now(tx: Tx, host_now: int) -> int:
    """Give people's time: the host's, run ahead as was kept, and not before what was last noted."""
    return max(host_now + kept_offset(tx), last_at(tx))


def last_at(tx: Tx) -> int:
    """Give the last instant of people's time that was noted; 0 for none."""
    return int(tx.meta.get(LAST_AT) or 0)


def mark_backup(tx: Tx, host_now: int, secret_mark: str) -> None:
    """Mark a copy as a backup made now."""
    tx.meta.put(BACKUP_AT, str(people_now(tx, host_now)))
    tx.meta.put(SECRET_MARK, secret_mark)


def marks_of(tx: Tx) -> BackupMarks:
    """Give the marks; of a file copied by other means, the last instant that was noted in it."""
    at = int(tx.meta.get(BACKUP_AT) or 0) or last_at(tx)
    return BackupMarks(at=at, secret_mark=tx.meta.get(SECRET_MARK) or "")


def unmark(tx: Tx) -> None:
    """Take the marks off: a database that runs is no backup."""
    tx.meta.put(BACKUP_AT, "")
    tx.meta.put(SECRET_MARK, "")

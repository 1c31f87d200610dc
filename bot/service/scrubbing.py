"""Notes that deleted rows are still to be written over, so that a crash in between is made up.

Two numbers: how often something was deleted for good, and up to which of them all was scrubbed.
"""

from bot.ports.store import Tx

DELETED, SCRUBBED = "deleted_no", "scrubbed_no"


def owe_scrub(tx: Tx) -> None:
    """Note, with the deletion itself, that its bytes must go too."""
    tx.meta.put(DELETED, str(_number(tx, DELETED) + 1))


def scrub_owed(tx: Tx) -> int | None:
    """Give the number of the last deletion that was not scrubbed; None: all are."""
    deleted = _number(tx, DELETED)
    return deleted if deleted > _number(tx, SCRUBBED) else None


def note_scrubbed(tx: Tx, number: int) -> None:
    """Note that all was scrubbed up to a deletion; one made meanwhile is still owed."""
    tx.meta.put(SCRUBBED, str(number))


def _number(tx: Tx, key: str) -> int:
    return int(tx.meta.get(key) or 0)

"""What is kept of people's time: how far it runs ahead of the host's, and when it was last seen."""

from bot.ports.store import StorageError, Tx
from bot.service.loops import LAST_AT

OFFSET = "clock_offset_s"
MOST_BACK_S = 3600


class HostClockError(StorageError):
    """The host's clock is behind the last time kept here; set it right before starting."""


def kept_offset(tx: Tx) -> int:
    """Give by how much people's time runs ahead of the host's, in seconds."""
    return int(tx.meta.get(OFFSET) or 0)


def keep_offset(tx: Tx, offset_s: int) -> None:
    """Keep how far people's time runs ahead; it never goes back."""
    tx.meta.put(OFFSET, str(max(offset_s, kept_offset(tx))))


def check_host_clock(tx: Tx, now: int) -> None:
    """Refuse to start on a clock that was set back, since days would come twice.

    Raises:
        HostClockError: if now is over an hour before the last time kept.
    """
    last = int(tx.meta.get(LAST_AT) or 0)
    if now < last - MOST_BACK_S:
        hours = (last - now) // MOST_BACK_S
        msg = f"The host's clock is {hours} h behind the last time kept here. Set it right first."
        raise HostClockError(msg)

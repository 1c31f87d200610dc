"""What is kept of people's time: how far it runs ahead of the host's, and when it was last seen."""

import structlog

from bot.ports.clock import Clock
from bot.ports.store import StorageError, Tx
from bot.service.moment import Moment

LOG = structlog.stdlib.get_logger("knead")
OFFSET = "clock_offset_s"
LAST_AT = "last_at"
NOTED_EVERY_S = 30
MOST_BACK_S = 3600


class HostClockError(StorageError):
    """The host's clock is behind the last time kept here; set it right before starting."""


class NeverBack:
    """People's time as steps are told it: it stands still while the host's clock is behind.

    So nothing that was due comes twice, and the books stay in order, when a clock is set back.
    """

    def __init__(self, clock: Clock, last_at: int = 0) -> None:
        self._clock = clock
        self._last_at = last_at
        self._is_told = False

    def now(self) -> int:
        """Give the instant in UTC seconds; never an earlier one than before."""
        at = self._clock.now()
        is_far_behind = at < self._last_at - MOST_BACK_S
        if is_far_behind and not self._is_told:
            LOG.warning(
                "the host's clock was set back; time stands still", behind_s=self._last_at - at
            )
        self._is_told = is_far_behind
        self._last_at = max(self._last_at, at)
        return self._last_at


def last_noted_at(tx: Tx) -> int:
    """Give the last instant that a bot on this database noted; 0 for none."""
    return int(tx.meta.get(LAST_AT) or 0)


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
    last = last_noted_at(tx)
    if now < last - MOST_BACK_S:
        hours = (last - now) // MOST_BACK_S
        msg = f"The host's clock is {hours} h behind the last time kept here. Set it right first."
        raise HostClockError(msg)


def note_time(tx: Tx, at: Moment) -> None:
    """Note the time now and then, so that a host clock set back is noticed at the next start."""
    last = tx.meta.get(LAST_AT)
    if last is None or at.now - int(last) >= NOTED_EVERY_S:
        tx.meta.put(LAST_AT, str(at.now))

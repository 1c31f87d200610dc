"""The steps of a restore on the copy that will take the place of the database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import structlog

from bot.domain.restore import IdsLeftOut, Restore
from bot.ports.store import StorageError, Tx
from bot.service import due_work, lost_time
from bot.service.backup_marks import last_at, people_now, unmark
from bot.service.carry_over import Since, TakenBack, carry_over, forget
from bot.service.clocks import LAST_AT, check_host_clock, keep_offset, kept_offset
from bot.service.lost_time import LostTime
from bot.service.moment import Moment
from bot.service.scrubbing import note_scrubbed, scrub_owed
from storage.sqlite.restore import Restoring

LOG = structlog.stdlib.get_logger("knead")
AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class TakenOver:
    """How much was carried over from an old database, or before whose next session lists come."""

    carried: int | None  # None: there was nothing that could be read
    asked_first: int


def take_clock(tx: Tx, host_now: int, since: Since | None) -> int:
    """Keep the time of whichever database came further, and give people's time.

    Raises:
        HostClockError: if the host's clock was set back.
    """
    if since is not None:
        keep_offset(tx, since.offset_s)
        tx.meta.put(LAST_AT, str(max(since.last_at, last_at(tx))))
    check_host_clock(tx, now=host_now + kept_offset(tx))
    now = people_now(tx, host_now)
    tx.meta.put(LAST_AT, str(now))
    return now


def live_through(
    copy: Restoring, lost: LostTime, at: Moment, taken_back: Sequence[TakenBack]
) -> int:
    """Count all that came due in the lost time as sent; give how many messages that is.

    Consents end in it when they were withdrawn: what came due before then was asked for.
    """
    messages = copy.run(partial(lost_time.end_in_hand, lost=lost, at=at))
    for taken in sorted(taken_back, key=lambda it: it.withdrawn_at):
        if taken.withdrawn_at <= lost.until_at:
            messages += _live_until(copy, replace(lost, until_at=taken.withdrawn_at), at)
        then = replace(at, now=max(taken.withdrawn_at, lost.from_at))
        copy.run(partial(forget, taken=taken, at=then))
    return messages + _live_until(copy, lost, at)


def _live_until(copy: Restoring, lost: LostTime, at: Moment) -> int:
    messages, limit = 0, AT_A_TIME
    while True:
        try:
            lived = copy.run(partial(lost_time.live_through, lost=lost, at=at, limit=limit))
        except StorageError:
            raise
        except Exception:  # one matter that raises must not stop the restore of all others
            if limit == 1:
                LOG.exception("a due matter failed; it is put off until after the restore")
                copy.run(partial(_put_off, lost=lost, at=at))
            limit = 1
            continue
        messages += lived.messages
        if lived.matters < limit:
            return messages
        limit = AT_A_TIME


def _put_off(tx: Tx, lost: LostTime, at: Moment) -> None:
    due = lost_time.next_due(tx, lost)
    if due is not None:
        due_work.postpone(tx, due, at)


def take_over(copy: Restoring, since: Since | None, at: Moment) -> TakenOver:
    """Carry over what people took back; where that is not known, ask the red flags first."""
    copy.run(partial(lost_time.excuse_over, at=at))
    if since is None:
        return TakenOver(None, copy.run(lost_time.ask_flags_first))
    return TakenOver(copy.run(partial(carry_over, since=since, at=at)), 0)


def note(tx: Tx, lost: LostTime, left_out: Sequence[IdsLeftOut]) -> None:
    """Note the restore for the ledger; what it deleted is written over as it is put in place."""
    restore = Restore(from_at=lost.from_at, until_at=lost.until_at, left_out=tuple(left_out))
    lost_time.note_restore(tx, restore)
    unmark(tx)
    owed = scrub_owed(tx)
    if owed is not None:
        note_scrubbed(tx, owed)

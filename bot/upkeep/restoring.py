"""`knead restore FILE`: a backup takes the place of the database; nothing is sent again.

What may have been sent since the backup counts as sent, whoever was erased since stays erased, and
what people took back since stays taken back where the old database can still be read (ADR 10).
"""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from adapters.system_clock import SteppedClock
from bot.config import Config
from bot.parts import moments_of, tombstones_of, use_pinned_zones
from bot.ports.store import StorageError
from bot.service.backup_marks import marks_of
from bot.service.carry_over import Since, read_since
from bot.service.erasures import erase_marked
from bot.service.lost_time import LostTime
from bot.service.moment import Moment
from bot.upkeep.host import counted, free_name, stamp, when, without_bot
from bot.upkeep.restore_checks import DAYS_KEPT, check_erasures
from bot.upkeep.restore_steps import live_through, note, take_clock, take_over
from bot.words.catalog import PoWords
from storage.places import GeoPlaces
from storage.program_catalog import keep_programs
from storage.sqlite.reader import open_reader
from storage.sqlite.restore import BEFORE, Restoring, restoring


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreOrder:
    """What is asked: which file, and what the operator knows that no file tells."""

    backup: Path
    down_since: int | None = None  # host's time: since then no bot ran, so nothing was sent
    even_old: bool = False  # although somebody erased since may come back


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore did."""

    of: Path
    database: Path
    lost: LostTime
    aside: Path | None
    perhaps_sent: int
    erased: int
    carried: int | None  # None: the old database could not be read
    asked_first: int
    notes: tuple[str, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """Say it in lines, without a name or a word about anybody's health."""
        lost = self.lost
        sent = counted(self.perhaps_sent, "message", "messages")
        erased = counted(self.erased, "account", "accounts")
        return (
            f"Restored {self.of}, of {when(lost.from_at)}, to {self.database}.",
            f"{sent} came due since, up to {when(lost.until_at)}: they count as sent.",
            *((f"Erased again: {erased}.",) if self.erased else ()),
            *self._since_lines(),
            *self.notes,
            *self._aside_lines(),
        )

    def _since_lines(self) -> tuple[str, ...]:
        if self.carried is None:
            asked = counted(self.asked_first, "person", "people")
            unknown = (
                "There was no old database that could be read, so it is not known who stopped, "
                "paused or took a consent back since."
            )
            return (
                unknown,
                f"Before the next session the red-flag lists come again, for {asked}.",
            )
        return (f"Stops and pauses since, carried over: {self.carried}.",)

    def _aside_lines(self) -> tuple[str, ...]:
        if self.aside is None:
            return ()
        until = f"within {DAYS_KEPT} days: it still holds whoever is erased from now on"
        return (
            f"The old database is kept as {self.aside}.",
            f"Delete it when all is well, {until}.",
        )


def restore_backup(config: Config, order: RestoreOrder, host_now: int) -> Restored:
    """Put a backup in the place of the database; on any fault all stays as it was.

    Raises:
        StorageError: if a bot runs, the backup cannot be used, or nothing can be written.
    """
    use_pinned_zones()
    database = config.database
    if order.backup.exists() and database.exists() and order.backup.samefile(database):
        msg = f"{database} is the database itself, not a backup of it."
        raise StorageError(msg)
    with without_bot(database, "restore"):
        since = _read_old(database)
        with restoring(order.backup, database) as copy:
            marks = copy.run(marks_of)  # before the clock, which is noted too, is taken over
            times = _times(order, copy, since, marks.at, host_now)
            notes = check_erasures(config, marks, times.now, even_old=order.even_old)
            done = _restore(config, order, copy, since, times)
            return replace(done, notes=notes)


def _read_old(database: Path) -> Since | None:
    """Read what people took back since; None where there is nothing that can be read."""
    try:
        reader = open_reader(database)
        try:
            return reader.read(read_since)
        finally:
            reader.close()
    except StorageError:
        return None


@dataclass(frozen=True, slots=True)
class _Times:
    """When a restore is: by the host's clock, and in people's time."""

    host_now: int
    now: int
    lost: LostTime


def _times(
    order: RestoreOrder, copy: Restoring, since: Since | None, made_at: int, host_now: int
) -> _Times:
    now = copy.run(partial(take_clock, host_now=host_now, since=since))
    from_at, until_at = min(made_at, now), now
    if order.down_since is not None:
        ahead_s = now - host_now
        until_at = order.down_since + ahead_s
        if not from_at <= until_at <= now:
            msg = (
                f"--down-since {when(order.down_since)} does not lie between the backup, of "
                f"{when(from_at - ahead_s)}, and now. Nothing was changed."
            )
            raise StorageError(msg)
    return _Times(host_now, now, LostTime(from_at=from_at, until_at=until_at))


def _restore(
    config: Config, order: RestoreOrder, copy: Restoring, since: Since | None, times: _Times
) -> Restored:
    now, lost = times.now, times.lost
    tombstones = tombstones_of(config)
    erased = copy.run(partial(erase_marked, tombstones=tombstones, at=now))
    at = _moment(config, copy, now)
    perhaps_sent = live_through(copy, lost, at, () if since is None else since.taken_back)
    taken_over = take_over(copy, since, at)
    copy.run(partial(note, lost=lost, left_out=copy.leave_ids_out()))
    has_old = config.database.exists()
    name = f"{config.database.name}{BEFORE}{stamp(times.host_now)}"
    aside = free_name(config.database.with_name(name))
    copy.put_in_place(aside)
    return Restored(
        of=order.backup,
        database=config.database,
        lost=lost,
        aside=aside if has_old else None,
        perhaps_sent=perhaps_sent,
        erased=erased,
        carried=taken_over.carried,
        asked_first=taken_over.asked_first,
    )


def _moment(config: Config, copy: Restoring, now: int) -> Moment:
    """Make the moment of the restore; of programs only those that somebody is in are needed."""
    catalog = copy.run(partial(keep_programs, programs=(), at=now))
    words = PoWords(config.language)
    return moments_of(config, SteppedClock(now), catalog, words, GeoPlaces())()

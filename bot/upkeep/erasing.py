"""`knead erase ACCOUNT`: everything about one person goes, as with their own `/delete`.

The mark comes first, then the rows, then the bytes. Beside a running bot the rows go at once, and
the bot writes over the bytes in its next round: two that rebuild one file would be in each other's
way.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.config import Config, SettingError
from bot.domain.address import Platform
from bot.domain.ids import PersonId
from bot.parts import tombstones_of
from bot.ports.store import DatabaseInUseError, StorageError, Tx
from bot.ports.tombstones import Tombstones
from bot.service.backup_marks import people_now
from bot.service.erase import receipt_of
from bot.service.erasures import erase_one
from bot.service.scrubbing import note_scrubbed, scrub_owed
from storage.sqlite.guest import run_beside
from storage.sqlite.reader import open_reader
from storage.sqlite.runner import SqliteRunner

T = TypeVar("T")

# Longer than the bot waits between two rounds.
PATIENCE_S = 45
LOOK_EVERY_S = 1


@dataclass(frozen=True, slots=True)
class AccountName:
    """An account as an operator names it: `telegram:123`."""

    platform: Platform
    user_ref: str

    def __str__(self) -> str:
        """Give it as it was named."""
        return f"{self.platform}:{self.user_ref}"


@dataclass(frozen=True, slots=True)
class _Known:
    """Who has an account, since when, and what time it is for people."""

    person_id: PersonId
    created_at: int
    now: int


def read_account(text: str) -> AccountName:
    """Read the name of an account.

    Raises:
        SettingError: if it is none.
    """
    platform, _, user_ref = text.partition(":")
    if platform not in set(Platform) or not user_ref:
        names = ", ".join(Platform)
        msg = f"{text}: an account is a platform and a number, such as telegram:123 ({names})."
        raise SettingError(msg)
    return AccountName(Platform(platform), user_ref)


def check_known(config: Config, name: AccountName, host_now: int) -> None:
    """Refuse an account that nobody has.

    Raises:
        StorageError: if it is unknown, or the database cannot be read.
    """
    _find(config.database, name, host_now)


def erase_account(
    config: Config, name: AccountName, host_now: int, sleep: Callable[[float], None]
) -> tuple[str, ...]:
    """Erase everything about whoever has an account; say how far that came.

    Raises:
        StorageError: if the account is unknown, or not even its mark could be kept.
    """
    known = _find(config.database, name, host_now)
    # Later than the beginning, or it would mark somebody who came back since.
    at = max(known.now, known.created_at + 1)
    tombstones = tombstones_of(config)
    _mark(tombstones, name, at)
    is_scrubbed = _erase(config.database, known.person_id, at, sleep)
    if not tombstones.contains(name.platform, name.user_ref, known.created_at):
        _mark(tombstones, name, at)  # the bot wrote the file anew at that moment
    bytes_line = (
        "Its bytes are written over."
        if is_scrubbed
        else "The running bot writes over its bytes in its next round, or at its next start."
    )
    return (
        f"Erased {name}. Receipt {receipt_of(known.person_id, at)}.",
        bytes_line,
        "Backups made before still hold it; a restore of one erases it again.",
    )


def _mark(tombstones: Tombstones, name: AccountName, at: int) -> None:
    tombstones.add(name.platform, name.user_ref, at)


def _find(database: Path, name: AccountName, host_now: int) -> _Known:
    def find(tx: Tx) -> _Known | None:
        account = tx.people.account(name.platform, name.user_ref)
        if account is None:
            return None
        created_at = tx.people.person(account.person_id).created_at
        return _Known(account.person_id, created_at, people_now(tx, host_now))

    known = _read(database, find)
    if known is None:
        msg = f"Nobody is known here as {name}; nothing was erased."
        raise StorageError(msg)
    return known


def _erase(database: Path, person_id: PersonId, at: int, sleep: Callable[[float], None]) -> bool:
    """Erase the rows, and their bytes; False where the bytes are left to a running bot."""
    erase = partial(erase_one, person_id=person_id, at=at)
    try:
        runner = SqliteRunner.open(database)
    except DatabaseInUseError:
        run_beside(database, erase)
        return _is_scrubbed(database, sleep)
    try:
        runner.run(erase)
        asyncio.run(runner.scrub())
        runner.run(_note_scrubbed)
    finally:
        runner.close()
    return True


def _read(database: Path, fn: Callable[[Tx], T]) -> T:
    reader = open_reader(database)
    try:
        return reader.read(fn)
    finally:
        reader.close()


def _note_scrubbed(tx: Tx) -> None:
    owed = scrub_owed(tx)
    if owed is not None:
        note_scrubbed(tx, owed)


def _is_scrubbed(database: Path, sleep: Callable[[float], None]) -> bool:
    """Wait until the running bot has written over what was erased; False if it takes too long."""
    for _ in range(round(PATIENCE_S / LOOK_EVERY_S)):
        if _read(database, scrub_owed) is None:
            return True
        sleep(LOOK_EVERY_S)
    return False

"""`knead backup FILE`: a whole copy of the database, also beside a running bot."""

import hashlib
import hmac
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.config import Config
from bot.parts import kept_secret
from bot.service.backup_marks import mark_backup
from storage.backup_note import BackupNote, keep_note
from storage.sqlite.copies import back_up

MARKED = b"the secret beside a backup"
KEEP_TOO = (
    "Keep {secret} too, apart from it: without it nobody can tell whom a restore must not bring "
    "back."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupMade:
    """Where a backup stands, how large it is, and what else is to be said."""

    path: Path
    bytes: int
    notes: tuple[str, ...]

    def lines(self) -> tuple[str, ...]:
        """Say it in lines."""
        return (f"Backed up to {self.path} ({self.bytes:,} bytes), checked.", *self.notes)


def make_backup(config: Config, target: Path, host_now: int) -> BackupMade:
    """Write a checked backup to a file that is not there yet, and note beside the database when.

    Raises:
        StorageError: if the database cannot be read or the file cannot be written.
    """
    note = partial(mark_backup, host_now=host_now, secret_mark=secret_mark(config))
    size = back_up(config.database, target, note)
    notes = [] if config.names_a_secret else [KEEP_TOO.format(secret=config.secret_path)]
    try:
        keep_note(config.database, BackupNote(at=host_now, path=target.absolute()))
    except OSError as error:
        notes.append(
            f"That it was made could not be noted beside the database ({error.strerror})."
        )
    return BackupMade(path=target, bytes=size, notes=tuple(notes))


def secret_mark(config: Config) -> str:
    """Give a mark by which the secret is known again and from which it cannot be told.

    "" where there is no secret yet.
    """
    secret = kept_secret(config)
    if secret is None:
        return ""
    return hmac.new(secret, MARKED, hashlib.sha256).hexdigest()

"""Notes when the last backup of a database was made, in a file beside it.

Not in it: a running bot's database is not written to for that, and a restore does not forget it.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from storage.files import write_whole


@dataclass(frozen=True, slots=True)
class BackupNote:
    """The last backup of a database: when it was made, by the host's clock, and where."""

    at: int
    path: Path


def note_path(database: Path) -> Path:
    """Give where the note of a database stands."""
    return database.with_name(database.name + ".last_backup")


def keep_note(database: Path, note: BackupNote) -> None:
    """Keep a note in place of the one before.

    Raises:
        OSError: if it cannot be written.
    """
    held = json.dumps({"at": note.at, "path": str(note.path)})
    write_whole(note_path(database), held.encode() + b"\n")


def read_note(database: Path) -> BackupNote | None:
    """Give the note; None where there is none, or none that can be read."""
    try:
        held = json.loads(note_path(database).read_bytes())
        return BackupNote(at=int(held["at"]), path=Path(held["path"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None

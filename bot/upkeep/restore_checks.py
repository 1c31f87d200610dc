"""Makes sure, before a restore, that whoever was erased since the backup stays erased."""

from bot.config import Config
from bot.ports.store import StorageError
from bot.service.backup_marks import BackupMarks
from bot.upkeep.backing_up import secret_mark
from bot.upkeep.host import DAY_S
from storage.tombstones import KEPT_S

DAYS_KEPT = KEPT_S // DAY_S


def check_erasures(
    config: Config, marks: BackupMarks, now: int, *, even_old: bool
) -> tuple[str, ...]:
    """Refuse a restore that could bring erased people back; give what the operator should know.

    Raises:
        StorageError: if the backup is older than marks are kept, or the marks cannot be read.
    """
    if now - marks.at > KEPT_S and not even_old:
        msg = (
            f"The backup is {(now - marks.at) // DAY_S} days old. Marks of erased people are kept "
            f"for {DAYS_KEPT} days, so somebody erased since could come back. Take a newer "
            "one, or add --even-old if you have made sure of that. Nothing was changed."
        )
        raise StorageError(msg)
    stones = config.tombstones_path
    if stones.exists() and not _is_readable(marks, secret_mark(config)):
        msg = (
            f"{stones} cannot be read: the secret is not the one of the time of the backup. "
            f"Put that back as {config.secret_path}, or set KNEAD_SECRET. Nothing was changed."
        )
        raise StorageError(msg)
    if not stones.exists():
        missing = (
            f"There are no marks of erased people here ({stones}). If anybody was erased since "
            "the backup, put that file here and restore again before you start the bot."
        )
        return (missing,)
    return ()


def _is_readable(marks: BackupMarks, here: str) -> bool:
    """Tell whether marks can be read with the secret that is here; it is the one of then."""
    return here != "" and marks.secret_mark in ("", here)

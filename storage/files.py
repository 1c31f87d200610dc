"""Writes small files so that they survive a lost power supply, readable by their owner alone."""

import os
from pathlib import Path

_OWNER_ALONE = 0o600


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in place of an older one: afterwards there is the one or the other, whole."""
    unfinished = path.with_name(path.name + ".new")
    unfinished.unlink(missing_ok=True)
    _write(unfinished, os.O_CREAT | os.O_EXCL, content)
    unfinished.replace(path)
    sync_folder(path.parent)


def append(path: Path, content: bytes) -> None:
    """Add to the end of a file, made if it is not there, and bring it to the disk."""
    new = not path.exists()
    _write(path, os.O_CREAT | os.O_APPEND, content)
    if new:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk: a file is not there until its name is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, flags: int, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | flags, _OWNER_ALONE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)

"""Writes small files so that they survive a lost power supply, readable by their owner alone."""

import errno
import os
from contextlib import suppress
from io import FileIO
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
    """Add to the end of a file, made if it is not there, and bring it to the disk.

    Raises:
        OSError: if that cannot be done; what was added is taken back.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _OWNER_ALONE)
    # Unbuffered: what could not be written must not be tried again at the close.
    with os.fdopen(descriptor, "ab", buffering=0) as file:
        before = os.fstat(descriptor).st_size
        try:
            _write_all(file, content)
            # Also of a file that is not new: whoever made it may have been killed before this.
            sync_folder(path.parent)
        except OSError:
            with suppress(OSError):
                os.ftruncate(descriptor, before)
            raise


def _write_all(file: FileIO, content: bytes) -> None:
    if file.write(content) < len(content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(file.fileno())


def make_folder(folder: Path) -> None:
    """Make a folder for its owner alone, and those above it, if they are not there."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in missing:
        sync_folder(each.parent)


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

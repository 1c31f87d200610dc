"""Files made for the person, in a folder of theirs."""

import os
import re
from contextlib import suppress
from pathlib import Path

from bot.domain.message import File

_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
_MAX_NAME = 100


def keep_file(file: File, folder: Path) -> Path:
    """Write a file that only its owner can read, and return where it is.

    A file of that name is never written over: the new one gets "-2", "-3" and so on.

    Raises:
        OSError: if it cannot be written; nothing is left behind then.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = Path(_UNFIT.sub("-", file.name)[-_MAX_NAME:].lstrip(".-") or "file")
    count = 1
    while True:
        suffix = "" if count == 1 else f"-{count}"
        path = (folder / f"{name.stem}{suffix}{name.suffix}").absolute()
        try:
            # O_EXCL also refuses a link that lies in wait under the name.
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            count += 1
            continue
        break
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(file.content)
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise
    return path

"""Remembers who was erased, so that a restored backup revives nobody.

The file stands beside the database and outside its backups. It holds no account, only what the
secret makes of it, and for no longer than a backup is kept.
"""

import hashlib
import hmac
import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from bot.domain.address import Platform
from bot.ports.store import NotSavedError, StorageError
from storage.files import append, write_whole

KEPT_S = 35 * 24 * 60 * 60


class Tombstones:
    """The erased accounts of one installation: lines of JSON in a file."""

    def __init__(self, path: Path, secret: bytes) -> None:
        self._path = path
        self._secret = secret
        self._stones: dict[str, int] = {}
        self._as_of: tuple[int, int] | None = None
        self._writing = Lock()

    def add(self, platform: Platform, user_ref: str, at: int) -> None:
        """Remember an erasure; it is on the disk when this returns. Call it before erasing.

        Raises:
            NotSavedError: if it could not be kept.
        """
        line = _line(self._digest(platform, user_ref), at)
        with self._writing, _told_as("nothing was erased", self._path):
            # A line torn by a lost power supply stays one line: the next begins on its own.
            torn = self._path.exists() and not self._path.read_bytes().endswith(b"\n")
            append(self._path, (b"\n" if torn else b"") + line)

    def contains(self, platform: Platform, user_ref: str, created_at: int) -> bool:
        """Say whether an account that was made at an instant was erased later.

        Somebody who came back after their erasure, be it in the same second, is left alone.
        """
        at = self._known().get(self._digest(platform, user_ref))
        return at is not None and at > created_at

    def drop_old(self, now: int) -> None:
        """Forget erasures older than any backup that is kept.

        Raises:
            NotSavedError: if the file could not be written anew; it stays as it is.
        """
        # Not between the reading and the writing of another: a mark would be lost.
        with self._writing, _told_as("all marks are kept", self._path):
            stones = self._known()
            kept = {digest: at for digest, at in stones.items() if at > now - KEPT_S}
            if len(kept) < len(stones):
                write_whole(self._path, b"".join(_line(digest, at) for digest, at in kept.items()))

    def _known(self) -> dict[str, int]:
        """Give each account with its latest erasure; the file is read anew when it changed.

        Raises:
            StorageError: if it cannot be read: who was erased must not be taken for one who stays.
        """
        try:
            return self._read_anew()
        except OSError as error:
            msg = (
                f"{self._path} cannot be read ({error.strerror}). The bot's user must be able to."
            )
            raise StorageError(msg) from error

    def _read_anew(self) -> dict[str, int]:
        if not self._path.exists():
            return {}
        stat = self._path.stat()
        if self._as_of != (stat.st_mtime_ns, stat.st_size):
            stones: dict[str, int] = {}
            for digest, at in _read(self._path.read_bytes()):
                stones[digest] = max(at, stones.get(digest, at))
            self._stones = stones
            self._as_of = (stat.st_mtime_ns, stat.st_size)
        return self._stones

    def _digest(self, platform: Platform, user_ref: str) -> str:
        account = f"{platform}\n{user_ref}".encode()
        return hmac.new(self._secret, account, hashlib.sha256).hexdigest()


@contextmanager
def _told_as(otherwise: str, path: Path) -> Generator[None]:
    """Raise a fault of the disk as one that the core knows."""
    try:
        yield
    except OSError as error:
        msg = f"{path} could not be written ({error.strerror}); {otherwise}."
        raise NotSavedError(msg) from error


def _line(digest: str, at: int) -> bytes:
    return json.dumps({"hmac": digest, "at": at}).encode() + b"\n"


def _read(content: bytes) -> Iterator[tuple[str, int]]:
    """Read the lines, but for one that was torn: its erasure was never told as done."""
    for line in content.splitlines():
        with suppress(ValueError, KeyError, TypeError):
            held = json.loads(line)
            yield str(held["hmac"]), int(held["at"])

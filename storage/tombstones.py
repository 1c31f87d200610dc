"""Remembers who was erased, so that a restored backup revives nobody.

The file stands beside the database and outside its backups. It holds no account, only what the
secret makes of it, and for no longer than a backup is kept.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bot.domain.address import Platform
from bot.ports.store import NotSavedError
from storage.files import append, write_whole

KEPT_S = 35 * 24 * 60 * 60


class Tombstones:
    """The erased accounts of one installation: lines of JSON in a file."""

    def __init__(self, path: Path, secret: bytes) -> None:
        self._path = path
        self._secret = secret
        self._stones: dict[str, int] = {}
        self._as_of: tuple[int, int] | None = None

    def add(self, platform: Platform, user_ref: str, at: int) -> None:
        """Remember an erasure; it is on the disk when this returns. Call it before erasing.

        Raises:
            NotSavedError: if it could not be kept.
        """
        line = _line(self._digest(platform, user_ref), at)
        try:
            # A line torn by a lost power supply stays one line: the next begins on its own.
            torn = self._path.exists() and not self._path.read_bytes().endswith(b"\n")
            append(self._path, (b"\n" if torn else b"") + line)
        except OSError as error:
            msg = f"{self._path} could not be written ({error.strerror}); nothing was erased."
            raise NotSavedError(msg) from error

    def contains(self, platform: Platform, user_ref: str, created_at: int) -> bool:
        """Say whether an account that was made at an instant was erased later.

        Somebody who came back after their erasure, be it in the same second, is left alone.
        """
        at = self._known().get(self._digest(platform, user_ref))
        return at is not None and at > created_at

    def drop_old(self, now: int) -> None:
        """Forget erasures older than any backup that is kept."""
        stones = self._known()
        kept = {digest: at for digest, at in stones.items() if at > now - KEPT_S}
        if len(kept) < len(stones):
            write_whole(self._path, b"".join(_line(digest, at) for digest, at in kept.items()))

    def _known(self) -> dict[str, int]:
        """Give each account with its latest erasure; the file is read anew when it changed."""
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


def _line(digest: str, at: int) -> bytes:
    return json.dumps({"hmac": digest, "at": at}).encode() + b"\n"


def _read(content: bytes) -> Iterator[tuple[str, int]]:
    """Read the lines, but for one that was torn: its erasure was never told as done."""
    for line in content.splitlines():
        with suppress(ValueError, KeyError, TypeError):
            held = json.loads(line)
            yield str(held["hmac"]), int(held["at"])

"""The pictures of a folder by the hash of their content, and their names on the platforms."""

import asyncio
import hashlib
from functools import partial
from pathlib import Path

from bot.domain.address import Platform
from bot.ports.store import Store, Tx

MOST_BYTES = 10 * 1024 * 1024  # Bot API, sendPhoto: the largest photo


class KeptPictures:
    """Fulfils `Pictures`: files of one folder and those below it, found when first asked for."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._found: dict[str, Path] | None = None

    async def content(self, content_hash: str) -> bytes | None:
        """Give a picture; None where it is not there, or is not any more what it was."""
        return await asyncio.to_thread(self._read, content_hash)

    async def remote_ref(self, platform: Platform, content_hash: str) -> str | None:
        """Give what a platform calls a picture that was sent to it before."""
        return await self._store.read(lambda tx: tx.picture_refs.of(platform, content_hash))

    async def keep_ref(
        self, platform: Platform, content_hash: str, remote_ref: str | None
    ) -> None:
        """Note what a platform calls a picture from now on; None: it knows it no more."""
        await self._store.transact(
            partial(_keep, platform=platform, content_hash=content_hash, remote_ref=remote_ref)
        )

    def _read(self, content_hash: str) -> bytes | None:
        if self._found is None:
            self._found = {_hash(content): path for path, content in _files(self._folder)}
        path = self._found.get(content_hash)
        content = None if path is None else _content(path)
        return content if content is not None and _hash(content) == content_hash else None


def _keep(tx: Tx, platform: Platform, content_hash: str, remote_ref: str | None) -> None:
    if remote_ref is None:
        tx.picture_refs.drop(platform, content_hash)
    else:
        tx.picture_refs.put(platform, content_hash, remote_ref)


def _files(folder: Path) -> list[tuple[Path, bytes]]:
    read = ((path, _content(path)) for path in sorted(folder.rglob("*")) if path.is_file())
    return [(path, content) for path, content in read if content is not None]


def _content(path: Path) -> bytes | None:
    """Read a file that is small enough to be a picture."""
    try:
        return path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except OSError:
        return None


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

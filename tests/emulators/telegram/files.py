"""Files that were uploaded; the bot names them by a file_id of its own."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.telegram.refusals import refuse
from tests.emulators.telegram.wire import Upload

LARGEST_DOWNLOAD = 20 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file at the platform."""

    file_id: str
    kind: str  # "photo" or "document"
    name: str
    content: bytes = field(repr=False)
    size: tuple[int, int] = (0, 0)

    @property
    def unique_id(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:15]

    @property
    def path(self) -> str:
        return f"{self.kind}s/{self.unique_id}_{self.name}"


@dataclass(slots=True, kw_only=True)
class Files:
    """By file_id. An id of another bot is unknown here, as it is at the platform."""

    bot_id: int
    kept: dict[str, Kept] = field(default_factory=dict)

    def keep(self, upload: Upload, kind: str, size: tuple[int, int] = (0, 0)) -> str:
        """Keep a file and give its new id."""
        digest = hashlib.sha256(upload.content).hexdigest()[:20]
        file_id = f"{kind[:2].upper()}-{self.bot_id}-{len(self.kept) + 1}-{digest}"
        kept = Kept(
            file_id=file_id, kind=kind, name=upload.name, content=upload.content, size=size
        )
        self.kept[file_id] = kept
        return file_id

    def named(self, file_id: str, kind: str | None = None) -> Kept:
        """Find a file by the id that was given out.

        Raises:
            Refused: if there is none, or it is of another kind.
        """
        kept = self.kept.get(file_id)
        if kept is None:
            refuse("wrong file identifier/HTTP URL specified")
        if kind is not None and kept.kind != kind:
            refuse(f"can't use file of type {kept.kind.title()} as {kind.title()}")
        return kept

    def at_path(self, path: str) -> Kept | None:
        """Find a file by the path that getFile gave."""
        return next((kept for kept in self.kept.values() if kept.path == path), None)

    def photo_json(self, file_id: str) -> dict[str, Any]:
        kept = self.kept[file_id]
        width, height = kept.size
        return {
            "file_id": file_id,
            "file_unique_id": kept.unique_id,
            "file_size": len(kept.content),
            "width": width,
            "height": height,
        }

    def document_json(self, file_id: str) -> dict[str, Any]:
        kept = self.kept[file_id]
        return {
            "file_id": file_id,
            "file_unique_id": kept.unique_id,
            "file_size": len(kept.content),
            "file_name": kept.name,
        }

    def file_json(self, file_id: str) -> dict[str, Any]:
        """Answer getFile."""
        kept = self.named(file_id)
        if len(kept.content) > LARGEST_DOWNLOAD:
            refuse("file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": kept.unique_id,
            "file_size": len(kept.content),
            "file_path": kept.path,
        }

"""What was done to the files of a folder, in one order."""

from dataclasses import dataclass
from pathlib import Path
from threading import Lock


@dataclass(frozen=True, slots=True)
class Made:
    """A name came to be, of a file or of a folder."""

    name: str
    file: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A file got another name, in place of what had it."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A name was taken away."""

    name: str


@dataclass(frozen=True, slots=True)
class FolderSynced:
    """All names in a folder are on the disk."""

    folder: str


@dataclass(frozen=True, slots=True)
class Wrote:
    """Bytes were handed to the system."""

    file: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class CutTo:
    """A file got another size."""

    file: int
    size: int


@dataclass(frozen=True, slots=True)
class Synced:
    """All bytes of a file are on the disk."""

    file: int


NameEvent = Made | Moved | Removed
FileEvent = Wrote | CutTo
Event = NameEvent | FileEvent | FolderSynced | Synced


class DiskRecord:
    """Takes notes for one folder, of any thread; it must be empty when the notes begin.

    Locks and shared memory are no part of it: no start may rely on what they hold.
    """

    def __init__(self, folder: Path) -> None:
        self.events: list[Event] = []
        self._folder = folder
        self._names: dict[str, int] = {}
        self._made = 0
        self._writing = Lock()

    def __len__(self) -> int:
        """Give how much was noted: a place in the order."""
        return len(self.events)

    def covers(self, path: str) -> bool:
        return Path(path).is_relative_to(self._folder)

    def name_of(self, path: str) -> str:
        return str(Path(path).relative_to(self._folder))

    def file_of(self, path: str) -> int:
        """Give the number of a file that is there."""
        return self._names[self.name_of(path)]

    def opened(self, path: str) -> None:
        """Note that a path was opened, and made if it was not there."""
        with self._writing:
            if self.name_of(path) not in self._names:
                self._made += 1
                self._names[self.name_of(path)] = self._made
                self.events.append(Made(self.name_of(path), self._made))

    def moved(self, old: str, new: str) -> None:
        with self._writing:
            self._names[self.name_of(new)] = self._names.pop(self.name_of(old))
            self.events.append(Moved(self.name_of(old), self.name_of(new)))

    def removed(self, path: str) -> None:
        with self._writing:
            if self._names.pop(self.name_of(path), None) is not None:
                self.events.append(Removed(self.name_of(path)))

    def folder_synced(self, path: str) -> None:
        with self._writing:
            self.events.append(FolderSynced(self.name_of(path)))

    def wrote(self, path: str, offset: int, data: bytes) -> None:
        with self._writing:
            self.events.append(Wrote(self.file_of(path), offset, data))

    def cut_to(self, path: str, size: int) -> None:
        with self._writing:
            self.events.append(CutTo(self.file_of(path), size))

    def synced(self, path: str) -> None:
        with self._writing:
            self.events.append(Synced(self.file_of(path)))

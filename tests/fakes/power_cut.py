"""What a disk may hold after the power went at a place in a record.

All that was synced is there. Of what was not, a cut keeps as much as its mood says: SQLite and
the files of ours must live with each of them. Sectors of 512 bytes are written whole or not at
all; a sector that no write touched stays as it was.
"""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from random import Random

from tests.fakes.disk_record import (
    CutTo,
    Event,
    FileEvent,
    FolderSynced,
    Made,
    Moved,
    NameEvent,
    Removed,
    Synced,
    Wrote,
)

SECTOR = 512
HERE = "."


class Mood(StrEnum):
    """How much of what was not synced a disk keeps."""

    NOTHING = "nothing"
    ALL = "all"
    TORN = "torn"  # what came first, the last of it in part
    SCATTERED = "scattered"  # any sectors, of any write
    JUNK = "junk"  # as scattered; where a file grew, a lost sector holds anything


class Disk:
    """Follows a record, and tells what would be left of it."""

    def __init__(self) -> None:
        self._names: dict[str, int] = {}
        self._unsure_names: list[NameEvent] = []
        self._files: dict[int, bytes] = {}
        self._unsure: dict[int, list[FileEvent]] = {}

    def follow(self, events: Iterable[Event]) -> None:
        """Take in what was done next."""
        for event in events:
            match event:
                case Made() | Moved() | Removed():
                    self._unsure_names.append(event)
                case FolderSynced(folder):
                    self._sync_folder(folder)
                case Wrote() | CutTo():
                    self._unsure.setdefault(event.file, []).append(event)
                case Synced(file):
                    self._files[file] = _content(self._files.get(file, b""), self._unsure, file)
                    self._unsure.pop(file, None)

    def _sync_folder(self, folder: str) -> None:
        still_unsure: list[NameEvent] = []
        for event in self._unsure_names:
            if _folder_of(event) == folder:
                _rename(self._names, event)
            else:
                still_unsure.append(event)
        self._unsure_names = still_unsure

    def after_cut(self, mood: Mood, rng: Random) -> dict[str, bytes]:
        """Give the files, by name, that are there when the power is back."""
        names = dict(self._names)
        for event in _kept_names(self._unsure_names, mood, rng):
            _rename(names, event)
        return {
            name: self._left_of(file, mood, rng)
            for name, file in names.items()
            if all(str(folder) in {HERE, *names} for folder in Path(name).parents)
        }

    def _left_of(self, file: int, mood: Mood, rng: Random) -> bytes:
        sure, unsure = self._files.get(file, b""), self._unsure.get(file, [])
        match mood:
            case Mood.NOTHING:
                return sure
            case Mood.ALL:
                return _content(sure, self._unsure, file)
            case Mood.TORN:
                return _torn(sure, unsure, rng)
            case Mood.SCATTERED | Mood.JUNK:
                return _scattered(sure, unsure, rng, has_junk=mood is Mood.JUNK)


def write_files(files: dict[str, bytes], folder: Path) -> None:
    """Put what a disk holds into a folder; one without content may have been a folder."""
    for name, content in files.items():
        if not any(other.startswith(f"{name}/") for other in files):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)


def _folder_of(event: NameEvent) -> str:
    return str(Path(event.new if isinstance(event, Moved) else event.name).parent)


def _rename(names: dict[str, int], event: NameEvent) -> None:
    match event:
        case Made(name, file):
            names[name] = file
        case Removed(name):
            names.pop(name, None)
        case Moved(old, new):
            if old in names:
                names[new] = names.pop(old)


def _kept_names(unsure: list[NameEvent], mood: Mood, rng: Random) -> list[NameEvent]:
    if mood is Mood.NOTHING:
        return []
    if mood is Mood.ALL:
        return unsure
    if mood is Mood.TORN:
        return unsure[: rng.randint(0, len(unsure))]
    return [event for event in unsure if rng.random() < 0.5]


def _content(sure: bytes, unsure: dict[int, list[FileEvent]], file: int) -> bytes:
    content = bytearray(sure)
    for event in unsure.get(file, []):
        _apply(content, event)
    return bytes(content)


def _apply(content: bytearray, event: FileEvent) -> None:
    match event:
        case Wrote(_, offset, data):
            _put(content, offset, data)
        case CutTo(_, size):
            _put(content, size, b"")
            del content[size:]


def _put(content: bytearray, offset: int, data: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


def _torn(sure: bytes, unsure: list[FileEvent], rng: Random) -> bytes:
    content = bytearray(sure)
    whole = rng.randint(0, len(unsure))
    for event in unsure[:whole]:
        _apply(content, event)
    if whole < len(unsure) and isinstance(unsure[whole], Wrote):
        sectors = list(_sectors(unsure[whole]))
        for offset, data in sectors[: rng.randint(0, len(sectors))]:
            _put(content, offset, data)
    return bytes(content)


def _scattered(sure: bytes, unsure: list[FileEvent], rng: Random, *, has_junk: bool) -> bytes:
    content = bytearray(sure)
    for event in unsure:
        if isinstance(event, CutTo):
            if rng.random() < 0.5:
                _apply(content, event)
            continue
        for offset, data in _sectors(event):
            if rng.random() < 0.5:
                _put(content, offset, data)
            elif has_junk and offset >= len(content):
                _put(content, offset, rng.randbytes(len(data)))
    return bytes(content)


def _sectors(event: FileEvent) -> Iterable[tuple[int, bytes]]:
    """Cut a write where the sectors of the disk begin."""
    assert isinstance(event, Wrote)
    start = 0
    while start < len(event.data):
        end = start + SECTOR - (event.offset + start) % SECTOR
        yield event.offset + start, event.data[start:end]
        start = end

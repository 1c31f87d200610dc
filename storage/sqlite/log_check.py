"""Finds a damaged place in the log that SQLite would take for its end.

SQLite reads its log (`-wal`) up to the first frame whose checksum is wrong: after a power cut that
is where writing stopped. What stands behind is taken for never written. But each commit is synced
before the next one begins, so two commits behind such a place were told as saved. The other
witness is the index of the log (`-shm`) that a killed bot left: it counts the frames that were
there. Formats: https://www.sqlite.org/fileformat2.html#walformat and walformat.html.

What no witness tells of: damage in the very last commit after a power cut, and a log that was
deleted together with its index.
"""

import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HEADER = struct.Struct(">8I")  # magic, format, page size, count of checkpoints, salts, checksum
_FRAME = struct.Struct(">6I")  # page, size of the database after a commit, salts, checksum
_MAGIC = 0x377F0682  # the lowest bit: checksums are of big-endian words
_INDEX_BYTES = 48
# In an index header, in the order of the machine: where the count of frames and the salts stand.
_FRAMES_AT, _SALTS_AT, _SUM_AT = 16, 32, 40
_PROOF = 2  # commits behind a damaged place; one alone may be the one that the power cut tore

Sums = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LogIndex:
    """How far a log reached, by its index."""

    frames: int
    salts: bytes  # name the generation of the log


@dataclass(frozen=True, slots=True)
class _Frame:
    """One page in the log."""

    is_commit: bool
    is_current: bool  # of this generation, by its salts
    sums: Sums  # of this frame and all before it
    checked: bytes  # what the sums are of


def log_of(database: Path) -> Path:
    """Give the path of a database's log."""
    return database.with_name(database.name + "-wal")


def read_index(database: Path) -> LogIndex | None:
    """Read the index of the log as it stands; None where there is none, or none that is whole."""
    path = database.with_name(database.name + "-shm")
    if not path.is_file():
        return None
    with path.open("rb") as file:
        first, second = file.read(_INDEX_BYTES), file.read(_INDEX_BYTES)
    if len(first) < _INDEX_BYTES or first != second:
        return None
    if struct.unpack_from("=2I", first, _SUM_AT) != _sums((0, 0), first[:_SUM_AT], sys.byteorder):
        return None
    (frames,) = struct.unpack_from("=I", first, _FRAMES_AT)
    return LogIndex(frames, first[_SALTS_AT:_SUM_AT])


def loses_commits(database: Path, left: LogIndex | None, found: LogIndex | None) -> bool:
    """Tell whether commits stand in a log, or stood there, that SQLite does not find.

    `left` is the index as it was before anybody opened the database, `found` as SQLite made it.
    """
    log = log_of(database)
    if not log.is_file() or found is None:
        return False
    with log.open("rb") as file:
        header = file.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return False
    if left is not None and left.salts == header[16:24] and left.frames > found.frames:
        return True
    return _commits_behind(log, header, found.frames) >= _PROOF


def _commits_behind(log: Path, header: bytes, frames: int) -> int:
    """Count the commits that hang together behind the last frame found; at most the proof."""
    magic, _, page_bytes, *_ = _HEADER.unpack(header)
    order = "big" if magic & 1 else "little"
    salts: bytes | None = header[16:24]
    if magic & ~1 != _MAGIC or _sums((0, 0), header[:24], order) != _HEADER.unpack(header)[6:]:
        # The header itself is damaged: the frames tell what it held.
        order, salts, page_bytes, frames = sys.byteorder, None, _page_bytes(log), 0
    commits, before = 0, None
    for frame in _frames(log, page_bytes, frames, salts):
        if not _hangs_on(before, frame, order):
            commits = 0
        elif before is not None and not before.is_current:
            commits += before.is_commit  # its salts are what is damaged
        commits += frame.is_commit and frame.is_current
        if commits >= _PROOF:
            break
        before = frame
    return commits


def _hangs_on(before: _Frame | None, frame: _Frame, order: str) -> bool:
    """Tell whether a frame of this generation was written right behind another."""
    if before is None or not frame.is_current:
        return False
    return _sums(before.sums, frame.checked, order) == frame.sums


def _page_bytes(log: Path) -> int:
    with log.with_name(log.name.removesuffix("-wal")).open("rb") as file:
        file.seek(16)
        size = int.from_bytes(file.read(2), "big")
    return 65536 if size == 1 else size  # https://www.sqlite.org/fileformat2.html#page_size


def _frames(log: Path, page_bytes: int, start: int, salts: bytes | None) -> Iterator[_Frame]:
    """Read the frames from one on; without salts the first names the generation."""
    with log.open("rb") as file:
        file.seek(_HEADER.size + start * (_FRAME.size + page_bytes))
        while len(head := file.read(_FRAME.size)) == _FRAME.size:
            page = file.read(page_bytes)
            if salts is None:
                salts = head[8:16]
            _, size, _, _, *sums = _FRAME.unpack(head)
            if len(page) == page_bytes:
                is_current = head[8:16] == salts
                yield _Frame(size > 0, is_current, (sums[0], sums[1]), head[:8] + page)


def _sums(before: Sums, content: bytes, order: str) -> Sums:
    """Add content to a checksum of the log, whose words are in the order of who wrote it."""
    first, second = before
    words = struct.unpack(f"{'>' if order == 'big' else '<'}{len(content) // 4}I", content)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second

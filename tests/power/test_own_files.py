"""The power goes at a first start or an erasure: secret, marks and database stay of one piece."""

import errno
import os
import stat
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Self

import pytest

from bot.domain.address import Platform
from bot.ports.store import NotSavedError, Tx
from storage.files import append
from storage.secret import load_or_make_secret
from storage.sqlite.runner import SqliteRunner
from storage.tombstones import KEPT_S, Tombstones
from tests.fakes.batch import keeping
from tests.fakes.disk_record import DiskRecord
from tests.fakes.power_cut import Disk, Mood, write_files
from tests.fakes.recorded_calls import RecordedCalls
from tests.fakes.recording_vfs import recording

HERE = Platform.TERMINAL
MOODS = (Mood.ALL, Mood.TORN, Mood.SCATTERED, Mood.JUNK)
DATABASE, SECRET, MARKS = "bot.db", "bot.db.secret", "bot.db.tombstones"


@dataclass
class FirstStart:
    """A bot that starts in a folder that is not there yet, keeps one fact and erases people."""

    record: DiskRecord
    folder: Path
    said: list[tuple[int, str]] = field(default_factory=list)  # from which place on it holds
    secret: bytes = b""

    def live(self) -> None:
        with closing(SqliteRunner.open(self.folder / DATABASE)) as runner:
            self.secret = load_or_make_secret(self.folder / SECRET)
            self._say("secret")
            runner.run(keeping("fact"))
            self._say("fact")
            marks = Tombstones(self.folder / MARKS, self.secret)
            for name, at in (("old", 1), ("ana", KEPT_S), ("ben", KEPT_S)):
                marks.add(HERE, name, at)
                self._say(name)
            self.said = [each for each in self.said if each[1] != "old"]
            marks.drop_old(KEPT_S + 1)
            marks.add(HERE, "eva", KEPT_S)
            self._say("eva")

    def _say(self, what: str) -> None:
        self.said.append((len(self.record), what))

    def broken(self, folder: Path, place: int) -> list[str]:
        """Start again on what a cut left, and name what was said and is not so."""
        said = {what for since, what in self.said if since <= place}
        found: set[str] = set()
        with closing(SqliteRunner.open(folder / DATABASE)) as runner:
            found |= {"fact"} & {runner.run(_fact)}
        if load_or_make_secret(folder / SECRET) == self.secret:
            found.add("secret")
        marks = Tombstones(folder / MARKS, self.secret)
        found |= {name for name in ("ana", "ben", "eva") if marks.contains(HERE, name, 1)}
        marks.add(HERE, "later", KEPT_S)
        assert marks.contains(HERE, "later", 1)
        return sorted(said - found)


def _fact(tx: Tx) -> str:
    return "fact" if tx.meta.get("fact") else ""


@pytest.fixture
def first_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FirstStart:
    lived = tmp_path / "lived"
    lived.mkdir()
    record = DiskRecord(lived)
    start = FirstStart(record, lived / "deep" / "data")
    with monkeypatch.context() as patched, recording(record):
        RecordedCalls(record, patched)
        start.live()
    return start


def test_what_stands_beside_the_database_survives_a_power_cut(
    first_start: FirstStart, tmp_path: Path
) -> None:
    disk, begun = Disk(), first_start.said[0][0]
    for place, event in enumerate(first_start.record.events, start=1):
        disk.follow([event])
        # The making of the database is another test's; of what comes after it, every place.
        for mood in (Mood.NOTHING, MOODS[place % len(MOODS)]) if place >= begun - 5 else ():
            left = tmp_path / f"{place}-{mood}"
            left.mkdir()
            write_files(disk.after_cut(mood, Random(place)), left)  # noqa: S311  # the same each time
            assert first_start.broken(left / "deep" / "data", place) == [], left


def test_the_marks_are_no_safer_than_the_folder_that_names_them(first_start: FirstStart) -> None:
    # The model finds a missing sync: without those of folders nothing would be there.
    disk = Disk()
    disk.follow(
        event for event in first_start.record.events if type(event).__name__ != "FolderSynced"
    )
    assert disk.after_cut(Mood.NOTHING, Random(0)) == {}  # noqa: S311  # nothing is drawn


@pytest.mark.parametrize("call", ["fsync", "write"])
def test_a_mark_that_was_refused_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    # Or the next start would erase somebody who was told that nothing was erased.
    path = tmp_path / MARKS
    marks = Tombstones(path, b"s" * 32)
    marks.add(HERE, "ana", 100)
    before = path.read_bytes()
    with monkeypatch.context() as patched:
        if call == "fsync":
            patched.setattr(os, "fsync", _refuse)
        else:
            patched.setattr(os, "fdopen", ShortOfRoom)
        with pytest.raises(NotSavedError, match=r"No space left.*nothing was erased"):
            marks.add(HERE, "ben", 100)
    assert path.read_bytes() == before
    assert not Tombstones(path, b"s" * 32).contains(HERE, "ben", 1)
    marks.add(HERE, "ben", 100)
    assert marks.contains(HERE, "ben", 1)


def _refuse(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class ShortOfRoom:
    """A file on a disk that has room for three more bytes."""

    def __init__(self, descriptor: int, *_how: object, **_more: object) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        os.close(self._descriptor)

    def fileno(self) -> int:
        return self._descriptor

    def write(self, content: bytes) -> int:
        return os.write(self._descriptor, content[:3])


def test_a_file_that_is_added_to_is_for_its_owner_alone(tmp_path: Path) -> None:
    append(tmp_path / MARKS, b"x")
    append(tmp_path / MARKS, b"y")
    assert (tmp_path / MARKS).read_bytes() == b"xy"
    assert stat.S_IMODE((tmp_path / MARKS).stat().st_mode) == 0o600

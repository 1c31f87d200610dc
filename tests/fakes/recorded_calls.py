"""Python's own calls to the system, with a note of what they do to the files of a folder."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.disk_record import DiskRecord


class RecordedCalls:
    """Notes what `os` makes, moves, removes and syncs.

    What was written to a file is noted when it is synced: until then it is as good as not there.
    """

    def __init__(self, record: DiskRecord, monkeypatch: pytest.MonkeyPatch) -> None:
        self._record = record
        self._open = os.open
        self._fsync = os.fsync
        self._paths: dict[int, str] = {}  # by descriptor
        self._contents: dict[int, bytes] = {}  # by file, as they were at its last sync
        patched: dict[str, Any] = {  # Any: the functions of a module have many forms
            "open": self._on_open,
            "fsync": self._on_fsync,
            "rename": self._moving(os.rename),
            "replace": self._moving(os.replace),
            "unlink": self._removing(os.unlink),
            "mkdir": self._making(os.mkdir),
        }
        for name, function in patched.items():
            monkeypatch.setattr(os, name, function)

    def _on_open(self, path: Any, flags: int, *more: Any, **named: Any) -> int:  # Any: as `os`
        descriptor = self._open(path, flags, *more, **named)
        name = os.fspath(path)
        if isinstance(name, str) and self._record.covers(name):
            if flags & os.O_CREAT:
                self._record.opened(name)
            self._paths[descriptor] = name
        else:
            self._paths.pop(descriptor, None)
        return descriptor

    def _on_fsync(self, descriptor: int) -> None:
        self._fsync(descriptor)
        path = self._paths.get(descriptor)
        if path is None:
            return
        if Path(path).is_dir():
            self._record.folder_synced(path)
            return
        self._note_content(path)
        self._record.synced(path)

    def _note_content(self, path: str) -> None:
        file, content = self._record.file_of(path), Path(path).read_bytes()
        before = self._contents.get(file, b"")
        same = len(before) if content.startswith(before) else 0
        if len(content) < len(before):
            self._record.cut_to(path, len(content))
        self._record.wrote(path, same, content[same:])
        self._contents[file] = content

    def _moving(self, function: Any) -> Any:  # Any: as above
        def move(old: Any, new: Any, **named: Any) -> None:
            function(old, new, **named)
            if self._record.covers(os.fspath(old)):
                self._record.moved(os.fspath(old), os.fspath(new))

        return move

    def _removing(self, function: Any) -> Any:  # Any: as above
        def remove(path: Any, **named: Any) -> None:
            function(path, **named)
            if self._record.covers(os.fspath(path)):
                self._record.removed(os.fspath(path))

        return remove

    def _making(self, function: Any) -> Any:  # Any: as above
        def make(path: Any, *more: Any, **named: Any) -> None:
            function(path, *more, **named)
            if self._record.covers(os.fspath(path)):
                self._record.opened(os.fspath(path))

        return make

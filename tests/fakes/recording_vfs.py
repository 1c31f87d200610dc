"""SQLite's own way to the disk, with a note of each write, sync and removal.

SQLite is asked for a copy of its default VFS with a few calls of it led through here; all others,
locks and shared memory among them, go straight to SQLite's own code, on its own file objects.
"""

import _sqlite3
import ctypes
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from ctypes.util import find_library
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.fakes.disk_record import DiskRecord

OK, IOERR_FSYNC = 0, 1034  # https://www.sqlite.org/rescode.html
_NAME = b"recording"

_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
_OPEN_FOLDER = CFUNCTYPE(c_int, c_char_p, POINTER(c_int))
_SET_CALL = CFUNCTYPE(c_int, c_void_p, c_char_p, c_void_p)
_GET_CALL = CFUNCTYPE(c_void_p, c_void_p, c_char_p)


class _Vfs(Structure):
    """`struct sqlite3_vfs`, https://www.sqlite.org/c3ref/vfs.html."""

    _fields_ = (
        ("iVersion", c_int),
        ("szOsFile", c_int),
        ("mxPathname", c_int),
        ("pNext", c_void_p),
        ("zName", c_char_p),
        ("pAppData", c_void_p),
        ("xOpen", c_void_p),
        ("xDelete", c_void_p),
        *((f"unchanged_{number}", c_void_p) for number in range(11)),
        ("xSetSystemCall", c_void_p),
        ("xGetSystemCall", c_void_p),
        ("xNextSystemCall", c_void_p),
    )


class _Methods(Structure):
    """`struct sqlite3_io_methods`, https://www.sqlite.org/c3ref/io_methods.html."""

    _fields_ = (
        ("iVersion", c_int),
        ("xClose", c_void_p),
        ("xRead", c_void_p),
        ("xWrite", c_void_p),
        ("xTruncate", c_void_p),
        ("xSync", c_void_p),
        *((f"unchanged_{number}", c_void_p) for number in range(13)),
    )


class RecordingVfs:
    """Notes what SQLite does to the files of one folder; in place between `put` and `take_back`."""

    def __init__(self, record: DiskRecord) -> None:
        self.refuses_sync = False  # the disk says that it could not
        self._record = record
        self._sqlite = _library(_sqlite3)
        self._default: int = self._sqlite.sqlite3_vfs_find(None)
        self._original = _Vfs.from_address(self._default)
        self._open = _OPEN(self._original.xOpen)
        self._delete = _DELETE(self._original.xDelete)
        self._files: dict[int, str] = {}  # by the address of SQLite's file object
        self._methods: dict[int, _Methods] = {}  # by the address of those they are a copy of
        self._kept: list[Any] = []  # Any: what ctypes makes of a function has no type of its own
        self._mine = self._copy()
        self._open_folder = self._kept_alive(_OPEN_FOLDER(self._on_open_folder))
        self._set_call = _SET_CALL(self._original.xSetSystemCall)
        get_call = _GET_CALL(self._original.xGetSystemCall)
        self._true_open_folder = _OPEN_FOLDER(get_call(self._default, b"openDirectory"))

    def put(self) -> None:
        """Make it the way of every connection opened from now on."""
        self._call("sqlite3_vfs_register", ctypes.addressof(self._mine), 1)
        # A folder is opened only to be synced.
        call = ctypes.cast(self._open_folder, c_void_p)
        assert self._set_call(self._default, b"openDirectory", call) == OK

    def take_back(self) -> None:
        """Put the former way back; no connection opened meanwhile may be open."""
        assert self._set_call(self._default, b"openDirectory", None) == OK
        self._call("sqlite3_vfs_register", self._default, 1)
        self._call("sqlite3_vfs_unregister", ctypes.addressof(self._mine))

    def _call(self, name: str, *values: int) -> None:
        function = getattr(self._sqlite, name)
        function.argtypes = (c_void_p, c_int)[: len(values)]
        assert function(*values) == OK

    def _copy(self) -> _Vfs:
        mine = _Vfs.from_buffer_copy(self._original)
        mine.zName = _NAME
        mine.pNext = None
        mine.xOpen = self._address(_OPEN(self._on_open))
        mine.xDelete = self._address(_DELETE(self._on_delete))
        return mine

    def _kept_alive(self, function: Any) -> Any:  # Any: as above
        self._kept.append(function)
        return function

    def _address(self, function: Any) -> int | None:  # Any: as above
        return ctypes.cast(self._kept_alive(function), c_void_p).value

    # What SQLite calls.

    def _on_open(self, _vfs: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        path = ctypes.string_at(name).decode() if name else ""
        code: int = self._open(self._default, name, file, flags, out)
        if code == OK and self._record.covers(path):
            self._record.opened(path)
            self._files[file] = path
            methods = c_void_p.from_address(file)  # the first field of SQLite's file object
            methods.value = ctypes.addressof(self._copied(methods.value or 0))
        return code

    def _on_delete(self, _vfs: int, name: bytes, sync_folder: int) -> int:
        if self._record.covers(name.decode()):
            self._record.removed(name.decode())
        return int(self._delete(self._default, name, sync_folder))

    def _on_open_folder(self, file_in_it: bytes, descriptor: Any) -> int:  # Any: a pointer to int
        code = int(self._true_open_folder(file_in_it, descriptor))
        if code == OK and self._record.covers(file_in_it.decode()):
            self._record.folder_synced(str(Path(file_in_it.decode()).parent))
        return code

    def _copied(self, address: int) -> _Methods:
        if address in self._methods:
            return self._methods[address]
        original = _Methods.from_address(address)
        write, cut, sync = (
            _WRITE(original.xWrite),
            _TRUNCATE(original.xTruncate),
            _SYNC(original.xSync),
        )

        def on_write(file: int, data: int, amount: int, offset: int) -> int:
            self._record.wrote(self._files[file], offset, ctypes.string_at(data, amount))
            return int(write(file, data, amount, offset))

        def on_truncate(file: int, size: int) -> int:
            self._record.cut_to(self._files[file], size)
            return int(cut(file, size))

        def on_sync(file: int, flags: int) -> int:
            code = IOERR_FSYNC if self.refuses_sync else int(sync(file, flags))
            if code == OK:
                self._record.synced(self._files[file])
            return code

        # The structure ends with its version: what lies behind it is not SQLite's to read.
        mine = _Methods.from_buffer_copy(original)
        mine.xWrite = self._address(_WRITE(on_write))
        mine.xTruncate = self._address(_TRUNCATE(on_truncate))
        mine.xSync = self._address(_SYNC(on_sync))
        self._methods[address] = mine
        return mine


def _library(module: ModuleType) -> Any:  # Any: a library's functions have no types
    """Give the very library that Python's module is linked with."""
    places: list[Callable[[], str | None]] = [
        lambda: module.__file__,
        lambda: None,  # the program itself, where the module is built in
        lambda: find_library("sqlite3"),
    ]
    for place in places:
        try:
            library = ctypes.CDLL(place())
            library.sqlite3_libversion.restype = c_char_p
            library.sqlite3_vfs_find.restype = c_void_p
            library.sqlite3_vfs_find.argtypes = (c_char_p,)
        except (OSError, AttributeError):
            continue
        if library.sqlite3_libversion().decode() == sqlite3.sqlite_version:
            return library
    raise AssertionError("the SQLite library of this Python cannot be reached")


@contextmanager
def recording(record: DiskRecord) -> Iterator[RecordingVfs]:
    """Note what SQLite writes, as long as a `with` lasts; all connections are closed within."""
    vfs = RecordingVfs(record)
    vfs.put()
    try:
        yield vfs
    finally:
        vfs.take_back()

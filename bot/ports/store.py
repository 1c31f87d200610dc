"""What the core needs of a database: transactions of plain functions over topic stores."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from bot.ports.topics import (
    Changes,
    CheckIns,
    Consents,
    Conversations,
    Deliveries,
    Dues,
    Enrollments,
    Meta,
    OwedAnswers,
    People,
    PictureRefs,
    Runs,
    SafetyStops,
    SeenUpdates,
    Versions,
)

T = TypeVar("T")


class StorageError(Exception):
    """The database could not do what was asked; nothing of the transaction is kept."""


class NotSavedError(StorageError):
    """The database has no room or is busy; nothing was saved, and trying again may help."""


class DatabaseTooNewError(StorageError):
    """The database was written by a newer Knead; upgrade this one before starting it."""


class DatabaseInUseError(StorageError):
    """Another bot runs on this database; stop it first, or give this one its own."""


class DatabaseDamagedError(StorageError):
    """The file is not a whole database of Knead; nothing was changed in it."""


class Tx(Protocol):
    """One transaction. All of it is kept, or none; a function given to `transact` may run twice."""

    @property
    def people(self) -> People: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def versions(self) -> Versions: ...
    @property
    def enrollments(self) -> Enrollments: ...
    @property
    def runs(self) -> Runs: ...
    @property
    def check_ins(self) -> CheckIns: ...
    @property
    def safety_stops(self) -> SafetyStops: ...
    @property
    def dues(self) -> Dues: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def changes(self) -> Changes: ...
    @property
    def seen_updates(self) -> SeenUpdates: ...
    @property
    def owed_answers(self) -> OwedAnswers: ...
    @property
    def picture_refs(self) -> PictureRefs: ...
    @property
    def meta(self) -> Meta: ...


class Store(Protocol):
    """A database that runs plain functions as transactions."""

    async def transact(self, fn: Callable[[Tx], T]) -> T:
        """Run `fn` in a transaction and give its result once it is on disk.

        Nothing may be awaited inside; `fn` may run twice. A cancelled caller does not cancel
        it. Whatever `fn` raises rolls back its own work and no one else's, and is raised here.

        Raises:
            NotSavedError: if the database has no room, or stayed busy.
        """
        ...

    async def read(self, fn: Callable[[Tx], T]) -> T:
        """Run a long read on a connection of its own; a write in `fn` fails."""
        ...

    async def scrub(self) -> None:
        """Leave no byte of deleted rows behind: empties the write-ahead log into the file."""
        ...

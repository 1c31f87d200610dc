"""What the core asks of the programs at hand. Reading files and keeping versions is storage's."""

from typing import Protocol

from bot.domain.ids import VersionId
from bot.domain.program import ProgramVersion


class Catalog(Protocol):
    """Every program version that is offered or that an enrollment still names.

    A snapshot: it does not change while one update or one delivery is worked on.
    """

    def version(self, version_id: VersionId) -> ProgramVersion:
        """Return one version, retired or not. Raises KeyError if it was never stored."""
        ...

    def newest(self, key: str) -> tuple[VersionId, ProgramVersion] | None:
        """Return the version that a new enrollment gets, or None if the program is not offered."""
        ...

    def newest_all(self) -> tuple[tuple[VersionId, ProgramVersion], ...]:
        """Return the newest version of each offered program, in the order of their names."""
        ...

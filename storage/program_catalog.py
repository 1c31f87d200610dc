"""The catalog of a running bot: the newest programs of its folder, and every version in use."""

from collections.abc import Mapping, Sequence

from bot.domain.ids import VersionId
from bot.domain.program import ProgramVersion
from bot.ports.store import Tx
from storage.program_files.codec import program_from_json, program_to_json


class StoredCatalog:
    """Fulfils `Catalog` from memory; made anew when the folder changes."""

    def __init__(
        self, versions: Mapping[VersionId, ProgramVersion], newest: Mapping[str, VersionId]
    ) -> None:
        self._versions = dict(versions)
        self._newest = dict(newest)

    def version(self, version_id: VersionId) -> ProgramVersion:
        """Give a version that an enrollment names.

        Raises:
            KeyError: if it was never kept.
        """
        return self._versions[version_id]

    def newest(self, key: str) -> tuple[VersionId, ProgramVersion] | None:
        """Give the version of a program that new enrollments get."""
        version_id = self._newest.get(key)
        return None if version_id is None else (version_id, self._versions[version_id])

    def newest_all(self) -> tuple[tuple[VersionId, ProgramVersion], ...]:
        """Give the newest version of each program, in the order of their keys."""
        return tuple(
            (version_id, self._versions[version_id])
            for _, version_id in sorted(self._newest.items())
        )


def keep_programs(tx: Tx, programs: Sequence[ProgramVersion], at: int) -> StoredCatalog:
    """Keep the programs of a folder in the store, and read back every version kept there."""
    newest = {
        loaded.program.key: tx.versions.keep(
            loaded.program.key, loaded.content_hash, program_to_json(loaded.program), at
        )
        for loaded in programs
    }
    versions = {
        # The hash that was kept, not one of today: a field added since would give another.
        version_id: ProgramVersion(program=program_from_json(body), content_hash=content_hash)
        for version_id, content_hash, body in tx.versions.bodies()
    }
    return StoredCatalog(versions, newest)

"""Moments of the shipped program, with everything that a step may know."""

from functools import cache
from pathlib import Path

from bot.domain.ids import VersionId
from bot.domain.program import ProgramVersion
from bot.service.moment import House, Moment
from bot.words.catalog import PoWords
from storage.places import GeoPlaces
from storage.program_catalog import StoredCatalog
from storage.program_files.loader import load_programs

PROGRAMS = Path(__file__).resolve().parents[1] / "programs"


@cache
def programs() -> tuple[ProgramVersion, ...]:
    """Read the shipped programs, once."""
    return load_programs(PROGRAMS).programs


@cache
def _catalog() -> StoredCatalog:
    """Give the catalog of a database that has kept the programs first of all, in this order."""
    kept = {VersionId(no): version for no, version in enumerate(programs(), start=1)}
    return StoredCatalog(kept, {version.program.key: no for no, version in kept.items()})


@cache
def moment_at(now: int) -> Moment:
    """Make the moment of an instant."""
    return Moment(
        now=now,
        real_at=now,
        catalog=_catalog(),
        words=PoWords("en"),
        places=GeoPlaces(),
        house=House(operator_name="this computer", emergency_number="112"),
    )

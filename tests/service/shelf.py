"""What every desk starts from: the shipped program, the bot's words, one person's hour."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from bot.domain.days import instant_of
from bot.domain.ids import VersionId
from bot.domain.program import ProgramVersion
from bot.domain.wish import Wish
from bot.words.catalog import PoWords
from storage.program_files.loader import load_programs

PROGRAMS = Path(__file__).resolve().parents[2] / "programs"
ZONE = "America/Bogota"
HOUR_MIN = 7 * 60 + 30
WISH = Wish(zone=ZONE, hour_min=HOUR_MIN, weekdays=frozenset({0, 2, 4, 6}))
FIRST_ON = date(2027, 3, 1)  # a Monday


@lru_cache(maxsize=1)
def shipped() -> ProgramVersion:
    """Load the program that comes with the bot, once."""
    loaded = load_programs(PROGRAMS)
    assert not loaded.problems
    return loaded.programs[0]


@lru_cache(maxsize=1)
def english() -> PoWords:
    return PoWords("en")


class OneProgram:
    """A catalog of the shipped program alone."""

    def __init__(self, version_id: VersionId, *, is_offered: bool = True) -> None:
        self.version_id = version_id
        self.is_offered = is_offered

    def version(self, version_id: VersionId) -> ProgramVersion:
        if version_id != self.version_id:
            raise KeyError(version_id)
        return shipped()

    def newest(self, key: str) -> tuple[VersionId, ProgramVersion] | None:
        found = self.newest_all()
        return found[0] if found and key == shipped().program.key else None

    def newest_all(self) -> tuple[tuple[VersionId, ProgramVersion], ...]:
        return ((self.version_id, shipped()),) if self.is_offered else ()


def at_card(on: date) -> int:
    """Give the instant of the card of a date."""
    return instant_of(ZONE, on, HOUR_MIN)

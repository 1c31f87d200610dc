"""Places: what a person may name so that the bot knows their clock."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A city, a state or country of one clock, or a zone called by its name.

    `region` is a state or a part of a country and may be empty, as all but `zone` and `label`.
    """

    zone: str
    label: str
    region: str = ""
    country: str = ""
    population: int = 0

    @property
    def full_label(self) -> str:
        """The label with what tells it from its namesakes: "Springfield, Ohio"."""
        around = next((name for name in (self.region, self.country) if name), "")
        return f"{self.label}, {around}" if around not in {"", self.label} else self.label


class Places(Protocol):
    """Known places. Names are compared folded: case, accents and punctuation do not matter."""

    def named(self, name: str, within: tuple[str, ...] = ()) -> tuple[Place, ...]:
        """Give the cities of that name, in any language, largest first.

        Each of `within` names or abbreviates the region or the country of what is given.
        """
        ...

    def area(self, name: str) -> tuple[Place, ...]:
        """Give what a country or state of that name has, largest first; empty if none is known.

        With one clock that is the area itself, else the largest city of each of its zones.
        """
        ...

    def close_to(self, name: str) -> Place | None:
        """Give the large city whose name is nearest to a misspelt one, if any is near enough."""
        ...

    def zone(self, name: str) -> str | None:
        """Give the spelling of a zone ("Europe/Berlin"), old names too, whatever the case."""
        ...

    def with_offset(self, offset_min: int, at: int) -> tuple[Place, ...]:
        """Give large cities, one a country, whose clock is so many minutes from UTC at `at`."""
        ...

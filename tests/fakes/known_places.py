"""A small world of places, enough to tell each way of reading one apart."""

from collections.abc import Sequence

from bot.domain.place import Place
from bot.domain.typed_text import fold

BOGOTA = Place(zone="America/Bogota", label="Bogotá", country="Colombia", population=7_000_000)
LISBON = Place(zone="Europe/Lisbon", label="Lisbon", country="Portugal", population=517_000)
LONDON = Place(
    zone="Europe/London", label="London", region="England", country="UK", population=8_900_000
)
LONDON_ONTARIO = Place(
    zone="America/Toronto", label="London", region="Ontario", country="Canada", population=420_000
)
PARIS = Place(zone="Europe/Paris", label="Paris", country="France", population=2_100_000)
PARIS_TEXAS = Place(
    zone="America/Chicago", label="Paris", region="Texas", country="US", population=24_000
)
IN_SALAH = Place(zone="Africa/Algiers", label="In Salah", country="Algeria", population=32_000)
NEW_YORK = Place(
    zone="America/New_York",
    label="New York",
    region="New York",
    country="US",
    population=8_800_000,
)
SHARJAH = Place(
    zone="Asia/Dubai", label="Sharjah", country="United Arab Emirates", population=1_300_000
)
FRANCE = Place(zone="Europe/Paris", label="France", country="France", population=40_000_000)


def us_city(label: str, state: str, population: int, zone: str = "America/Chicago") -> Place:
    return Place(zone=zone, label=label, region=state, country="US", population=population)


SPRINGFIELDS = (
    us_city("Springfield", "Missouri", 170_000),
    us_city("Springfield", "Massachusetts", 154_000, "America/New_York"),
    us_city("Springfield", "Illinois", 114_000),
    us_city("Springfield", "Oregon", 60_800, "America/Los_Angeles"),
    us_city("Springfield", "Ohio", 59_600, "America/New_York"),
    us_city("Springfield", "Virginia", 30_000, "America/New_York"),
    us_city("Springfield", "Tennessee", 16_000),
)
BONITOS = (
    Place(zone="America/Recife", label="Bonito", country="Brazil", population=39_000),
    Place(zone="America/Campo_Grande", label="Bonito", country="Brazil", population=23_000),
    Place(zone="America/Campo_Grande", label="Bonito", country="Brazil", population=1_000),
)
ALL = (
    *(BOGOTA, LISBON, LONDON, LONDON_ONTARIO, PARIS, PARIS_TEXAS, IN_SALAH, NEW_YORK, SHARJAH),
    *SPRINGFIELDS,
    *BONITOS,
)
ZONES = ("Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Calcutta")


class KnownPlaces:
    """A `Places` over a handful of cities, one area and a few zones."""

    def __init__(self, cities: Sequence[Place] = ALL) -> None:
        self._cities = cities

    def named(self, name: str, within: tuple[str, ...] = ()) -> tuple[Place, ...]:
        wanted = {fold(area) for area in within}
        found = [
            city
            for city in self._cities
            if fold(city.label) == fold(name) and wanted <= {fold(city.region), fold(city.country)}
        ]
        return tuple(sorted(found, key=lambda city: -city.population))

    def area(self, name: str) -> tuple[Place, ...]:
        if fold(name) == "france":
            return (FRANCE,)
        inside = [city for city in self._cities if fold(city.region) == fold(name) != ""]
        return tuple(inside)

    def close_to(self, name: str) -> Place | None:
        return BOGOTA if sorted(fold(name)) == sorted("bogota") else None

    def zone(self, name: str) -> str | None:
        return next((zone for zone in ZONES if zone.casefold() == name.casefold()), None)

    def with_offset(self, offset_min: int, at: int) -> tuple[Place, ...]:
        clocks = {180: ALL[:4], 0: (LONDON,), -180: (BOGOTA,), 330: (PARIS,), 60: (PARIS,)}
        return clocks.get(offset_min, ()) if at else ()

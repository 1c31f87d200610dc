"""Short names of clocks, each with the places that may be meant."""

from dataclasses import dataclass
from enum import StrEnum


class Clocks(StrEnum):
    """Whether the clocks of a place change twice a year."""

    CHANGE = "clocks_change"
    STAY = "clocks_stay"


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneChoice:
    """One meaning of a short name: a zone, one or two cities that have it, and its clocks."""

    zone: str
    cities: tuple[str, ...]
    clocks: Clocks


def _change(zone: str, *cities: str) -> ZoneChoice:
    return ZoneChoice(zone=zone, cities=cities, clocks=Clocks.CHANGE)


def _stay(zone: str, *cities: str) -> ZoneChoice:
    return ZoneChoice(zone=zone, cities=cities, clocks=Clocks.STAY)


_NEW_YORK = _change("America/New_York", "New York", "Toronto")
_CHICAGO = _change("America/Chicago", "Chicago", "Dallas")
_DENVER = _change("America/Denver", "Denver", "Salt Lake City")
_PHOENIX = _stay("America/Phoenix", "Phoenix")
_LOS_ANGELES = _change("America/Los_Angeles", "Los Angeles", "Seattle")
_HALIFAX = _change("America/Halifax", "Halifax")
_LONDON = _change("Europe/London", "London")
_LISBON = _change("Europe/Lisbon", "Lisbon")
_BERLIN = _change("Europe/Berlin", "Berlin", "Paris")
_ATHENS = _change("Europe/Athens", "Athens", "Helsinki")
_SYDNEY = _change("Australia/Sydney", "Sydney", "Melbourne")
_ADELAIDE = _change("Australia/Adelaide", "Adelaide")
_AUCKLAND = _change("Pacific/Auckland", "Auckland")

_CHOICES = {
    "est": (_NEW_YORK, _stay("America/Panama", "Panama", "Jamaica")),
    **dict.fromkeys(("edt", "et", "eastern"), (_NEW_YORK,)),
    "cst": (
        _CHICAGO,
        _stay("America/Mexico_City", "Mexico City", "Costa Rica"),
        _stay("Asia/Shanghai", "Shanghai", "Beijing"),
    ),
    **dict.fromkeys(("cdt", "ct", "central"), (_CHICAGO,)),
    **dict.fromkeys(("mst", "mt", "mountain"), (_DENVER, _PHOENIX)),
    "mdt": (_DENVER,),
    "pst": (_LOS_ANGELES, _stay("Asia/Manila", "Manila")),
    **dict.fromkeys(("pdt", "pt", "pacific"), (_LOS_ANGELES,)),
    "ast": (
        _HALIFAX,
        _stay("America/Puerto_Rico", "Puerto Rico"),
        _stay("Asia/Riyadh", "Riyadh"),
    ),
    "adt": (_HALIFAX,),
    **dict.fromkeys(("akst", "akdt"), (_change("America/Anchorage", "Anchorage"),)),
    "hst": (_stay("Pacific/Honolulu", "Honolulu"),),
    "gmt": (_LONDON, _stay("Africa/Accra", "Accra", "Dakar")),
    "bst": (_LONDON, _stay("Asia/Dhaka", "Dhaka")),
    **dict.fromkeys(("wet", "west"), (_LISBON,)),
    "cet": (_BERLIN, _stay("Africa/Algiers", "Algiers", "Tunis")),
    **dict.fromkeys(("cest", "mez", "mesz"), (_BERLIN,)),
    "eet": (_ATHENS, _stay("Africa/Tripoli", "Tripoli")),
    "eest": (_ATHENS,),
    "msk": (_stay("Europe/Moscow", "Moscow"),),
    "ist": (
        _stay("Asia/Kolkata", "Delhi", "Mumbai"),
        _change("Europe/Dublin", "Dublin"),
        _change("Asia/Jerusalem", "Jerusalem", "Tel Aviv"),
    ),
    "pkt": (_stay("Asia/Karachi", "Karachi", "Lahore"),),
    "sgt": (_stay("Asia/Singapore", "Singapore"),),
    "hkt": (_stay("Asia/Hong_Kong", "Hong Kong"),),
    "jst": (_stay("Asia/Tokyo", "Tokyo"),),
    "kst": (_stay("Asia/Seoul", "Seoul"),),
    "sast": (_stay("Africa/Johannesburg", "Johannesburg"),),
    "awst": (_stay("Australia/Perth", "Perth"),),
    "acst": (_ADELAIDE, _stay("Australia/Darwin", "Darwin")),
    "acdt": (_ADELAIDE,),
    "aest": (_SYDNEY, _stay("Australia/Brisbane", "Brisbane")),
    "aedt": (_SYDNEY,),
    **dict.fromkeys(("nzst", "nzdt"), (_AUCKLAND,)),
}


def meanings(name: str) -> tuple[ZoneChoice, ...]:
    """Give what a short name (folded, "est") may mean, the likeliest first; empty if unknown."""
    return _CHOICES.get(name, ())


def known_abbreviations() -> tuple[str, ...]:
    """Give every short name that `meanings` knows, folded."""
    return tuple(_CHOICES)

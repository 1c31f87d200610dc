"""Choosing a place by typing it; what is unclear is asked, never guessed.

Buttons carry `c<number>-<zone>`: the zone with `--` for each slash, and which of the places
offered it was, for its name.
"""

import json
import re
from dataclasses import dataclass
from typing import cast

from bot.domain.action import Action
from bot.domain.days import local_time, minute_of_day
from bot.domain.message import OutgoingMessage, Question, card
from bot.domain.place import Place
from bot.domain.typed_text import fold
from bot.domain.typed_zone import (
    PlaceFound,
    PlaceGuess,
    PlaceIsAbbreviation,
    PlaceIsOffset,
    PlaceRead,
    PlacesFound,
    PlaceUnknown,
)
from bot.service.moment import Turn
from bot.service.pick.asking import Asking
from bot.service.pick.hour import USUAL_HOURS_MIN
from bot.service.pick.rows import fitted, in_pairs, rows_of

TYPE_CITY = "ct"
ROWS_OF_PLACES = 3
_BUTTON = re.compile(r"c([0-9])-([A-Za-z0-9_-]+)", re.ASCII)
_SLASH = "--"
_YES = frozenset({"yes", "y", "yep", "yeah", "ja", "si"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A place that the person may choose, as the draft of a conversation keeps it."""

    zone: str
    label: str


def pack_offers(offers: tuple[Offer, ...]) -> str:
    """Write offers for the draft of a conversation."""
    return json.dumps([[offer.zone, offer.label] for offer in offers])


def unpack_offers(text: str) -> tuple[Offer, ...]:
    """Read what `pack_offers` wrote; nothing where it is not understood."""
    try:
        read: object = json.loads(text)
    except ValueError:
        return ()
    pairs = cast("list[object]", read) if isinstance(read, list) else []
    offers: list[Offer] = []
    for pair in pairs:
        match pair:
            case [str(zone), str(label)]:
                offers.append(Offer(zone=zone, label=label))
            case _:
                return ()
    return tuple(offers)


def city_card(
    turn: Turn, asking: Asking, title: str = "", note: str = "", *, lead: str = ""
) -> OutgoingMessage:
    """Ask for a city in words; a lead is said first."""
    example = turn.say("pick.city_example")
    return card(
        title or turn.say("pick.city"),
        lead,
        note or turn.say("pick.city_why", hour=turn.say.time(USUAL_HOURS_MIN[0])),
        rows=((asking.back,),),
        question=Question(Action(asking.verb, 0, TYPE_CITY), turn.say("pick.city"), example),
    )


def clock_line(turn: Turn, zone: str) -> str:
    """Tell what the clock of a zone shows, which is how a person knows it for theirs."""
    local = local_time(zone, turn.at.now)
    time = turn.say.time(minute_of_day(zone, turn.at.now))
    return turn.say("pick.clock", day=turn.say.day(local.date()), time=time)


def label_of(zone: str) -> str:
    """Name a zone by its city."""
    return zone.rpartition("/")[2].replace("_", " ")


def unclear_place(
    turn: Turn, asking: Asking, read: PlaceRead
) -> Offer | tuple[OutgoingMessage, tuple[Offer, ...]]:
    """Give the place that was typed, or the question that it leaves open with what it offers."""
    say = turn.say
    match read:
        case PlaceFound():
            return _offer(read.place, read.place.label)
        case PlacesFound():
            offers = _told_apart(read.places)
            title = say("pick.city_many" if read.more else "pick.city_which")
            return _choice(turn, asking, title, say("pick.city_narrow"), offers), offers
        case PlaceGuess():
            offer = _offer(read.place, read.place.label)
            return _guess_card(turn, asking, read.place), (offer,)
        case PlaceIsOffset():
            offers = _told_apart(read.suggestions)
            note = say("pick.city_nearest" if offers else "pick.city_not_clock")
            return _choice(turn, asking, say("pick.city_is_clock"), note, offers), offers
        case PlaceIsAbbreviation():
            title = say.count("pick.city_short", len(read.choices), name=read.name)
            offers = tuple(
                Offer(
                    zone=choice.zone,
                    label=say(f"pick.{choice.clocks}", cities=", ".join(choice.cities)),
                )
                for choice in read.choices
            )
            message = _choice(turn, asking, title, "", offers, is_listed=True)
            named = (choice.cities[0] for choice in read.choices)
            cities = zip(offers, named, strict=True)
            return message, tuple(Offer(zone=offer.zone, label=city) for offer, city in cities)
        case PlaceUnknown():
            title, note = say("pick.city_unknown"), say("pick.city_try")
            return city_card(turn, asking, title, note), ()


def _offer(place: Place, label: str) -> Offer:
    return Offer(zone=place.zone, label=label)


def _told_apart(places: tuple[Place, ...]) -> tuple[Offer, ...]:
    """Name each place so that no two have the same name."""
    labels = [place.full_label for place in places]
    return tuple(
        _offer(place, label if labels.count(label) == 1 else f"{label} ({label_of(place.zone)})")
        for place, label in zip(places, labels, strict=True)
    )


def _choice(
    turn: Turn,
    asking: Asking,
    title: str,
    note: str,
    offers: tuple[Offer, ...],
    *,
    is_listed: bool = False,
) -> OutgoingMessage:
    buttons = [
        asking.button(fitted(offer.label), f"c{no}-{zone_argument(offer.zone)}")
        for no, offer in enumerate(offers)
    ]
    other = asking.button(turn.say("pick.city_other"), TYPE_CITY)
    places = rows_of(buttons, 1) if is_listed else in_pairs(buttons, ROWS_OF_PLACES)
    return card(title, note, rows=(*places, (other, asking.back)))


def _guess_card(turn: Turn, asking: Asking, place: Place) -> OutgoingMessage:
    yes = asking.button(turn.say("button.yes"), f"c0-{zone_argument(place.zone)}")
    no = asking.button(turn.say("button.no"), TYPE_CITY)
    return card(
        turn.say("pick.city_guess", place=place.full_label),
        clock_line(turn, place.zone),
        rows=((yes, no), (asking.back,)),
    )


def zone_argument(zone: str) -> str:
    """Write a zone so that a button can carry it."""
    return zone.replace("/", _SLASH)


def zone_in(turn: Turn, argument: str) -> str | None:
    """Read a zone that a button carries; None for one that nobody knows."""
    return turn.at.places.zone(argument.replace(_SLASH, "/"))


def offer_in(turn: Turn, argument: str, offers: tuple[Offer, ...]) -> Offer | None:
    """Read the place that a button carries; None for another button or an unknown zone."""
    found = _BUTTON.fullmatch(argument)
    zone = None if found is None else zone_in(turn, found[2])
    if found is None or zone is None:
        return None
    no = int(found[1])
    if no < len(offers) and offers[no].zone == zone:
        return offers[no]
    return Offer(zone=zone, label=label_of(zone))


def agreed_offer(text: str, offers: tuple[Offer, ...]) -> Offer | None:
    """Give the one place that was asked about, where the person types yes."""
    return offers[0] if len(offers) == 1 and fold(text) in _YES else None

"""Another place: keep the hour there, or stay on the time of home."""

import re
from dataclasses import replace

from bot.domain.action import Action
from bot.domain.days import local_time, minute_of_day
from bot.domain.message import Answer, Button, OutgoingMessage, card
from bot.domain.schedule import next_card
from bot.domain.typed_text import plain
from bot.domain.typed_zone import PlaceFound, PlaceRead, PlacesFound, read_place
from bot.domain.wish import Wish
from bot.service.moment import Turn
from bot.service.pausing import wish_of
from bot.service.pick.place import (
    Offer,
    agreed_offer,
    city_card,
    clock_line,
    label_of,
    offer_in,
    pack_offers,
    unclear_place,
    unpack_offers,
    zone_argument,
    zone_in,
)
from bot.service.pick.rows import fitted
from bot.service.settings.question import (
    CITY_VERB,
    after_card,
    ask,
    asking_by,
    changed,
    draft_of,
    end_question,
    not_begun,
)
from bot.service.table import Verb

_KEEP, _HOME = "k-", "home"
# Words that tell of a place even where nobody asked for one.
_TRAVELS = re.compile(
    r"(?:hi,? |hello,? )?(?:(?:i|we)(?:'m| am|'re| are|'ll be| will be)|now|currently|moving|moved|"
    r"flying|travell?ing|going)\b.*\b(?:in|to|near|at)\b.*"
)


def press_city(turn: Turn, action: Action) -> Answer:
    """Ask for a place, or for what its clock is to mean, or go over to it."""
    if turn.person.wish is None:
        return not_begun(turn)
    argument = action.argument
    if argument == _HOME:
        return _stay(turn)
    if argument.startswith(_KEEP):
        zone = zone_in(turn, argument.removeprefix(_KEEP))
        return _ask(turn) if zone is None else _go_over(turn, zone)
    offer = offer_in(turn, argument, unpack_offers(draft_of(turn)))
    return _ask(turn) if offer is None else _ask_meaning(turn, offer)


def _ask(turn: Turn) -> Answer:
    asking = asking_by(turn, CITY_VERB)
    return ask(turn, CITY_VERB, city_card(turn, asking))


def read_typed_city(turn: Turn, text: str) -> Answer:
    """Take typed words as the place that was asked for."""
    agreed = agreed_offer(text, unpack_offers(draft_of(turn)))
    if agreed is not None:
        return _ask_meaning(turn, agreed)
    return _clear_up(turn, read_place(text, turn.at.places, turn.at.now))


def _clear_up(turn: Turn, read: PlaceRead) -> Answer:
    unclear = unclear_place(turn, asking_by(turn, CITY_VERB), read)
    if isinstance(unclear, Offer):
        return _ask_meaning(turn, unclear)
    message, offered = unclear
    return ask(turn, CITY_VERB, message, pack_offers(offered))


def offer_place(turn: Turn, text: str) -> Answer | None:
    """Take words such as "I'm in Lisbon", with no question open, as a wish to change the place.

    None where the words name no known place, or may well mean something else.
    """
    if turn.person.wish is None or not _TRAVELS.fullmatch(plain(text)):
        return None
    read = read_place(text, turn.at.places, turn.at.now)
    return _clear_up(turn, read) if isinstance(read, PlaceFound | PlacesFound) else None


def _ask_meaning(turn: Turn, offer: Offer) -> Answer:
    """Ask whether the hour is to go along, where the clocks are not the same."""
    wish = wish_of(turn)
    if offer.zone == wish.zone:
        said = turn.say("settings.place_is", hour=turn.say.time(wish.hour_min), place=offer.label)
        end_question(turn)
        return Answer(message=after_card(turn, said))
    # The answer is a button; what is typed meanwhile is another place.
    return ask(turn, CITY_VERB, _meaning_card(turn, wish, offer))


def _meaning_card(turn: Turn, wish: Wish, offer: Offer) -> OutgoingMessage:
    say = turn.say
    today_on = local_time(wish.zone, turn.at.now).date()
    _, next_at = next_card(wish, today_on)
    home, hour = label_of(wish.zone), say.time(wish.hour_min)
    there = say.time(minute_of_day(offer.zone, next_at))
    keep = say("settings.keep_hour", hour=hour, place=offer.label)
    stay = say("settings.stay_home", place=home, hour=there)
    return card(
        offer.label,
        clock_line(turn, offer.zone),
        say("settings.hour_at_home", hour=hour, place=home),
        rows=(
            (Button(fitted(keep), Action(CITY_VERB, 0, f"{_KEEP}{zone_argument(offer.zone)}")),),
            (Button(fitted(stay), Action(CITY_VERB, 0, _HOME)),),
            (asking_by(turn, CITY_VERB).back,),
        ),
    )


def _go_over(turn: Turn, zone: str) -> Answer:
    wish = replace(wish_of(turn), zone=zone)
    said = turn.say("settings.place_is", hour=turn.say.time(wish.hour_min), place=label_of(zone))
    return changed(turn, wish, said)


def _stay(turn: Turn) -> Answer:
    wish = wish_of(turn)
    place, hour = label_of(wish.zone), turn.say.time(wish.hour_min)
    end_question(turn)
    said = turn.say("settings.place_is", hour=hour, place=place)
    return Answer(message=after_card(turn, said))


VERBS = (Verb(name=CITY_VERB, handler=press_city),)

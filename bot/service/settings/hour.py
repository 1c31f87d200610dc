"""The hour of the card: picked, typed, or offered when somebody types one out of the blue."""

from bot.domain.action import Action
from bot.domain.message import Answer, Button, card
from bot.domain.typed_hour import read_hour
from bot.service.moment import Turn
from bot.service.pausing import wish_of
from bot.service.pick.hour import (
    GRANTED,
    HOUR,
    is_in_quiet,
    minute_in,
    quiet_card,
    typing_card,
    unclear_hour,
    wish_at,
)
from bot.service.settings.question import (
    HOUR_VERB,
    VERB,
    after_card,
    ask,
    asking_by,
    changed,
    not_begun,
)
from bot.service.table import Verb


def press_hour(turn: Turn, action: Action) -> Answer:
    """Ask for an hour, or take the one of a button."""
    if turn.person.wish is None:
        return not_begun(turn)
    granted = minute_in(action.argument, GRANTED)
    if granted is not None:
        return change_hour(turn, granted)
    minute = minute_in(action.argument, HOUR)
    if minute is not None:
        return _take_hour(turn, minute)
    asking = asking_by(turn, HOUR_VERB)
    return ask(turn, HOUR_VERB, typing_card(turn, asking))


def read_typed_hour(turn: Turn, text: str) -> Answer:
    """Take typed words as the hour that was asked for."""
    asking = asking_by(turn, HOUR_VERB)
    unclear = unclear_hour(turn, asking, read_hour(text))
    if isinstance(unclear, int):
        return _take_hour(turn, unclear)
    return ask(turn, HOUR_VERB, unclear)


def _take_hour(turn: Turn, minute: int) -> Answer:
    """Move the hour; one inside quiet hours after a question."""
    wish = wish_of(turn)
    if minute != wish.hour_min and is_in_quiet(wish, minute):
        asked = quiet_card(turn, asking_by(turn, HOUR_VERB), wish, minute)
        return ask(turn, HOUR_VERB, asked)
    return change_hour(turn, minute)


def change_hour(turn: Turn, minute: int) -> Answer:
    """Move the hour at once, quiet hours with it where they must."""
    wish = wish_of(turn)
    moved = wish if minute == wish.hour_min else wish_at(wish, minute)
    return changed(turn, moved, turn.say("settings.hour_is", hour=turn.say.time(minute)))


def offer_hour(turn: Turn, minute: int) -> Answer:
    """Ask somebody who typed an hour, with no question open, whether it is to be theirs."""
    say, wish = turn.say, wish_of(turn)
    if minute == wish.hour_min:
        said = say("settings.hour_is", hour=say.time(minute))
        return Answer(message=after_card(turn, said))
    inside = is_in_quiet(wish, minute)
    label = say("pick.quiet_yes" if inside else "button.yes")
    argument = f"{GRANTED if inside else HOUR}{minute}"
    yes = Button(label, Action(HOUR_VERB, 0, argument))
    no = Button(say("button.no"), Action(VERB))
    return Answer(
        message=card(
            say("settings.hour_offer", hour=say.time(minute)),
            say("settings.hour_now", hour=say.time(wish.hour_min)),
            say("settings.hour_quiet") if inside else "",
            rows=((yes,), (no,)),
        ),
    )


VERBS = (Verb(name=HOUR_VERB, handler=press_hour),)

"""What typed words answer at each step of subscribing."""

from dataclasses import replace

from bot.domain.action import Action
from bot.domain.message import Answer
from bot.domain.person import Conversation
from bot.domain.stop_words import read_pain_words
from bot.domain.typed_days import read_weekdays
from bot.domain.typed_hour import HourUnknown, read_hour
from bot.domain.typed_text import LONGEST_TYPED, fold
from bot.domain.typed_zone import read_place
from bot.service import hurts
from bot.service.moment import Turn
from bot.service.pick.hour import unclear_hour
from bot.service.pick.place import Offer, agreed_offer, unclear_place
from bot.service.subscribe.cards import draw
from bot.service.subscribe.press import (
    answer_press,
    press_subscribe,
    take_days,
    take_hour,
    take_offer,
)
from bot.service.subscribe.start import open_start, show_seen, show_stopped_at
from bot.service.subscribe.walk import VERB, Step, Walk, taken_up, walk_of

_LISTS = {Step.FIRST: "l1-yes", Step.SECOND: "l2-yes"}


def read_subscribe(turn: Turn, _conversation: Conversation, text: str) -> Answer:
    """Take typed words as the answer to the step that is open, as far as they are one."""
    halfway = taken_up(turn)
    if halfway is None or turn.live() is not None:
        return open_start(turn)
    draft, kept_step = halfway
    walk = walk_of(turn, draft)
    if walk is None:
        return open_start(turn)
    step = walk.reachable(kept_step)
    if read_pain_words(text) is not None:
        return _hurts(walk, step)
    stop = walk.open_stop()
    if stop is not None:
        return show_seen(turn, stop)
    pressed = _label(walk, step, text)
    if pressed is not None:
        return press_subscribe(turn, pressed)
    return _answer(walk, step, text) or show_stopped_at(walk, step)


def _hurts(walk: Walk, step: Step) -> Answer:
    """Take words of pain as a yes where a list is open, else ask what is noticed."""
    if step in _LISTS:
        return answer_press(walk, step, Action(VERB, 0, _LISTS[step]))
    return hurts.press_hurts(walk.turn, Action("hurts"))


def _label(walk: Walk, step: Step, text: str) -> Action | None:
    """Give the button whose words were typed."""
    said = fold(text) if len(text) <= LONGEST_TYPED else ""
    buttons = draw(walk, step).buttons() if said else ()
    actions = (button.action for button in buttons if fold(button.label) == said)
    return next((action for action in actions if action.verb == VERB), None)


def _answer(walk: Walk, step: Step, text: str) -> Answer | None:
    match step:
        case Step.CITY:
            return _read_city(walk, text)
        case Step.HOUR:
            return _read_hour(walk, text)
        case Step.CONFIRM | Step.DAYS:
            chosen = read_weekdays(text)
            if chosen is not None:
                return take_days(walk, chosen)
            is_hour = not isinstance(read_hour(text), HourUnknown)
            return _read_hour(walk, text) if is_hour else None
        case _:
            return None


def _read_city(walk: Walk, text: str) -> Answer:
    agreed = agreed_offer(text, walk.draft.offered)
    if agreed is not None:
        return take_offer(walk, agreed)
    read = read_place(text, walk.turn.at.places, walk.turn.at.now)
    unclear = unclear_place(walk.turn, walk.asking(Step.CITY), read)
    if isinstance(unclear, Offer):
        return take_offer(walk, unclear)
    message, offered = unclear
    walk.with_draft(replace(walk.draft, offered=offered)).keep(Step.CITY)
    return Answer(message=message)


def _read_hour(walk: Walk, text: str) -> Answer:
    unclear = unclear_hour(walk.turn, walk.asking(Step.HOUR), read_hour(text))
    if isinstance(unclear, int):
        return take_hour(walk, unclear)
    walk.keep(Step.HOUR)
    return Answer(message=unclear)

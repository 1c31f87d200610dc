"""What each button of subscribing answers. A button of an earlier step answers that step again."""

from collections.abc import Callable
from dataclasses import replace

from bot.domain.action import Action
from bot.domain.ids import VersionId
from bot.domain.message import Answer, OutgoingMessage, card
from bot.domain.red_flags import CLINICIAN_FIRST
from bot.service import consenting, flags
from bot.service.forgetting import forget_health_data
from bot.service.moment import Turn
from bot.service.pick.days import DRAFTED, MEANT, days_card, days_in, fault_of
from bot.service.pick.hour import (
    GRANTED,
    HOUR,
    OTHER,
    is_in_quiet,
    minute_in,
    quiet_card,
    typing_card,
)
from bot.service.pick.place import TYPE_CITY, Offer, offer_in
from bot.service.subscribe.cards import (
    FIRST_LIST,
    SECOND_LIST,
    advice_of,
    draw,
    full_consent,
    knew_card,
    pick_of,
)
from bot.service.subscribe.draft import Draft, PainPlace
from bot.service.subscribe.joining import join
from bot.service.subscribe.start import open_start, show_seen
from bot.service.subscribe.walk import VERB, Step, Walk, fresh_draft, taken_up, walk_of

# What may begin the walk anew where no question is open any more.
_BEGINNINGS = frozenset({"begin", "anew", "program", "sy", "sn"})
_IS, _YES = "is-", ("l1-yes", "l2-yes")
# What is answered although a stop stands.
_ABOUT_A_STOP = ("sy", "sn", "ok-", "kn-", "no-", _IS, *_YES)


def press_subscribe(turn: Turn, action: Action) -> Answer:
    """Answer a button of subscribing."""
    halfway = taken_up(turn)
    if turn.live() is not None or (halfway is None and action.argument not in _BEGINNINGS):
        return _hear_sign(turn, action.argument) or open_start(turn)
    draft, step = halfway or (fresh_draft(turn), Step.WELCOME)
    walk = walk_of(turn, draft)
    if walk is None:
        return open_start(turn)
    stop = walk.open_stop()
    if stop is not None and not action.argument.startswith(_ABOUT_A_STOP):
        return show_seen(turn, stop)
    return answer_press(walk, step, action)


def _hear_sign(turn: Turn, argument: str) -> Answer | None:
    """Hear a yes to a list also from an old card; None for another button."""
    if argument in _YES:
        list_no = FIRST_LIST + _YES.index(argument)
        return Answer(message=flags.pick_card(turn, list_no, VERB, 0))
    sign = flags.sign_of(turn, argument.removeprefix(_IS)) if argument.startswith(_IS) else None
    return None if sign is None else Answer(message=flags.stop_all(turn, sign.key))


def answer_press(walk: Walk, step: Step, action: Action) -> Answer:
    """Answer a button at a step; one that nobody knows shows the step."""
    argument = action.argument
    if argument.startswith("to-"):
        named = next((one for one in Step if one == argument.removeprefix("to-")), step)
        return show(walk, named)
    if argument == "program":
        return _chose_program(walk, VersionId(action.target))
    plain = _PLAIN.get(argument)
    if plain is not None:
        return plain(walk)
    for answer in (_answer_sign, _answer_place, _answer_hour, _answer_days):
        answered = answer(walk, argument)
        if answered is not None:
            return answered
    return show(walk, step)


def show(walk: Walk, step: Step) -> Answer:
    """Go to a step, or to the open one before it, and ask it."""
    step = walk.reachable(step)
    walk.keep(step)
    return Answer(message=draw(walk, step))


def forward(walk: Walk, draft: Draft) -> Answer:
    """Keep an answer and ask what is open next."""
    walk = walk.with_draft(draft)
    return show(walk, walk.first_open())


def _asked(walk: Walk, step: Step, message: OutgoingMessage) -> Answer:
    """Ask something at a step that its own card does not ask; not where it cannot be yet."""
    if walk.reachable(step) is not step:
        return show(walk, step)
    walk.keep(step)
    return Answer(message=message)


def _begin(walk: Walk) -> Answer:
    return forward(walk, replace(walk.draft, is_adult=True))


def _anew(walk: Walk) -> Answer:
    return show(walk.with_draft(fresh_draft(walk.turn)), Step.WELCOME)


def _agree(walk: Walk) -> Answer:
    if not walk.draft.is_adult:
        return show(walk, Step.WELCOME)
    consenting.give_consent(walk.turn)
    return forward(walk, replace(walk.draft, scores=True))


def _without(walk: Walk) -> Answer:
    if walk.turn.has_scores():
        forget_health_data(walk.turn)
    return forward(walk, replace(walk.draft, scores=False, place=None))


def _read_all(walk: Walk) -> Answer:
    return _asked(walk, Step.CONSENT, full_consent(walk))


def _passed_first(walk: Walk) -> Answer:
    return forward(walk, replace(walk.draft, first_passed_at=walk.turn.at.now))


def _passed_second(walk: Walk) -> Answer:
    return forward(walk, replace(walk.draft, second_passed_at=walk.turn.at.now))


def _pick_first(walk: Walk) -> Answer:
    draft = replace(walk.draft, first_passed_at=0)
    return _pick(walk.with_draft(draft), Step.FIRST, FIRST_LIST)


def _pick_second(walk: Walk) -> Answer:
    draft = replace(walk.draft, second_passed_at=0)
    return _pick(walk.with_draft(draft), Step.SECOND, SECOND_LIST)


def _pick(walk: Walk, step: Step, list_no: int) -> Answer:
    # A yes is never turned away, whatever is still open before it.
    walk.keep(step)
    return Answer(message=pick_of(walk, list_no))


def _seen_yes(walk: Walk) -> Answer:
    """Believe that a clinician said yes; both lists are asked again all the same."""
    stop = walk.turn.tx.safety_stops.open_of(walk.turn.person.person_id)
    seen_stop = 0 if stop is None else int(stop.stop_id)
    draft = replace(walk.draft, seen_stop=seen_stop, first_passed_at=0, second_passed_at=0)
    return forward(walk, draft)


def _seen_no(walk: Walk) -> Answer:
    say = walk.say
    return Answer(message=card(say("subscribe.not_yet"), say("subscribe.not_yet_how")))


def _other_hour(walk: Walk) -> Answer:
    return _asked(walk, Step.HOUR, typing_card(walk.turn, walk.asking(Step.HOUR)))


def _other_city(walk: Walk) -> Answer:
    return show(walk, Step.CITY)


def _join(walk: Walk) -> Answer:
    step = walk.first_open()
    return join(walk) if step is Step.CONFIRM else show(walk, step)


_PLAIN: dict[str, Callable[[Walk], Answer]] = {
    "begin": _begin,
    "anew": _anew,
    "consent-yes": _agree,
    "consent-no": _without,
    "consent-all": _read_all,
    "l1-none": _passed_first,
    "l1-yes": _pick_first,
    "l2-none": _passed_second,
    "l2-yes": _pick_second,
    "sy": _seen_yes,
    "sn": _seen_no,
    OTHER: _other_hour,
    TYPE_CITY: _other_city,
    "right": _join,
}


def _answer_sign(walk: Walk, argument: str) -> Answer | None:
    """Answer what is said about one sign."""
    what, key = argument[:3], argument[3:]
    if what not in (_IS, "ok-", "kn-", "no-"):
        return None
    sign = flags.sign_of(walk.turn, key)
    if sign is None:
        return show(walk, Step.FIRST)
    if what == "kn-":
        return _seen_yes(walk)
    if what == "ok-":
        return Answer(message=knew_card(walk, sign))
    if what == _IS:
        flags.keep_stop(walk.turn, sign.key, None)
        _leave_or_wait(walk, sign.tier)
    return Answer(message=advice_of(walk, sign))


def _leave_or_wait(walk: Walk, tier: int) -> None:
    """End the walk for what must be seen now; the rest may come back to its place."""
    if tier < CLINICIAN_FIRST:
        walk.turn.tx.conversations.end(walk.turn.person.person_id)
        return
    draft = replace(walk.draft, first_passed_at=0, second_passed_at=0, seen_stop=0)
    walk.with_draft(draft).keep(Step.FIRST)


def _answer_place(walk: Walk, argument: str) -> Answer | None:
    """Answer where it hurts, which needs the consent, or which city it is."""
    place = next((one for one in PainPlace if argument == f"at-{one}"), None)
    if place is not None:
        is_kept = walk.turn.has_scores()
        return forward(walk, replace(walk.draft, place=place if is_kept else None))
    offer = offer_in(walk.turn, argument, walk.draft.offered)
    return None if offer is None else take_offer(walk, offer)


def take_offer(walk: Walk, offer: Offer) -> Answer:
    """Keep a place; the hour is asked after it, on the card that shows its clock."""
    draft = replace(walk.draft, zone=offer.zone, label=offer.label, offered=())
    return show(walk.with_draft(draft), Step.HOUR)


def _answer_hour(walk: Walk, argument: str) -> Answer | None:
    granted = minute_in(argument, GRANTED)
    if granted is not None:
        return forward(walk, replace(walk.draft, hour_min=granted))
    minute = minute_in(argument, HOUR)
    return None if minute is None else take_hour(walk, minute)


def take_hour(walk: Walk, minute: int) -> Answer:
    """Keep an hour; one inside quiet hours is granted after a question."""
    wish = walk.base_wish()
    if is_in_quiet(wish, minute):
        asked = quiet_card(walk.turn, walk.asking(Step.HOUR), wish, minute)
        return _asked(walk, Step.HOUR, asked)
    return forward(walk, replace(walk.draft, hour_min=minute))


def _answer_days(walk: Walk, argument: str) -> Answer | None:
    drafted = days_in(argument, DRAFTED)
    if drafted is not None:
        return show_days(walk, drafted)
    meant = days_in(argument, MEANT)
    return None if meant is None else take_days(walk, meant)


def show_days(walk: Walk, chosen: frozenset[int]) -> Answer:
    """Show a choice of days that is still being made."""
    bounds = walk.program.days_per_week
    asked = days_card(walk.turn, walk.asking(Step.DAYS), bounds, chosen)
    return _asked(walk, Step.DAYS, asked)


def take_days(walk: Walk, chosen: frozenset[int]) -> Answer:
    """Keep the days, if the program bears them."""
    if fault_of(walk.turn, walk.program.days_per_week, chosen):
        return show_days(walk, chosen)
    return forward(walk, replace(walk.draft, weekdays=chosen))


def _chose_program(walk: Walk, version_id: VersionId) -> Answer:
    offered = dict(walk.turn.at.catalog.newest_all())
    version = offered.get(version_id)
    if version is None:
        return show(walk, Step.PROGRAM)
    chosen = walk_of(walk.turn, replace(walk.draft, program=version.program.key))
    return show(walk, Step.PROGRAM) if chosen is None else show(chosen, chosen.first_open())

"""Draws each step of subscribing from the draft."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot.domain.action import Action
from bot.domain.days import local_time
from bot.domain.enrollment import SafetyStop
from bot.domain.message import Button, OutgoingMessage, card
from bot.domain.red_flags import CLINICIAN_FIRST
from bot.domain.session_plan import plan_session
from bot.service import consenting, flags, wishes
from bot.service.moment import Turn
from bot.service.pick.days import days_card
from bot.service.pick.hour import OTHER, hour_rows
from bot.service.pick.place import TYPE_CITY, city_card, clock_line, label_of
from bot.service.pick.rows import Rows, in_pairs, rows_of
from bot.service.signs import Sign, button_key
from bot.service.subscribe.draft import PainPlace
from bot.service.subscribe.walk import VERB, Step, Walk

FIRST_LIST, SECOND_LIST = 1, 2
PLACES_A_ROW = 2
ROWS_OF_PROGRAMS = 3


def _welcome(walk: Walk) -> OutgoingMessage:
    say, program = walk.say, walk.program
    others = [Button(say("subscribe.based"), Action("based", walk.version_id))]
    if len(walk.turn.at.catalog.newest_all()) > 1:
        others.append(Button(say("subscribe.others"), Action("programs")))
    return card(
        say("subscribe.welcome"),
        f"{program.name}: {program.summary}",
        say("subscribe.honest"),
        say("subscribe.education"),
        rows=((walk.main("begin", "begin"),), *rows_of(others, 1)),
    )


def _consent(walk: Walk) -> OutgoingMessage:
    return consenting.consent_card(walk.turn, _consent_rows(walk))


def _consent_rows(walk: Walk) -> Rows:
    agree = (walk.button("agree", "consent-yes"),)
    without = (walk.button("without", "consent-no"),)
    return (agree, without, (walk.button("read", "consent-all"), walk.back_from(Step.CONSENT)))


def full_consent(walk: Walk) -> OutgoingMessage:
    """Draw the whole text of the consent, with the same two equal buttons."""
    agree, without, _ = _consent_rows(walk)
    return consenting.full_card(walk.turn, (agree, without, (walk.back_to(Step.CONSENT),)))


def list_of(walk: Walk, list_no: int) -> OutgoingMessage:
    """Draw a red-flag list; what a clinician has cleared is left out of the second."""
    is_cleared = walk.draft.seen_stop and list_no == SECOND_LIST
    back = walk.back_from(Step.FIRST if list_no == FIRST_LIST else Step.SECOND)
    asked = flags.list_card(walk.turn, list_no, VERB, 0, back, walk.program)
    if not is_cleared:
        return asked
    note = card("", walk.say("subscribe.leave_out") + "\n")
    return replace(asked, text=note.text + asked.text)


def pick_of(walk: Walk, list_no: int) -> OutgoingMessage:
    """Ask which sign of a list it is."""
    back = walk.back_to(Step.FIRST if list_no == FIRST_LIST else Step.SECOND)
    return flags.pick_card(walk.turn, list_no, VERB, 0, back=back, program=walk.program)


def advice_of(walk: Walk, sign: Sign) -> OutgoingMessage:
    """Give the advice of a sign; who must ask a clinician first can come back from here."""
    if sign.tier < CLINICIAN_FIRST:
        return flags.tier_card(walk.turn, sign.key)
    fine = walk.button("fine", f"ok-{button_key(sign.key)}")
    rows = ((fine,), *flags.advice_rows(walk.turn, sign))
    return flags.tier_card(walk.turn, sign.key, rows)


def knew_card(walk: Walk, sign: Sign) -> OutgoingMessage:
    """Ask whether the clinician knew about the sign."""
    key = button_key(sign.key)
    yes = Button(walk.say("button.yes"), Action(VERB, 0, f"kn-{key}"))
    no = Button(walk.say("button.no"), Action(VERB, 0, f"no-{key}"))
    return card(walk.say("subscribe.knew"), f"{sign.line}?", rows=((yes, no),))


def seen_card(turn: Turn, stop: SafetyStop) -> OutgoingMessage:
    """Ask whether a clinician has said that somebody may begin after a sign."""
    sign = flags.sign_of(turn, stop.flag)
    zone = turn.person.wish.zone if turn.person.wish else "UTC"
    day = turn.say.day(local_time(zone, stop.at).date())
    said = turn.say("subscribe.sign_on", day=day)
    yes = Button(turn.say("subscribe.seen"), Action(VERB, 0, "sy"))
    not_yet = Button(turn.say("subscribe.not_seen"), Action(VERB, 0, "sn"))
    return card(
        turn.say("subscribe.seen_ask"),
        said if sign is None else f"{said} {sign.line}.",
        rows=((yes,), (not_yet,)),
    )


def _city_card(walk: Walk) -> OutgoingMessage:
    is_inside = walk.draft.place is PainPlace.INSIDE and walk.turn.has_scores()
    lead = walk.say("subscribe.inside") if is_inside else ""
    return city_card(walk.turn, walk.asking(Step.CITY), lead=lead)


def _place_card(walk: Walk) -> OutgoingMessage:
    buttons = [walk.button(f"at_{place}", f"at-{place}") for place in PainPlace]
    rows = rows_of([*buttons, walk.back_from(Step.PLACE)], PLACES_A_ROW)
    return card(walk.say("subscribe.place"), rows=rows)


def _hour_card(walk: Walk) -> OutgoingMessage:
    say, draft = walk.say, walk.draft
    asking = walk.asking(Step.HOUR)
    other = (walk.button("other_hour", OTHER), walk.button("not_my_city", TYPE_CITY))
    return card(
        draft.label or label_of(draft.zone),
        clock_line(walk.turn, draft.zone),
        say("subscribe.hour"),
        rows=(*hour_rows(walk.turn, asking), other, (walk.back_from(Step.HOUR),)),
    )


def _confirm_card(walk: Walk) -> OutgoingMessage:
    say, draft, program = walk.say, walk.draft, walk.program
    wish = walk.wish_at(draft.hour_min or 0)
    days = wishes.first_days(walk.turn, program, wish)
    change = (
        walk.button("time", f"to-{Step.HOUR}"),
        walk.button("days", f"to-{Step.DAYS}"),
        walk.button("program", f"to-{Step.PROGRAM}"),
    )
    return card(
        say("subscribe.from_tomorrow", program=program.name),
        say(
            "subscribe.rhythm",
            days=say.weekdays(wish.weekdays),
            minutes=plan_session(program, 1).minutes,
            place=draft.label or label_of(wish.zone),
        ),
        *wishes.day_lines(walk.turn, program, wish, days),
        say("subscribe.ready", things=program.have_ready),
        rows=((walk.main("right", "right"),), change, (walk.back_from(Step.CONFIRM),)),
    )


def _days_card(walk: Walk) -> OutgoingMessage:
    bounds = walk.program.days_per_week
    return days_card(walk.turn, walk.asking(Step.DAYS), bounds, walk.weekdays())


def _program_card(walk: Walk) -> OutgoingMessage:
    offered = walk.turn.at.catalog.newest_all()
    choices = [
        Button(version.program.name, Action(VERB, version_id, "program"))
        for version_id, version in offered
    ]
    rows = (*in_pairs(choices, ROWS_OF_PROGRAMS), (walk.back_from(Step.PROGRAM),))
    return card(walk.say("subscribe.programs"), rows=rows)


def stopped_at_card(walk: Walk, step: Step) -> OutgoingMessage:
    """Ask somebody who left half-way whether to go on."""
    return card(
        walk.say(f"subscribe.stopped_{step}"),
        rows=((walk.main("go_on", "go"), walk.button("anew", "anew")),),
    )


_DRAWN: dict[Step, Callable[[Walk], OutgoingMessage]] = {
    Step.WELCOME: _welcome,
    Step.CONSENT: _consent,
    Step.FIRST: partial(list_of, list_no=FIRST_LIST),
    Step.SECOND: partial(list_of, list_no=SECOND_LIST),
    Step.PLACE: _place_card,
    Step.CITY: _city_card,
    Step.HOUR: _hour_card,
    Step.CONFIRM: _confirm_card,
    Step.DAYS: _days_card,
    Step.PROGRAM: _program_card,
}


def draw(walk: Walk, step: Step) -> OutgoingMessage:
    """Draw a step."""
    return _DRAWN[step](walk)

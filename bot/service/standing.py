"""Shows a program that stands still: why, until when, and how it goes on."""

from bot.domain.action import Action
from bot.domain.enrollment import Enrollment, EnrollmentState, PauseReason, SafetyStop
from bot.domain.message import Answer, Button, OutgoingMessage, Weight, card
from bot.domain.schedule import today_of
from bot.service import pausing
from bot.service.moment import Turn

# Why a program stands still that goes on only after both red-flag lists.
WITH_LISTS = frozenset({PauseReason.SAFETY, PauseReason.TWO_REDS})


def is_held(turn: Turn, enrollment: Enrollment) -> bool:
    """Tell whether only answered red-flag lists let a program go on."""
    has_stop = turn.tx.safety_stops.open_of(turn.person.person_id) is not None
    return has_stop or enrollment.reason in WITH_LISTS


def nothing_runs(turn: Turn) -> Answer:
    """Say that there is no program, and how one begins."""
    return Answer(message=card(turn.say("today.nothing"), turn.say("today.begin")))


def button(turn: Turn, key: str, verb: str, argument: str = "", *, main: bool = False) -> Button:
    """Make a button that names no delivery."""
    weight = Weight.MAIN if main else Weight.NORMAL
    return Button(turn.say(f"button.{key}"), Action(verb, 0, argument), weight)


def end_conversation(turn: Turn) -> None:
    """Close the question that is open, if one is."""
    if turn.conversation() is not None:
        turn.tx.conversations.end(turn.person.person_id)


def show_standing(turn: Turn, enrollment: Enrollment) -> Answer:
    """Show a program that stands still."""
    stop = turn.tx.safety_stops.open_of(turn.person.person_id)
    if stop is not None:
        return Answer(message=cleared_card(turn, stop))
    if enrollment.state is EnrollmentState.FINISHED:
        return Answer(message=card(turn.say("resume.finished"), turn.say("today.begin")))
    row = (button(turn, "resume", "resume", main=True),)
    message = card(turn.say("standing.title"), *_standing_lines(turn, enrollment), rows=(row,))
    return Answer(message=message)


def _standing_lines(turn: Turn, enrollment: Enrollment) -> tuple[str, ...]:
    until_on = enrollment.paused_until_on
    return (
        turn.say("standing.stopped") if enrollment.state is EnrollmentState.STOPPED else "",
        turn.say("standing.two_reds") if enrollment.reason is PauseReason.TWO_REDS else "",
        turn.say("standing.paused_until", day=turn.say.day(until_on)) if until_on else "",
    )


def cleared_card(turn: Turn, stop: SafetyStop) -> OutgoingMessage:
    """Ask whether somebody who can examine the knee has said that it may go on."""
    day = turn.say.day(today_of(pausing.wish_of(turn), stop.at))
    return card(
        turn.say("resume.cleared"),
        turn.say("resume.stopped_on", day=day),
        rows=(
            (button(turn, "go_gently", "resume", "cleared", main=True),),
            (
                button(turn, "not_yet", "resume", "wait"),
                button(turn, "end_program", "resume", "end"),
            ),
        ),
    )

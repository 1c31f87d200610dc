"""`/resume`: a program that stood still goes on; after a red flag both lists come first."""

from bot.domain.action import Action
from bot.domain.enrollment import Enrollment, EnrollmentState, PauseReason
from bot.domain.message import Answer, card
from bot.service import adapting, flags, pausing, runs, telling
from bot.service.flag_answers import answer_list
from bot.service.moment import Turn
from bot.service.scene import bare_scene
from bot.service.standing import (
    button,
    end_conversation,
    is_held,
    nothing_runs,
    show_standing,
)
from bot.service.stopping import open_stop
from bot.service.table import Command, Verb


def open_resume(turn: Turn, _argument: str = "") -> Answer:
    """Go on after a pause or a stop; after a red flag, ask first."""
    enrollment = turn.newest()
    if enrollment is None:
        return nothing_runs(turn)
    if enrollment.state is EnrollmentState.FINISHED:
        return Answer(message=card(turn.say("resume.finished"), turn.say("today.begin")))
    if turn.tx.safety_stops.open_of(turn.person.person_id) is not None:
        return show_standing(turn, enrollment)
    if enrollment.reason is PauseReason.TWO_REDS:
        return Answer(message=flags.list_card(turn, 1, "again", 0, None))
    if enrollment.state is EnrollmentState.RUNNING:
        line = telling.next_line(bare_scene(turn, enrollment))
        rows = ((button(turn, "today", "today", main=True),),)
        return Answer(message=card(turn.say("resume.runs"), line, rows=rows))
    return _go_on(turn, enrollment, turn.say("resume.title"))


def press_resume(turn: Turn, action: Action) -> Answer:
    """Go on, or answer whether a clinician has said that it is fine."""
    stop = turn.tx.safety_stops.open_of(turn.person.person_id)
    if stop is None or not action.argument:
        return open_resume(turn)
    if action.argument == "cleared":
        return Answer(message=flags.list_card(turn, 1, "again", 0, None))
    if action.argument == "end":
        return open_stop(turn)
    return Answer(message=card(turn.say("resume.not_yet"), turn.say("resume.later")))


def press_again(turn: Turn, action: Action) -> Answer:
    """Ask both lists anew after a stop; passed, the program goes on gently."""
    return answer_list(turn, action, passed_again) or open_resume(turn)


def passed_again(turn: Turn) -> Answer:
    """Go on after both lists were passed, with a session half as long; twice changes nothing."""
    enrollment = turn.newest()
    if enrollment is None or not is_held(turn, enrollment):
        return open_resume(turn)
    turn.tx.safety_stops.clear(turn.person.person_id, turn.at.now)
    if enrollment.state is EnrollmentState.FINISHED:
        return open_resume(turn)
    flags.keep_pass(turn, enrollment)
    runs.answer_lists(turn.tx, enrollment)
    softer = adapting.soften(turn.tx, enrollment)
    answer = _go_on(turn, softer, turn.say("hurts.go_on"), turn.say("hurts.softer"))
    runs.make_gentle(turn.tx, softer, turn.at)
    return answer


def _go_on(turn: Turn, enrollment: Enrollment, title: str, line: str = "") -> Answer:
    """Let the program go on, and say when the next card comes."""
    end_conversation(turn)
    running = pausing.go_on(turn, enrollment)
    scene = bare_scene(turn, running)
    sessions = len(scene.program.sessions)
    left = turn.say("resume.left", no=min(running.session_no + 1, sessions), of=sessions)
    rows = ((button(turn, "today", "today", main=True), button(turn, "pause", "pause")),)
    return Answer(message=card(title, line, left, *telling.next_lines(scene), rows=rows))


COMMANDS = (Command(name="resume", handler=open_resume),)
VERBS = (
    Verb(name="resume", handler=press_resume),
    Verb(name="again", handler=press_again),
)

"""`/start`: begin, go on where somebody stopped, or show what runs."""

from bot.domain.action import Action
from bot.domain.enrollment import Enrollment, EnrollmentState, SafetyStop
from bot.domain.message import Answer, Button, Weight, card
from bot.service import resuming, telling
from bot.service.moment import Turn
from bot.service.scene import bare_scene
from bot.service.standing import show_standing
from bot.service.subscribe.cards import draw, seen_card, stopped_at_card
from bot.service.subscribe.walk import VERB, Step, Walk, fresh_draft, taken_up, walk_of


def open_start(turn: Turn, _argument: str = "") -> Answer:
    """Begin, or show where the person is: half-way, in a program, stopped, or at its end."""
    live = turn.live()
    if live is not None:
        return _running(turn, live)
    halfway = taken_up(turn)
    walk = walk_of(turn, fresh_draft(turn) if halfway is None else halfway[0])
    if walk is None:
        return Answer(message=card(turn.say("subscribe.no_program")))
    newest = turn.newest()
    stop = walk.open_stop()
    if stop is not None:
        is_stopped = newest is not None and newest.state is EnrollmentState.STOPPED
        return resuming.open_resume(turn) if is_stopped else show_seen(turn, stop)
    if halfway is not None and halfway[1] is not Step.WELCOME:
        return show_stopped_at(walk, halfway[1])
    if newest is not None and halfway is None:
        return _again(turn, newest)
    return begin(walk)


def begin(walk: Walk) -> Answer:
    """Show the first card."""
    walk.keep(Step.WELCOME)
    return Answer(message=draw(walk, Step.WELCOME))


def show_stopped_at(walk: Walk, step: Step) -> Answer:
    """Ask somebody half-way whether to go on."""
    return Answer(message=stopped_at_card(walk, walk.reachable(step)))


def show_seen(turn: Turn, stop: SafetyStop) -> Answer:
    """Ask somebody with a stop whether a clinician has seen it."""
    return Answer(message=seen_card(turn, stop))


def _running(turn: Turn, live: Enrollment) -> Answer:
    """Show the program that runs: which day, which session, what comes next."""
    if live.state is EnrollmentState.PAUSED:
        return show_standing(turn, live)
    say, scene = turn.say, bare_scene(turn, live)
    sessions = len(scene.program.sessions)
    buttons = (
        Button(say("button.today"), Action("today"), Weight.MAIN),
        Button(say("subscribe.progress"), Action("progress")),
        Button(say("subscribe.settings"), Action("settings")),
    )
    return Answer(
        message=card(
            say("subscribe.runs", program=scene.program.name),
            say("subscribe.day", day=live.day_no, no=live.session_no, of=sessions)
            if live.day_no
            else "",
            telling.next_line(scene),
            rows=(buttons,),
        ),
    )


def _again(turn: Turn, newest: Enrollment) -> Answer:
    """Offer somebody who was here before to go on, or to begin anew."""
    say, program = turn.say, turn.program_of(newest)
    anew = Button(say("subscribe.begin_anew"), Action(VERB, 0, "anew"))
    if newest.state is EnrollmentState.FINISHED:
        title = say("subscribe.was_finished", program=program.name)
        return Answer(message=card(title, say("subscribe.once_more"), rows=((anew,),)))
    left = say("subscribe.was_left", no=newest.session_no, of=len(program.sessions))
    go_on = Button(say("subscribe.go_on"), Action("resume"), Weight.MAIN)
    title = say("subscribe.was_stopped", program=program.name)
    return Answer(message=card(title, left, rows=((go_on, anew),)))

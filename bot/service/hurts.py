"""It hurts: one tap stops the session, one more gives the advice of the right tier."""

from dataclasses import replace

from bot.domain.action import Action
from bot.domain.days import ONE_DAY
from bot.domain.enrollment import Enrollment, EnrollmentState, PauseReason, RunState, SessionRun
from bot.domain.message import Answer, Button, OutgoingMessage, card
from bot.service import adapting, flags, pausing, runs, telling
from bot.service.flag_answers import answer_list
from bot.service.moment import Turn
from bot.service.scene import bare_scene
from bot.service.table import Command, Verb

EMERGENCY_FLAG = "breath"
LOCKS_FLAG = "locks"
# What is noticed in the middle of a session; each ends it and leads to the lists.
LEADS_TO_LISTS = frozenset({"sharp", "tingling", "above", "list"})


def open_hurts(turn: Turn, _argument: str = "") -> Answer:
    """Stop and ask what is noticed."""
    return press_hurts(turn, Action("hurts"))


def answer_emergency(turn: Turn) -> Answer:
    """Answer words that name an emergency with its advice, at once."""
    return Answer(message=flags.stop_all(turn, EMERGENCY_FLAG))


def press_hurts(turn: Turn, action: Action) -> Answer:
    """Stop the session of today, and lead to the advice."""
    has_stopped = _stop_session(turn)
    argument = action.argument
    if argument == "swelling":
        return Answer(message=flags.stop_all(turn, LOCKS_FLAG))
    if argument in LEADS_TO_LISTS:
        return _ask_lists(turn, action)
    if argument == "muscle":
        return rest_today(turn)
    answered = answer_list(turn, action, passed_lists)
    return answered or Answer(message=_notice_card(turn, action, has_stopped=has_stopped))


def _notice_card(turn: Turn, action: Action, *, has_stopped: bool) -> OutgoingMessage:
    def button(key: str) -> Button:
        label = turn.say(f"button.notice_{key}")
        return Button(label, Action("hurts", action.target, key))

    return card(
        turn.say("hurts.title" if has_stopped else "hurts.weight_off"),
        turn.say("hurts.rest") if has_stopped else "",
        turn.say("hurts.emergency", number=turn.at.house.emergency_number),
        turn.say("hurts.ask"),
        rows=(
            (button("sharp"),),
            (button("tingling"), button("above")),
            (button("swelling"),),
            (button("list"), button("muscle")),
        ),
    )


def _running(turn: Turn) -> Enrollment | None:
    live = turn.live()
    return live if live is not None and live.state is EnrollmentState.RUNNING else None


def _stop_session(turn: Turn) -> bool:
    """End today's session, begun or not, as stopped for pain; the next one is softer."""
    live = _running(turn)
    run = None if live is None else turn.tx.runs.find(live.enrollment_id, live.day_no)
    if live is None or run is None or run.state not in (RunState.OPEN, RunState.STARTED):
        return False
    runs.end(turn.tx, run, RunState.STOPPED, turn.at)
    adapting.readapt_softer(turn.tx, adapting.soften(turn.tx, live))
    return True


def _ask_lists(turn: Turn, action: Action) -> Answer:
    """Show the lists; until they are answered no other session begins."""
    live = _running(turn)
    run = None if live is None else _last_run(turn, live)
    if run is not None:
        turn.tx.runs.save(replace(run, reason=runs.LISTS_OPEN))
    return Answer(message=flags.list_card(turn, 1, action.verb, action.target, None))


def passed_lists(turn: Turn) -> Answer:
    """Both lists were passed: rest today."""
    live = _running(turn)
    if live is not None:
        flags.keep_pass(turn, live)
        runs.answer_lists(turn.tx, live)
    return rest_today(turn)


def rest_today(turn: Turn) -> Answer:
    """Rest for today: it counts as done, and the next session is softer."""
    live = _running(turn)
    if live is None:
        return Answer(message=card(turn.say("hurts.none"), turn.say("hurts.again")))
    run = _last_run(turn, live)
    if run is not None and _is_blamed(live, run):
        runs.end(turn.tx, run, RunState.STOPPED, turn.at)
    live = adapting.soften(turn.tx, live)
    live, adaptation = adapting.readapt_softer(turn.tx, live)
    if adaptation.is_pause_due:
        return after_two_reds(turn, live)
    scene = bare_scene(turn, live)
    return Answer(
        message=card(
            turn.say("hurts.none"),
            turn.say("hurts.again"),
            turn.say("hurts.softer"),
            telling.next_line(scene),
        ),
    )


def _last_run(turn: Turn, live: Enrollment) -> SessionRun | None:
    """Give the session that the pain belongs to: today's, or on a rest day yesterday's."""
    run = turn.tx.runs.last_before(live.enrollment_id, live.day_no + 1)
    return run if run is not None and run.local_on >= live.on_date - ONE_DAY else None


def _is_blamed(live: Enrollment, run: SessionRun) -> bool:
    """Tell whether pain told now ends a session as stopped: today's, or one begun yesterday."""
    if run.state is RunState.STOPPED:
        return False
    return run.day_no == live.day_no or runs.asks_next_morning(run)


def after_two_reds(turn: Turn, enrollment: Enrollment) -> Answer:
    """Pause after two hard days running, and ask the red flags."""
    pausing.pause(turn, enrollment, PauseReason.TWO_REDS)
    asked = flags.list_card(turn, 1, "again", 0, None)
    return Answer(message=led_by(asked, turn.say("two_reds")))


def led_by(message: OutgoingMessage, line: str) -> OutgoingMessage:
    """Put a line of its own above a message."""
    return replace(message, text=card("", line + "\n").text + message.text)


def lists_first(turn: Turn, enrollment: Enrollment, target: int, day_no: int) -> Answer | None:
    """Ask the lists that were left unanswered, before another session; None if there are none."""
    if runs.with_open_lists(turn.tx, enrollment, day_no) is None:
        return None
    asked = flags.list_card(turn, 1, "first", target, None)
    return Answer(message=led_by(asked, turn.say("lists_first")))


COMMANDS = (Command(name="hurts", handler=open_hurts),)
VERBS = (Verb(name="hurts", handler=press_hurts),)

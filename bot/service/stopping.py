"""`/pause`, `/resume`, `/stop` and stop words: the program stands still, or goes on."""

from datetime import date

from bot.domain.action import Action
from bot.domain.days import ONE_DAY
from bot.domain.enrollment import Enrollment, EnrollmentState, PauseReason
from bot.domain.message import Answer, Button, OutgoingMessage, Question, Weight, card
from bot.domain.person import Conversation
from bot.domain.schedule import today_of
from bot.domain.typed_date import (
    UntilKnown,
    UntilOpen,
    UntilPast,
    UntilRead,
    UntilTooFar,
    UntilUnknown,
    read_until,
)
from bot.domain.wish import Wish
from bot.service import adapting, flags, pausing, telling
from bot.service.flag_answers import answer_list
from bot.service.moment import Turn
from bot.service.scene import bare_scene
from bot.service.table import Command, Flow, Form, Verb

Rows = tuple[tuple[Button, ...], ...]
PAUSES = {"3d": 3, "1w": 7, "2w": 14}
WITH_LISTS = frozenset({PauseReason.SAFETY, PauseReason.TWO_REDS})


def wish_of(turn: Turn) -> Wish:
    """Give the person's wish."""
    return pausing.wish_of(turn)


def _button(turn: Turn, key: str, verb: str, argument: str = "", *, main: bool = False) -> Button:
    weight = Weight.MAIN if main else Weight.NORMAL
    return Button(turn.say(f"button.{key}"), Action(verb, 0, argument), weight)


def _none(turn: Turn) -> Answer:
    return Answer(message=card(turn.say("today.nothing"), turn.say("today.begin")))


def open_pause(turn: Turn, argument: str) -> Answer:
    """Pause until what was typed, or ask until when."""
    live = turn.live()
    if live is None:
        newest = turn.newest()
        return _none(turn) if newest is None else show_standing(turn, newest)
    if live.reason in WITH_LISTS:
        return show_standing(turn, live)
    if argument:
        until = read_until(argument, today_of(wish_of(turn), turn.at.now))
        return _pause_until(turn, live, until)
    return Answer(message=_pause_card(turn))


def _pause_card(turn: Turn) -> OutgoingMessage:
    return card(
        turn.say("pause.ask"),
        rows=(
            tuple(_button(turn, f"pause_{key}", "pause", key) for key in PAUSES),
            (
                _button(turn, "pause_date", "pause", "date"),
                _button(turn, "pause_open", "pause", "open"),
            ),
        ),
    )


def press_pause(turn: Turn, action: Action) -> Answer:
    """Pause for the time that the button names."""
    live = turn.live()
    if live is None:
        return _none(turn)
    if live.reason in WITH_LISTS:
        return show_standing(turn, live)
    days = PAUSES.get(action.argument)
    if days is not None:
        until_on = today_of(wish_of(turn), turn.at.now) + days * ONE_DAY
        return _pause_until(turn, live, UntilKnown(until_on=until_on))
    if action.argument == "open":
        return _pause_until(turn, live, UntilOpen())
    if action.argument == "date":
        return _ask_date(turn)
    return Answer(message=_pause_card(turn))


def _ask_date(turn: Turn, line: str = "") -> Answer:
    prompt, example = turn.say("pause.which_date"), turn.say("pause.example")
    turn.tx.conversations.put(
        Conversation(
            person_id=turn.person.person_id,
            address=turn.account.address,
            flow="pause",
            step="date",
            draft="",
            waits_for="text",
            updated_at=turn.at.now,
        ),
    )
    return Answer(
        message=card(
            line or prompt,
            example,
            rows=((_button(turn, "back", "pause"),),),
            question=Question(Action("pause", 0, "date"), prompt, example),
        ),
    )


def read_pause_date(turn: Turn, _conversation: Conversation, text: str) -> Answer:
    """Take typed words as the date until which to pause."""
    live = turn.live()
    if live is None:
        turn.tx.conversations.end(turn.person.person_id)
        return _none(turn)
    return _pause_until(turn, live, read_until(text, today_of(wish_of(turn), turn.at.now)))


def _pause_until(turn: Turn, live: Enrollment, until: UntilRead) -> Answer:
    match until:
        case UntilUnknown():
            return _ask_date(turn, turn.say("pause.unknown"))
        case UntilPast():
            return _ask_date(turn, turn.say("pause.past", day=turn.say.day(until.until_on)))
        case UntilTooFar():
            return _ask_date(turn, turn.say("pause.too_far"))
        case UntilOpen():
            return pause_card(turn, live, None)
        case UntilKnown():
            return pause_card(turn, live, until.until_on)


def pause_card(
    turn: Turn, live: Enrollment, until_on: date | None, reason: PauseReason = PauseReason.ASKED
) -> Answer:
    """Pause, and say until when."""
    _end_conversation(turn)
    pausing.pause(turn, live, reason, until_on)
    if until_on is None:
        line = turn.say("pause.open")
    else:
        hour = turn.say.time(wish_of(turn).hour_min)
        line = turn.say("pause.until", day=turn.say.day(until_on), hour=hour)
    row = (_button(turn, "resume", "resume", main=True), _button(turn, "change_date", "pause"))
    return Answer(message=card(turn.say("pause.title"), line, rows=(row,)))


def _end_conversation(turn: Turn) -> None:
    if turn.conversation() is not None:
        turn.tx.conversations.end(turn.person.person_id)


def open_resume(turn: Turn, _argument: str = "") -> Answer:
    """Go on after a pause or a stop; after a red flag, ask first."""
    enrollment = turn.newest()
    if enrollment is None:
        return _none(turn)
    if enrollment.state is EnrollmentState.FINISHED:
        return Answer(message=card(turn.say("resume.finished"), turn.say("today.begin")))
    if turn.tx.safety_stops.open_of(turn.person.person_id) is not None:
        return Answer(message=_cleared_card(turn))
    if enrollment.reason is PauseReason.TWO_REDS:
        return Answer(message=flags.list_card(turn, 1, "hurts", 0, None))
    if enrollment.state is EnrollmentState.RUNNING:
        return Answer(
            message=card(turn.say("resume.runs"), telling.next_line(bare_scene(turn, enrollment)))
        )
    return go_on_card(turn, enrollment)


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
    """Go on after both lists were passed; the first session is a short one."""
    enrollment = turn.newest()
    if enrollment is None or enrollment.state is EnrollmentState.FINISHED:
        turn.tx.safety_stops.clear(turn.person.person_id, turn.at.now)
        return _none(turn)
    turn.tx.safety_stops.clear(turn.person.person_id, turn.at.now)
    flags.keep_pass(turn, enrollment)
    return go_on_card(turn, adapting.soften(turn.tx, enrollment))


def go_on_card(turn: Turn, enrollment: Enrollment) -> Answer:
    """Let the program go on, and say when the next card comes."""
    _end_conversation(turn)
    running = pausing.go_on(turn, enrollment)
    scene = bare_scene(turn, running)
    sessions = len(scene.program.sessions)
    left = turn.say("resume.left", no=min(running.session_no + 1, sessions), of=sessions)
    rows = ((_button(turn, "today", "today", main=True), _button(turn, "pause", "pause")),)
    return Answer(
        message=card(turn.say("resume.title"), left, *telling.next_lines(scene), rows=rows),
    )


def _cleared_card(turn: Turn) -> OutgoingMessage:
    stop = turn.tx.safety_stops.open_of(turn.person.person_id)
    day = turn.say.day(today_of(wish_of(turn), stop.at)) if stop else ""
    return card(
        turn.say("resume.cleared"),
        turn.say("resume.stopped_on", day=day),
        rows=(
            (_button(turn, "go_gently", "resume", "cleared", main=True),),
            (
                _button(turn, "not_yet", "resume", "wait"),
                _button(turn, "end_program", "resume", "end"),
            ),
        ),
    )


def show_standing(turn: Turn, enrollment: Enrollment) -> Answer:
    """Show a program that stands still: why, until when, and how it goes on."""
    if turn.tx.safety_stops.open_of(turn.person.person_id) is not None:
        return Answer(message=_cleared_card(turn))
    if enrollment.state is EnrollmentState.FINISHED:
        return Answer(message=card(turn.say("resume.finished"), turn.say("today.begin")))
    row = (_button(turn, "resume", "resume", main=True),)
    message = card(turn.say("standing.title"), _standing_line(turn, enrollment), rows=(row,))
    return Answer(message=message)


def _standing_line(turn: Turn, enrollment: Enrollment) -> str:
    if enrollment.reason is PauseReason.TWO_REDS:
        return turn.say("standing.two_reds")
    if enrollment.state is EnrollmentState.STOPPED:
        return turn.say("standing.stopped")
    until_on = enrollment.paused_until_on
    return turn.say("standing.paused_until", day=turn.say.day(until_on)) if until_on else ""


def open_stop(turn: Turn, _argument: str = "") -> Answer:
    """Stop at once; the answer can undo it."""
    _end_conversation(turn)
    live = turn.live()
    if live is None:
        return Answer(message=card(turn.say("stop.nothing"), turn.say("stop.data")))
    is_safe = turn.tx.safety_stops.open_of(turn.person.person_id) is None
    pausing.stand_still(turn.tx, turn.at, live, EnrollmentState.STOPPED)
    rows: Rows = ((_button(turn, "wrong", "hurts"),),)
    if is_safe and live.reason not in WITH_LISTS:
        rows = (
            (_button(turn, "undo", "resume"), _button(turn, "pause_instead", "stop", "pause")),
            *rows,
        )
    return Answer(message=card(turn.say("stop.title"), turn.say("stop.data"), rows=rows))


def press_stop(turn: Turn, action: Action) -> Answer:
    """Stop, or turn a stop into a pause."""
    enrollment = turn.newest()
    if action.argument != "pause" or enrollment is None:
        return open_stop(turn)
    if enrollment.state is EnrollmentState.STOPPED and turn.live() is None:
        pausing.pause(turn, enrollment, PauseReason.ASKED)
    return Answer(message=_pause_card(turn))


def answer_stop_word(turn: Turn) -> Answer:
    """Take a stop word as it is meant: it ends the open question, or the program."""
    conversation = turn.conversation()
    if conversation is not None and conversation.waits_for and turn.live() is None:
        _end_conversation(turn)
        return Answer(message=card(turn.say("stop.left"), turn.say("today.begin")))
    return open_stop(turn)


COMMANDS = (
    Command(name="pause", handler=open_pause, form=Form.CARD),
    Command(name="resume", handler=open_resume),
    Command(name="stop", handler=open_stop),
)
VERBS = (
    Verb(name="pause", handler=press_pause),
    Verb(name="resume", handler=press_resume),
    Verb(name="again", handler=press_again),
    Verb(name="stop", handler=press_stop),
)
FLOWS = (Flow(name="pause", handler=read_pause_date),)

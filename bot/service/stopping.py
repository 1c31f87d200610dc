"""`/pause`, `/stop` and stop words: the program stands still, at once."""

from datetime import date

from bot.domain.action import Action
from bot.domain.days import ONE_DAY
from bot.domain.enrollment import EnrollmentState, PauseReason
from bot.domain.message import Answer, OutgoingMessage, Question, card
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
from bot.service import pausing
from bot.service.moment import Turn
from bot.service.pausing import wish_of
from bot.service.standing import (
    button,
    end_conversation,
    is_held,
    nothing_runs,
    show_standing,
)
from bot.service.table import Command, Flow, Form, Verb

PAUSES = {"3d": 3, "1w": 7, "2w": 14}


def open_pause(turn: Turn, argument: str) -> Answer:
    """Pause until what was typed, or ask until when."""
    refused = _cannot_pause(turn)
    if refused is not None:
        return refused
    if argument:
        return _pause_until(turn, read_until(argument, _today_on(turn)))
    return Answer(message=_pause_card(turn))


def _cannot_pause(turn: Turn) -> Answer | None:
    """Show what stands where nothing runs to be paused, or only the lists let it go on."""
    live = turn.live()
    if live is not None and not is_held(turn, live):
        return None
    end_conversation(turn)
    newest = turn.newest()
    return nothing_runs(turn) if newest is None else show_standing(turn, newest)


def _today_on(turn: Turn) -> date:
    return today_of(wish_of(turn), turn.at.now)


def _pause_card(turn: Turn) -> OutgoingMessage:
    return card(
        turn.say("pause.ask"),
        rows=(
            tuple(button(turn, f"pause_{key}", "pause", key) for key in PAUSES),
            (
                button(turn, "pause_date", "pause", "date"),
                button(turn, "pause_open", "pause", "open"),
            ),
        ),
    )


def press_pause(turn: Turn, action: Action) -> Answer:
    """Pause for the time that the button names."""
    refused = _cannot_pause(turn)
    if refused is not None:
        return refused
    days = PAUSES.get(action.argument)
    if days is not None:
        return _pause_until(turn, UntilKnown(until_on=_today_on(turn) + days * ONE_DAY))
    if action.argument == "open":
        return _pause_until(turn, UntilOpen())
    if action.argument == "date":
        return _ask_date(turn)
    end_conversation(turn)
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
            rows=((button(turn, "back", "pause"),),),
            question=Question(Action("pause", 0, "date"), prompt, example),
        ),
    )


def read_pause_date(turn: Turn, _conversation: Conversation, text: str) -> Answer:
    """Take typed words as the date until which to pause."""
    return _cannot_pause(turn) or _pause_until(turn, read_until(text, _today_on(turn)))


def _pause_until(turn: Turn, until: UntilRead) -> Answer:
    match until:
        case UntilUnknown():
            return _ask_date(turn, turn.say("pause.unknown"))
        case UntilPast():
            return _ask_date(turn, turn.say("pause.past", day=turn.say.day(until.until_on)))
        case UntilTooFar():
            return _ask_date(turn, turn.say("pause.too_far"))
        case UntilOpen():
            return pause_card(turn, None)
        case UntilKnown():
            return pause_card(turn, until.until_on)


def pause_card(
    turn: Turn, until_on: date | None, reason: PauseReason = PauseReason.ASKED
) -> Answer:
    """Pause what runs, and say until when."""
    end_conversation(turn)
    live = turn.live()
    if live is not None:
        pausing.pause(turn, live, reason, until_on)
    if until_on is None:
        line = turn.say("pause.open")
    else:
        hour = turn.say.time(wish_of(turn).hour_min)
        line = turn.say("pause.until", day=turn.say.day(until_on), hour=hour)
    row = (button(turn, "resume", "resume", main=True), button(turn, "change_date", "pause"))
    return Answer(message=card(turn.say("pause.title"), line, rows=(row,)))


def open_stop(turn: Turn, _argument: str = "") -> Answer:
    """Stop at once; the answer can undo it."""
    end_conversation(turn)
    live = turn.live()
    if live is None:
        return Answer(message=card(turn.say("stop.nothing"), turn.say("stop.data")))
    undo = (button(turn, "undo", "resume"), button(turn, "pause_instead", "stop", "pause"))
    wrong = (button(turn, "wrong", "hurts"),)
    rows = (wrong,) if is_held(turn, live) else (undo, wrong)
    # A stop does not take the lists away that must come before it goes on.
    has_reds = live.reason is PauseReason.TWO_REDS
    reason = PauseReason.TWO_REDS if has_reds else PauseReason.NONE
    pausing.stand_still(turn.tx, turn.at, live, EnrollmentState.STOPPED, reason)
    return Answer(message=card(turn.say("stop.title"), turn.say("stop.data"), rows=rows))


def press_stop(turn: Turn, action: Action) -> Answer:
    """Stop, or turn a stop into a pause."""
    enrollment = turn.newest()
    if action.argument != "pause" or enrollment is None:
        return open_stop(turn)
    if is_held(turn, enrollment) or enrollment.state is EnrollmentState.FINISHED:
        return show_standing(turn, enrollment)
    if enrollment.state is EnrollmentState.STOPPED:
        pausing.pause(turn, enrollment, PauseReason.ASKED)
    return Answer(message=_pause_card(turn))


def answer_stop_word(turn: Turn) -> Answer:
    """Take a stop word as it is meant: it ends the open question, or the program."""
    conversation = turn.conversation()
    if conversation is not None and conversation.waits_for and turn.live() is None:
        end_conversation(turn)
        return Answer(message=card(turn.say("stop.left"), turn.say("today.begin")))
    return open_stop(turn)


COMMANDS = (
    Command(name="pause", handler=open_pause, form=Form.CARD),
    Command(name="stop", handler=open_stop),
)
VERBS = (
    Verb(name="pause", handler=press_pause),
    Verb(name="stop", handler=press_stop),
)
FLOWS = (Flow(name="pause", handler=read_pause_date),)

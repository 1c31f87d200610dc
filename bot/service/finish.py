"""The end of a program: what changed, honestly, and what can come next."""

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.action import Action
from bot.domain.change import Change, What
from bot.domain.enrollment import Enrollment, EnrollmentState, PauseReason
from bot.domain.ids import DeliveryId
from bot.domain.message import Answer, Button, OutgoingMessage, Weight, card
from bot.domain.program import Program
from bot.ports.store import Tx
from bot.ports.words import Words
from bot.service import pausing, planning, runs
from bot.service.moment import Moment, Turn
from bot.service.plan_rows import SUBJECT
from bot.service.scene import Scene, scene_of
from bot.service.table import Verb
from bot.service.tally import Tally, is_lower, is_no_better, pain_lines, tally_of

MOST_CLOSING_CHARS = 150  # of the author's last words; more would outgrow the card


def finish_card(scene: Scene) -> OutgoingMessage:
    """Draw the end: sessions, pain first and now, what that means, and what can come next."""
    say, program = scene.say, scene.program
    tally = tally_of(scene.tx, scene.enrollment, scene.wish, scene.at.now)
    of = len(program.sessions)
    is_well_done = tally.done * 2 >= of
    rows = [(Button(say("finish.again"), _again(scene), Weight.MAIN),)]
    if is_no_better(tally):
        rows.append((_button(scene, "finish.tell", "summary"),))
    rows.append((_button(scene, "finish.end", "finish"),))
    return card(
        say("finish.title_done" if is_well_done else "finish.title_over"),
        _sessions_line(say, tally, of),
        *pain_lines(say, tally),
        say("finish.time") if is_lower(tally) else "",
        *_closing_lines(program),
        rows=tuple(rows),
    )


def _again(scene: Scene) -> Action:
    """Lead to subscribing with the newest version; to its start where none is offered."""
    newest = scene.at.catalog.newest(scene.program.key)
    return (
        Action("subscribe", 0, "anew")
        if newest is None
        else Action("subscribe", newest[0], "program")
    )


def _button(scene: Scene, label_key: str, verb: str) -> Button:
    return Button(scene.say(label_key), Action(verb, scene.delivery_id))


def _sessions_line(say: Words, tally: Tally, of: int) -> str:
    line = say("finish.sessions", done=tally.done, of=of)
    if not tally.stopped:
        return line
    stopped = say.count("finish.stopped", tally.stopped)
    return f"{line} {stopped}"


def _closing_lines(program: Program) -> Iterator[str]:
    """Give the author's last words, as many lines of them as a card bears."""
    used = 0
    for line in program.closing:
        used += len(line)
        if used > MOST_CLOSING_CHARS:
            return
        yield line


def end_program(tx: Tx, at: Moment, enrollment: Enrollment) -> Enrollment:
    """End a program whose end was told; nothing of it comes any more. Twice changes nothing."""
    enrollment = planning.settle(tx, enrollment, at)
    if enrollment.state not in (EnrollmentState.RUNNING, EnrollmentState.PAUSED):
        return enrollment
    pausing.call_back(tx, at, enrollment, "finished")
    runs.close_before(tx, enrollment, enrollment.day_no + 1, at)
    finished = replace(
        enrollment,
        state=EnrollmentState.FINISHED,
        reason=PauseReason.NONE,
        paused_until_on=None,
    )
    tx.enrollments.save(finished)
    tx.dues.drop(SUBJECT, enrollment.enrollment_id)
    tx.changes.add(
        Change(
            subject=SUBJECT,
            subject_id=enrollment.enrollment_id,
            actor_person_id=None,
            at=at.now,
            what=What.FINISHED,
        ),
    )
    return finished


def press_finish(turn: Turn, action: Action) -> Answer:
    """Leave it at that; the card says what stays."""
    if not turn.owns(action.target):
        return Answer(notice=turn.say("stale.not_yours"))
    say = turn.say
    begin = Button(say("finish.programs"), Action("programs"))
    message = card(say("finish.ended"), say("finish.nothing_more"), rows=((begin,),))
    return Answer(message=message)


def press_summary(turn: Turn, action: Action) -> Answer:
    """Give a short summary that a doctor or physio can use."""
    if not turn.owns(action.target):
        return Answer(notice=turn.say("stale.not_yours"))
    delivery = turn.tx.deliveries.get(DeliveryId(action.target))
    scene = scene_of(turn.tx, turn.at, delivery)
    message = summary_card(scene)
    back = (_button(scene, "button.back", "ended"),)
    return Answer(message=replace(message, rows=(back,)))


def press_ended(turn: Turn, action: Action) -> Answer:
    """Show the end again."""
    if not turn.owns(action.target):
        return Answer(notice=turn.say("stale.not_yours"))
    delivery = turn.tx.deliveries.get(DeliveryId(action.target))
    return Answer(message=finish_card(scene_of(turn.tx, turn.at, delivery)))


def summary_card(scene: Scene) -> OutgoingMessage:
    """Sum a program up for somebody who can examine a knee: facts, no guess at a cause."""
    say, enrollment = scene.say, scene.enrollment
    tally = tally_of(scene.tx, enrollment, scene.wish, scene.at.now)
    change, means = tally.change, ""
    if tally.has_scores and change.first is not None and change.week is not None:
        first, week = say.number(change.first), say.number(change.week)
        means = say("summary.means", first=first, week=week)
    return card(
        say("summary.title"),
        say(
            "summary.what",
            program=scene.program.name,
            first=say.day(enrollment.started_on),
            last=say.day(enrollment.on_date),
        ),
        _sessions_line(say, tally, len(scene.program.sessions)),
        means,
        say("summary.add"),
    )


VERBS = (
    Verb(name="finish", handler=press_finish),
    Verb(name="summary", handler=press_summary),
    Verb(name="ended", handler=press_ended),
)

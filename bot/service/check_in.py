"""Pain scores: asked with the same anchors, kept under their day, replaceable."""

from dataclasses import replace

from bot.domain.action import Action
from bot.domain.delivery import GIVEN, DeliveryKind
from bot.domain.enrollment import (
    CheckIn,
    CheckInKind,
    EnrollmentState,
    RunState,
    SessionRun,
)
from bot.domain.ids import CheckInId
from bot.domain.message import Answer, card
from bot.domain.pain import STOP_ABOVE, WORST
from bot.domain.schedule import day_closes_at
from bot.service import (
    adapting,
    finish,
    flags,
    hurts,
    runs,
    session_view,
    telling,
)
from bot.service.moment import SCORES, Turn
from bot.service.opening import open_scene, shown
from bot.service.scene import Scene, scene_of
from bot.service.table import Verb

_KINDS = {kind[0]: kind for kind in CheckInKind}
SKIP = "s"


def press_score(turn: Turn, action: Action) -> Answer:
    """Keep the score of a button, or pass the question by."""
    kind = _KINDS.get(action.argument[:1])
    typed = action.argument[1:]
    if kind is None or not (typed == SKIP or typed in {str(n) for n in range(WORST + 1)}):
        return Answer(notice=turn.say("stale.unknown"))
    scene = open_scene(turn, action)
    if isinstance(scene, Answer):
        return scene
    return answer_score(turn, scene, kind, None if typed == SKIP else int(typed))


def answer_score(turn: Turn, scene: Scene, kind: CheckInKind, score: int | None) -> Answer:
    """Keep a score (None: passed by), apply the pain rule, and show what follows."""
    if not scene.has_scores():
        return Answer(notice=turn.say("ask.no_consent"))
    run = turn.tx.runs.find(scene.enrollment.enrollment_id, scene.day_no)
    notice = ""
    if score is not None:
        kinds = {kind}
        if kind is CheckInKind.BEFORE and _is_asking(run) and scene.is_one_question():
            kinds.add(CheckInKind.MORNING)
        notice = _keep(turn, scene, kinds, score)
        scene, is_pause_due = _apply_rule(turn, scene)
        if is_pause_due:
            return _ask_after_two_reds(turn, scene)
    if kind is CheckInKind.MORNING and (run is None or run.state is not RunState.STARTED):
        return _after_morning(turn, scene, score)
    if run is None:
        return Answer(notice=turn.say("stale.no_session"))
    if kind is CheckInKind.BEFORE and score is not None and score > STOP_ABOVE:
        return _no_session_today(turn, scene, run, score)
    return replace(_go_on(turn, scene, run, kind), notice=notice)


def _is_asking(run: SessionRun | None) -> bool:
    return run is not None and run.state is RunState.STARTED and run.step_no <= runs.ASKS_BEFORE


def _keep(turn: Turn, scene: Scene, kinds: set[CheckInKind], score: int) -> str:
    """Keep one score for each kind; say what was kept, and what it was before."""
    consent = turn.tx.consents.active(turn.person.person_id, SCORES)
    if consent is None:  # asked by the caller in the same transaction
        return turn.say("ask.no_consent")
    was: int | None = None
    for kind in kinds:
        was = scene.score(kind)
        turn.tx.check_ins.replace(
            CheckIn(
                check_in_id=CheckInId(0),
                enrollment_id=scene.enrollment.enrollment_id,
                day_no=scene.day_no - 1 if kind is CheckInKind.MORNING else scene.day_no,
                kind=kind,
                score=score,
                consent_id=consent.consent_id,
                answered_at=turn.at.now,
                replaced_at=None,
            ),
        )
    if was is None or was == score:
        return turn.say("saved.score", score=score)
    return turn.say("saved.changed", score=score, was=was)


def _apply_rule(turn: Turn, scene: Scene) -> tuple[Scene, bool]:
    enrollment, adaptation = adapting.readapt(turn.tx, scene.enrollment)
    run = turn.tx.runs.find(enrollment.enrollment_id, scene.day_no)
    if run is not None and _is_asking(run):
        # A morning score given on the card counts for the session that is about to begin; the
        # score before it counts for the next one.
        until_now = adapting.adaptation_before(turn.tx, enrollment, scene.day_no)
        turn.tx.runs.save(replace(run, level=until_now.level, softness=until_now.softness))
    return replace(scene, enrollment=enrollment), adaptation.is_pause_due


def _ask_after_two_reds(turn: Turn, scene: Scene) -> Answer:
    run = turn.tx.runs.find(scene.enrollment.enrollment_id, scene.day_no)
    if run is not None and run.state is RunState.STARTED:
        is_over = run.step_no > len(scene.plan().steps)
        runs.end(turn.tx, run, RunState.DONE if is_over else RunState.STOPPED, turn.at)
    return hurts.after_two_reds(turn, scene.enrollment)


def _no_session_today(turn: Turn, scene: Scene, run: SessionRun, score: int) -> Answer:
    if run.state is RunState.STARTED:
        runs.end(turn.tx, run, RunState.STOPPED, turn.at, runs.LISTS_OPEN)
    asked = flags.list_card(turn, 1, "hurts", scene.delivery_id, None)
    return Answer(message=hurts.led_by(asked, turn.say("before_high", score=score)))


def _after_morning(turn: Turn, scene: Scene, score: int | None) -> Answer:
    """Show what a morning score of a rest day leads to; on the last day, the end."""
    if scene.enrollment.session_no >= len(scene.program.sessions):
        message = finish.finish_card(scene)
        finish.end_program(turn.tx, turn.at, scene.enrollment)
        return Answer(message=message)
    before = replace(scene, day_no=scene.day_no - 1)
    title = turn.say("morning.passed") if score is None else turn.say("morning.saved", score=score)
    lines = ("" if score is None else telling.consequence(before), telling.next_line(scene))
    row = (scene.button("change_score", "ask"), scene.button("why", "why"))
    return Answer(
        message=card(title, *lines, rows=(row, (scene.danger("hurts", "hurts"),))),
        live=scene.delivery_id,
    )


def _go_on(turn: Turn, scene: Scene, run: SessionRun, kind: CheckInKind) -> Answer:
    """Go to what follows the question that was open; a changed score moves nothing."""
    run = turn.tx.runs.find(run.enrollment_id, run.day_no) or run
    asked = asked_kind(scene, run)
    if run.state is RunState.STARTED and asked is kind:
        if kind is CheckInKind.AFTER:
            runs.end(turn.tx, run, RunState.DONE, turn.at)
        else:
            runs.go_to_step(turn.tx, scene.enrollment, run, run.step_no + 1, turn.at)
    elif run.state is RunState.OPENED and kind is CheckInKind.AFTER:
        turn.tx.runs.save(replace(run, state=RunState.DONE))
    return shown(turn, scene)


def asked_kind(scene: Scene, run: SessionRun) -> CheckInKind | None:
    """Give the score that a running session asks for at this moment, if any."""
    if run.state is not RunState.STARTED:
        return None
    if run.step_no == runs.ASKS_MORNING:
        return CheckInKind.MORNING
    if run.step_no == runs.ASKS_BEFORE:
        return CheckInKind.BEFORE
    return CheckInKind.AFTER if run.step_no > len(scene.plan().steps) else None


def press_ask(turn: Turn, action: Action) -> Answer:
    """Ask again for a score that was given, so that it can be changed."""
    scene = open_scene(turn, action)
    if isinstance(scene, Answer):
        return scene
    if not scene.has_scores():
        return Answer(notice=turn.say("ask.no_consent"))
    kinds = [kind for kind in CheckInKind if scene.score(kind) is not None]
    named = _KINDS.get(action.argument[:1])
    if named is not None or len(kinds) == 1:
        return shown(turn, scene, session_view.question(scene, named or kinds[0], again=True))
    if not kinds:
        return shown(turn, scene)
    buttons = tuple(scene.button(f"score_{kind}", "ask", kind[0]) for kind in kinds)
    rows = (buttons, (scene.button("back", "today"),))
    return shown(turn, scene, card(turn.say("ask.which"), rows=rows))


def open_question(turn: Turn) -> tuple[Scene, CheckInKind] | None:
    """Give the pain question that is open with a person, if one is."""
    live = turn.live()
    if live is None or live.state is not EnrollmentState.RUNNING:
        return None
    rows = turn.tx.deliveries.of_day(live.enrollment_id, live.day_no)
    given = next((row for row in reversed(rows) if row.state in GIVEN), None)
    if given is None:
        return None
    scene = scene_of(turn.tx, turn.at, given)
    if turn.at.now >= day_closes_at(scene.wish, given.local_on):
        return None
    run = turn.tx.runs.find(live.enrollment_id, live.day_no)
    if run is not None:
        kind = asked_kind(scene, run)
        return None if kind is None or not scene.has_scores() else (scene, kind)
    is_asked = given.kind is DeliveryKind.MORNING and scene.owes_morning()
    return (scene, CheckInKind.MORNING) if is_asked else None


VERBS = (
    Verb(name="score", handler=press_score),
    Verb(name="ask", handler=press_ask),
)

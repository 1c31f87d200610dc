"""Pain scores: asked with the same anchors, kept under their day, replaceable."""

from dataclasses import replace

from bot.domain.action import Action
from bot.domain.days import local_time
from bot.domain.enrollment import CheckIn, CheckInKind, RunState, SessionRun
from bot.domain.ids import CheckInId
from bot.domain.message import Answer, card
from bot.domain.pain import STOP_ABOVE, WORST
from bot.domain.typed_score import NotAScore, ScoreKnown, read_score
from bot.service import adapting, finish, flags, hurts, questions, runs, session_view, telling
from bot.service.moment import SCORES, Turn
from bot.service.opening import closed_line, is_closed, open_scene, shown
from bot.service.questions import asked_kind
from bot.service.scene import Scene, scene_of
from bot.service.table import Verb

SKIP = "s"


def press_score(turn: Turn, action: Action) -> Answer:
    """Keep the score of a button, or pass the question by."""
    kind = questions.KINDS.get(action.argument[:1])
    typed = action.argument[1:]
    if kind is None or not (typed == SKIP or typed in {str(n) for n in range(WORST + 1)}):
        return Answer(notice=turn.say("stale.unknown"))
    scene = open_scene(turn, action)
    if isinstance(scene, Answer):
        return scene
    return answer_score(turn, scene, kind, None if typed == SKIP else int(typed))


def answer_score(turn: Turn, scene: Scene, kind: CheckInKind, score: int | None) -> Answer:
    """Keep a score (None: passed by), apply the pain rule, and show what follows.

    A score that the day does not have is not kept; the day is shown as it stands.
    """
    if not scene.has_scores():
        return Answer(notice=turn.say("ask.no_consent"))
    if kind not in questions.kinds_of(scene):
        return shown(turn, scene)
    saved = ""
    if score is not None:
        was = scene.score(kind)
        saved = _saved_line(scene, kind, score, was)
        scene = _keep(turn, scene, kind, score, was)
        if adapting.last_adaptation(turn.tx, scene.enrollment).is_pause_due:
            return _ask_after_two_reds(turn, scene)
    run = turn.tx.runs.find(scene.enrollment.enrollment_id, scene.day_no)
    if run is None:
        return _after_morning(turn, scene, saved)
    if kind is CheckInKind.BEFORE and score is not None and score > STOP_ABOVE:
        refused = _no_session_today(turn, scene, run, score)
        if refused is not None:
            return refused
    return replace(_go_on(turn, scene, run, kind), notice=saved)


def _saved_line(scene: Scene, kind: CheckInKind, score: int, was: int | None) -> str:
    """Say what is kept: what it was before, and for which day where that is over."""
    say = scene.say
    if was is not None and was != score:
        return say("saved.changed", score=score, was=was)
    if local_time(scene.wish.zone, scene.at.now).date() != scene.local_on:
        return say("saved.for_day", day=say.day(scene.local_on), score=score)
    return say("saved.morning" if kind is CheckInKind.MORNING else "saved.score", score=score)


def _keep(turn: Turn, scene: Scene, kind: CheckInKind, score: int, was: int | None) -> Scene:
    """Keep a score, and what follows from it for the session of the day and the next one."""
    kinds = [kind]
    if kind is CheckInKind.BEFORE:
        _open_again(turn, scene, score, was)
        if scene.is_one_question():
            kinds.append(CheckInKind.MORNING)
    given = adapting.adaptation_before(turn.tx, scene.enrollment, scene.day_no)
    for each in kinds:
        _replace(turn, scene, each, score)
    enrollment, _ = adapting.readapt(turn.tx, scene.enrollment)
    run = turn.tx.runs.find(enrollment.enrollment_id, scene.day_no)
    if run is not None and _is_asking(run):
        # A morning score given on the card counts for the session that is about to begin; the
        # score before it counts for the next one.
        adapted = adapting.adapted(turn.tx, enrollment, run, given)
        if adapted != run:
            turn.tx.runs.save(adapted)
    return replace(scene, enrollment=enrollment)


def _is_asking(run: SessionRun) -> bool:
    return run.state is RunState.STARTED and run.step_no <= runs.ASKS_BEFORE


def _open_again(turn: Turn, scene: Scene, score: int, was: int | None) -> None:
    """Take a session up again that only a score above 5 had ended, and the score was a slip."""
    run = turn.tx.runs.find(scene.enrollment.enrollment_id, scene.day_no)
    if was is None or not was > STOP_ABOVE >= score:
        return
    if run is not None and run.state is RunState.STOPPED and scene.ended_by_before(run):
        again = replace(run, state=RunState.STARTED, reason="", ended_at=None)
        turn.tx.runs.save(again)


def _replace(turn: Turn, scene: Scene, kind: CheckInKind, score: int) -> None:
    consent = turn.tx.consents.active(turn.person.person_id, SCORES)
    if consent is None:  # asked by the caller in the same transaction
        return
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


def _ask_after_two_reds(turn: Turn, scene: Scene) -> Answer:
    run = turn.tx.runs.find(scene.enrollment.enrollment_id, scene.day_no)
    if run is not None and run.state is RunState.STARTED:
        is_over = run.step_no > len(scene.plan().steps)
        runs.end(turn.tx, run, RunState.DONE if is_over else RunState.STOPPED, turn.at)
    return hurts.after_two_reds(turn, scene.enrollment)


def _no_session_today(turn: Turn, scene: Scene, run: SessionRun, score: int) -> Answer | None:
    """End today's session before it begins, and ask the lists; None where it was walked."""
    if run.state is RunState.STARTED:
        runs.end(turn.tx, run, RunState.STOPPED, turn.at, runs.LISTS_OPEN)
    elif run.state is not RunState.STOPPED or run.step_no > runs.ASKS_BEFORE:
        return None
    change = scene.button("change_score", "ask", CheckInKind.BEFORE[0])
    asked = flags.list_card(turn, 1, "hurts", scene.delivery_id, change)
    return Answer(message=hurts.led_by(asked, turn.say("before_high", score=score)))


def _after_morning(turn: Turn, scene: Scene, saved: str) -> Answer:
    """Show what a morning score of a rest day leads to; on the last day, the end."""
    if scene.enrollment.session_no >= len(scene.program.sessions):
        message = finish.finish_card(scene)
        finish.end_program(turn.tx, turn.at, scene.enrollment)
        return Answer(message=message, notice=saved)
    before = replace(scene, day_no=scene.day_no - 1)
    lines = (telling.consequence(before) if saved else "", telling.next_line(scene))
    row = (scene.button("change_score", "ask"), scene.button("why", "why"))
    return Answer(
        message=card(
            saved or turn.say("morning.passed"),
            *lines,
            rows=(row, (scene.danger("hurts", "hurts"),)),
        ),
        live=scene.delivery_id,
    )


def _go_on(turn: Turn, scene: Scene, run: SessionRun, kind: CheckInKind) -> Answer:
    """Go to what follows the question that was open; a changed score moves nothing."""
    asked = asked_kind(scene, run)
    if run.state is RunState.STARTED and asked is kind:
        if kind is CheckInKind.AFTER:
            runs.end(turn.tx, run, RunState.DONE, turn.at)
        else:
            runs.go_to_step(turn.tx, scene.enrollment, run, run.step_no + 1, turn.at)
    elif run.state is RunState.OPENED and kind is CheckInKind.AFTER:
        turn.tx.runs.save(replace(run, state=RunState.DONE))
    return shown(turn, scene)


def answer_typed_score(turn: Turn, text: str) -> Answer | None:
    """Take a typed number as a pain score: for the open question, else to change one.

    None where no score is meant, or none could be.
    """
    score = read_score(text)
    if isinstance(score, NotAScore):
        return None
    asked = questions.open_question(turn)
    if asked is None:
        return _without_question(turn) if isinstance(score, ScoreKnown) else None
    scene, kind = asked
    if isinstance(score, ScoreKnown):
        return answer_score(turn, scene, kind, score.score)
    question = session_view.question(scene, kind)
    return Answer(message=replace(question, text=card("", turn.say("ask.off_scale")).text))


def _without_question(turn: Turn) -> Answer | None:
    """Answer a score that nothing asks for: which one is to change, or that its day is over."""
    given = questions.last_given(turn)
    if given is None:
        return None
    scene = scene_of(turn.tx, turn.at, given)
    if is_closed(scene):
        return Answer(message=card("", closed_line(scene)))
    return questions.ask_again(turn, scene) if questions.kinds_of(scene) else None


VERBS = (Verb(name="score", handler=press_score),)

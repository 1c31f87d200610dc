"""Draws a session as it truly stands: its card, a question, a step, or its end."""

from bot.domain.action import Action
from bot.domain.days import local_time
from bot.domain.enrollment import CheckInKind, RunState
from bot.domain.message import Button, OutgoingMessage, card
from bot.domain.pain import WORST
from bot.domain.session_plan import PlannedStep, SessionPlan
from bot.service import runs, telling
from bot.service.scene import Scene, missed_by_us

HIGHEST_OF_FIRST_ROW = 5  # the break between the two rows is the rule's own line
MOST_NOTES = 2


def draw(scene: Scene) -> OutgoingMessage:
    """Draw the session of the scene by its state."""
    run = scene.run()
    match run.state:
        case RunState.OPEN:
            return session_card(scene)
        case RunState.STARTED:
            return _draw_started(scene)
        case RunState.DONE | RunState.OPENED:
            return done_card(scene)
        case RunState.STOPPED | RunState.SKIPPED | RunState.MISSED | RunState.EXCUSED:
            return over_card(scene)


def _draw_started(scene: Scene) -> OutgoingMessage:
    run, plan = scene.run(), scene.plan()
    if run.step_no == runs.ASKS_MORNING:
        return question(scene, CheckInKind.MORNING)
    if run.step_no == runs.ASKS_BEFORE:
        return question(scene, CheckInKind.BEFORE)
    if run.step_no <= len(plan.steps):
        step = plan.steps[run.step_no - 1]
        return _held_card(scene, step) if run.step_left_s is not None else _step_card(scene, step)
    if scene.has_scores():
        return question(scene, CheckInKind.AFTER)
    return card(
        scene.say("end.title"),
        scene.say("end.body"),
        rows=(
            (scene.main("done", "done", "yes"), scene.button("not_really", "done", "no")),
            (scene.danger("hurts", "hurts"),),
        ),
    )


def session_card(scene: Scene) -> OutgoingMessage:
    """Draw the card of a training day."""
    say, run, plan, notes = scene.say, scene.run(), scene.plan(), _notes(scene)
    return card(
        say("card.title", title=plan.title, minutes=plan.minutes),
        *notes,
        say("card.session", no=run.session_no, of=len(scene.program.sessions)),
        say("card.ready", things=telling.things(say, plan.have_ready)) if plan.have_ready else "",
        "" if notes else parts_of(plan),
        _feel(scene, plan, is_full=len(notes) > 1),
        rows=(
            (scene.main("start", "start"),),
            (scene.button("later", "later"), scene.button("not_today", "skip")),
            (scene.button("care", "care"),),
            (scene.danger("hurts", "hurts"),),
        ),
    )


def _feel(scene: Scene, plan: SessionPlan, *, is_full: bool) -> str:
    """Say how strong it should feel; on a card that is full, only that."""
    if plan.feel is None:
        return ""
    low, high = plan.feel.low, plan.feel.high
    if is_full:
        return scene.say("card.feel_short", low=low, high=high)
    return scene.say("card.feel", low=low, high=high)


def parts_of(plan: SessionPlan) -> str:
    """Name what the session is made of, in order."""
    titles = dict.fromkeys(step.title for step in plan.steps)
    return ", ".join(f"{no} {title}" for no, title in enumerate(titles, start=1))


def _notes(scene: Scene) -> tuple[str, ...]:
    """Say what is out of the ordinary today; a card has room for two lines of it."""
    notes = (
        _absence(scene),
        scene.say("card.clinician") if telling.is_clinician_line_due(scene) else "",
        telling.plan_changes(scene, scene.run()),
    )
    return tuple(note for note in notes if note)[-MOST_NOTES:]


def _absence(scene: Scene) -> str:
    """Say that we were away, that the person was, or that sessions went by."""
    say, away, missed = scene.say, missed_by_us(scene), telling.missed_running(scene)
    if not away and scene.is_back() and scene.run().form != scene.enrollment.form:
        return say("card.back")
    if not away:
        return say.count("card.missed", missed) if missed else ""
    first, last = away[0].local_on, away[-1].local_on
    if first == last:
        return say("card.offline_day", day=say.day(first))
    return say("card.offline", first=say.day(first), last=say.day(last))


def question(scene: Scene, kind: CheckInKind, *, again: bool = False) -> OutgoingMessage:
    """Ask for one pain score: the same anchors always, no score shown beside it."""
    say = scene.say
    title = say(f"ask.{kind}")
    if kind is CheckInKind.BEFORE and scene.is_one_question():
        title = say("ask.before_and_morning")
    scores = [
        Button(str(score), Action("score", scene.delivery_id, f"{kind[0]}{score}"))
        for score in range(WORST + 1)
    ]
    break_at = HIGHEST_OF_FIRST_ROW + 1
    last = scene.button("back", "today") if again else scene.button("skip", "score", f"{kind[0]}s")
    return card(
        title,
        say("ask.anchors"),
        rows=(
            tuple(scores[:break_at]),
            tuple(scores[break_at:]),
            (last, scene.danger("hurts", "hurts")),
        ),
    )


def _step_card(scene: Scene, step: PlannedStep) -> OutgoingMessage:
    run = scene.run()
    ends = local_time(scene.wish.zone, run.step_ends_at or scene.at.now).strftime("%H:%M:%S")
    timer = (
        scene.say("step.timer_pause", pause=step.pause_before_s, seconds=step.seconds, ends=ends)
        if step.pause_before_s
        else scene.say("step.timer", seconds=step.seconds, ends=ends)
    )
    return card(
        _step_title(scene, step),
        timer,
        *_step_lines(scene, step),
        rows=(
            (
                scene.button("back", "step", str(max(1, run.step_no - 1))),
                scene.button("hold", "hold", str(run.step_no)),
                scene.button("next", "step", str(run.step_no + 1)),
            ),
            (scene.button("care", "care", str(step.no)),),
            (scene.danger("hurts_stop", "hurts"),),
        ),
    )


def _held_card(scene: Scene, step: PlannedStep) -> OutgoingMessage:
    run = scene.run()
    return card(
        _step_title(scene, step),
        scene.say("step.held", seconds=run.step_left_s or 0),
        *_step_lines(scene, step),
        rows=(
            (
                scene.main("go_on", "go", str(run.step_no)),
                scene.button("finish_here", "step", str(len(scene.plan().steps) + 1)),
            ),
            (scene.button("care", "care", str(step.no)),),
            (scene.danger("hurts_stop", "hurts"),),
        ),
    )


def _step_title(scene: Scene, step: PlannedStep) -> str:
    return scene.say("step.title", no=step.no, of=step.of, title=_sided(scene, step))


def _sided(scene: Scene, step: PlannedStep) -> str:
    if step.side is None:
        return step.title
    return scene.say("step.sided", title=step.title, side=scene.say(f"side.{step.side}"))


def _step_lines(scene: Scene, step: PlannedStep) -> tuple[str, ...]:
    feel = step.feel
    return (
        *step.lines,
        scene.say("step.feel", low=feel.low, high=feel.high) if feel else "",
        *step.never,
        scene.say("step.then", what=step.then) if step.then else "",
    )


def done_card(scene: Scene) -> OutgoingMessage:
    """Draw the end of a session: what was done, the scores, what follows, what comes next."""
    say, run = scene.say, scene.run()
    before, after = scene.score(CheckInKind.BEFORE), scene.score(CheckInKind.AFTER)
    key = "done.title" if run.state is RunState.DONE else "done.opened"
    if scene.has_scores():
        row = (scene.button("change_score", "ask"), scene.button("why", "why"))
    else:
        row = (
            scene.button("easier", "level", "easier"),
            scene.button("harder", "level", "harder"),
        )
    return card(
        say(key, no=run.session_no, minutes=scene.plan().minutes),
        telling.scores_line(say, before, after),
        telling.consequence(scene),
        telling.next_line(scene),
        rows=(row, (scene.danger("hurts", "hurts"),)),
    )


def over_card(scene: Scene) -> OutgoingMessage:
    """Draw a session that was left, turned down, missed or excused."""
    run = scene.run()
    key = {
        RunState.STOPPED: "over.stopped",
        RunState.SKIPPED: "over.skipped",
        RunState.MISSED: "over.missed",
        RunState.EXCUSED: "over.excused",
    }[run.state]
    if run.reason == runs.LISTS_OPEN:
        lists = ((scene.main("lists", "hurts", "list"),),)
        return card(scene.say(key), scene.say("over.lists"), rows=lists)
    may_start = run.state is RunState.SKIPPED and run.started_at is None
    first = ((scene.button("start_anyway", "start"),),) if may_start else ()
    last = (scene.button("why", "why"), scene.danger("hurts", "hurts"))
    lines = (telling.consequence(scene), telling.next_line(scene))
    return card(scene.say(key), *lines, rows=(*first, last))

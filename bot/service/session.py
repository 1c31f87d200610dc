"""The presses of a session: start, step, hold, go on, done; and later."""

from dataclasses import replace

from bot.domain.action import Action
from bot.domain.change import Change, What
from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import RunState, SessionRun
from bot.domain.message import Answer, OutgoingMessage, card
from bot.domain.pain import LEAST_LEVEL, MOST_LEVEL
from bot.domain.schedule import card_late_until
from bot.domain.session_plan import FormFlag, form_from_text, form_to_text
from bot.domain.typed_score import NotAScore, ScoreKnown, read_score
from bot.service import check_in, flags, hurts, runs, session_view, telling
from bot.service.flag_answers import answer_list
from bot.service.moment import Turn
from bot.service.opening import open_scene, shown
from bot.service.scene import Scene
from bot.service.table import Verb

EVENING_MIN = 19 * 60 + 30  # what "this evening" means
HOUR_S = 3600


def press_start(turn: Turn, action: Action) -> Answer:
    """Begin the day's session, in a form where one is named; a second press shows it."""
    scene = open_scene(turn, action)
    if isinstance(scene, Answer):
        return scene
    run = _run_of(scene)
    if run is None:
        return Answer(notice=turn.say("stale.no_session"))
    asked = hurts.lists_first(turn, scene.enrollment, action.target, scene.day_no)
    if asked is not None:
        return asked
    if run.state is RunState.OPEN or (run.state is RunState.SKIPPED and run.started_at is None):
        form = form_from_text(run.form) | _flags_of(action.argument)
        started = replace(
            run,
            state=RunState.STARTED,
            reason="",
            form=form_to_text(form),
            level=scene.enrollment.level,
            softness=scene.enrollment.softness,
            started_at=turn.at.now,
            ended_at=None,
            step_no=_first_question(scene),
        )
        turn.tx.runs.save(started)
        if started.step_no > runs.ASKS_BEFORE:
            runs.go_to_step(turn.tx, scene.enrollment, started, 1, turn.at)
    return shown(turn, scene)


def press_first(turn: Turn, action: Action) -> Answer:
    """Answer the lists that stand before a session; passed, the session begins."""

    def begin(turn: Turn) -> Answer:
        live = turn.live()
        if live is not None:
            flags.keep_pass(turn, live)
            runs.answer_lists(turn.tx, live)
        return press_start(turn, Action("start", action.target))

    return answer_list(turn, action, begin) or press_start(turn, Action("start", action.target))


def _flags_of(argument: str) -> frozenset[FormFlag]:
    return frozenset(flag for flag in FormFlag if flag.value == argument)


def _first_question(scene: Scene) -> int:
    if not scene.has_scores():
        return 1
    separate = scene.owes_morning() and not scene.is_one_question()
    return runs.ASKS_MORNING if separate else runs.ASKS_BEFORE


def _run_of(scene: Scene) -> SessionRun | None:
    return scene.tx.runs.find(scene.enrollment.enrollment_id, scene.day_no)


def _started(turn: Turn, action: Action) -> tuple[Scene, SessionRun] | Answer:
    """Give a running session; anything else is shown as it stands, and nothing changes."""
    scene = open_scene(turn, action)
    if isinstance(scene, Answer):
        return scene
    run = _run_of(scene)
    if run is None:
        return Answer(notice=turn.say("stale.no_session"))
    if run.state is not RunState.STARTED:
        return shown(turn, scene)
    return scene, run


def press_step(turn: Turn, action: Action) -> Answer:
    """Go to the step that the button names; pressed twice, it goes on running."""
    found = _started(turn, action)
    if isinstance(found, Answer):
        return found
    scene, run = found
    step_no = int(action.argument) if action.argument.isdecimal() else run.step_no
    if run.step_no > runs.ASKS_BEFORE and step_no >= 1 and step_no != run.step_no:
        runs.go_to_step(turn.tx, scene.enrollment, run, step_no, turn.at)
    return shown(turn, scene)


def press_hold(turn: Turn, action: Action) -> Answer:
    """Stand still in the step that the button names."""
    found = _started(turn, action)
    if isinstance(found, Answer):
        return found
    scene, run = found
    if action.argument == str(run.step_no):
        runs.hold(turn.tx, run, turn.at)
    return shown(turn, scene)


def press_go(turn: Turn, action: Action) -> Answer:
    """Let the held step run on."""
    found = _started(turn, action)
    if isinstance(found, Answer):
        return found
    scene, run = found
    if action.argument == str(run.step_no):
        runs.go_on(turn.tx, run, turn.at)
    return shown(turn, scene)


def press_done(turn: Turn, action: Action) -> Answer:
    """End a session that has no score to ask: done, or only opened."""
    found = _started(turn, action)
    if isinstance(found, Answer):
        return found
    scene, run = found
    if run.step_no > len(scene.plan().steps):
        state = RunState.DONE if action.argument == "yes" else RunState.OPENED
        runs.end(turn.tx, run, state, turn.at)
    return shown(turn, scene)


def press_level(turn: Turn, action: Action) -> Answer:
    """Make the next session easier or harder, where no score decides that."""
    scene = open_scene(turn, action)
    if isinstance(scene, Answer):
        return scene
    if scene.has_scores():
        return shown(turn, scene)
    run = scene.run()
    step = {"easier": -1, "harder": 1}.get(action.argument, 0)
    level = max(LEAST_LEVEL, min(run.level + step, MOST_LEVEL))
    enrollment = replace(scene.enrollment, level=level, softness=0 if level >= 0 else 2)
    turn.tx.enrollments.save(enrollment)
    lines = (turn.say(f"level.{level + 1}"), telling.next_line(scene))
    return shown(turn, scene, card(turn.say("level.title"), *lines))


def press_later(turn: Turn, action: Action) -> Answer:
    """Ask for the card again later today."""
    scene = open_scene(turn, action)
    if isinstance(scene, Answer):
        return scene
    run = _run_of(scene)
    if run is None or run.state is not RunState.OPEN:
        return shown(turn, scene)
    until_at = card_late_until(scene.wish, scene.local_on, turn.at.now)
    choices = {key: at for key, at in _later_times(scene).items() if at < until_at}
    at = choices.get(action.argument)
    if at is None:
        return shown(turn, scene, _later_card(scene, choices))
    turn.tx.changes.add(
        Change(
            subject="enrollment",
            subject_id=run.enrollment_id,
            actor_person_id=turn.person.person_id,
            at=turn.at.now,
            what=What.LATER,
            old=str(run.day_no),
            new=str(at),
        ),
    )
    turn.tx.dues.put(Due(at, "enrollment", run.enrollment_id, DueWhat.LATER))
    when = telling.clock(scene, at)
    back = ((scene.main("start", "start"), scene.button("not_today", "skip")),)
    return shown(turn, scene, card(turn.say("later.set", when=when), rows=back))


def _later_times(scene: Scene) -> dict[str, int]:
    now = scene.at.now
    minute = scene.local().hour * 60 + scene.local().minute
    times = {"1h": now + HOUR_S, "3h": now + 3 * HOUR_S}
    if minute < EVENING_MIN - 60:
        times["evening"] = now + (EVENING_MIN - minute) * 60 - scene.local().second
    return times


def _later_card(scene: Scene, choices: dict[str, int]) -> OutgoingMessage:
    if not choices:
        return card(
            scene.say("later.too_late"),
            rows=((scene.main("start", "start"), scene.button("not_today", "skip")),),
        )
    buttons = tuple(scene.button(f"later_{key}", "later", key) for key in choices)
    return card(scene.say("later.title"), rows=(buttons, (scene.button("back", "today"),)))


def answer_typed_score(turn: Turn, text: str) -> Answer | None:
    """Take a typed number as the answer to the pain question that is open, if one is."""
    score = read_score(text)
    if isinstance(score, NotAScore):
        return None
    asked = check_in.open_question(turn)
    if asked is None:
        return None
    scene, kind = asked
    if isinstance(score, ScoreKnown):
        return check_in.answer_score(turn, scene, kind, score.score)
    question = session_view.question(scene, kind)
    return Answer(message=replace(question, text=card("", turn.say("ask.off_scale")).text))


VERBS = (
    Verb(name="start", handler=press_start),
    Verb(name="first", handler=press_first),
    Verb(name="step", handler=press_step),
    Verb(name="hold", handler=press_hold),
    Verb(name="go", handler=press_go),
    Verb(name="done", handler=press_done),
    Verb(name="level", handler=press_level),
    Verb(name="later", handler=press_later),
)

"""The presses of a session: start, step, hold, go on, done; and later."""

from dataclasses import replace

from bot.domain.action import Action
from bot.domain.change import Change, What
from bot.domain.days import instant_of
from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import RunState, SessionRun
from bot.domain.message import Answer, OutgoingMessage, card
from bot.domain.pain import LEAST_LEVEL, MOST_LEVEL
from bot.domain.schedule import day_closes_at, is_quiet
from bot.domain.session_plan import FormFlag, form_from_text, form_to_text
from bot.service import flags, hurts, runs, telling, today
from bot.service.flag_answers import answer_list
from bot.service.moment import Turn
from bot.service.opening import open_scene, shown
from bot.service.pick.rows import Rows
from bot.service.scene import Scene
from bot.service.table import Verb

EVENING_MIN = 19 * 60 + 30  # what "this evening" means
HOUR_S = 3600


def press_start(turn: Turn, action: Action) -> Answer:
    """Begin the day's session, in a form where one is named; a second press shows it."""
    scene = open_scene(turn, action)
    if isinstance(scene, Answer):
        return today.instead_of(turn, scene)
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
    run = _run_of(scene)
    if run is None or run.state not in (RunState.DONE, RunState.OPENED) or scene.has_scores():
        return shown(turn, scene)
    step = {"easier": -1, "harder": 1}.get(action.argument, 0)
    level = max(LEAST_LEVEL, min(run.level + step, MOST_LEVEL))
    enrollment = replace(scene.enrollment, level=level, softness=0 if level >= 0 else 2)
    turn.tx.enrollments.save(enrollment)
    lines = (turn.say(f"level.{level + 1}"), telling.next_line(scene))
    rows = ((scene.button("back", "today"), scene.danger("hurts", "hurts")),)
    return shown(turn, scene, card(turn.say("level.title"), *lines, rows=rows))


def press_later(turn: Turn, action: Action) -> Answer:
    """Ask for the card again later today; a button names the minute that it means."""
    scene = open_scene(turn, action)
    if isinstance(scene, Answer):
        return today.instead_of(turn, scene)
    run = _run_of(scene)
    if run is None or run.state is not RunState.OPEN:
        return shown(turn, scene)
    at = _named_time(action.argument)
    if at is None or not _is_still_today(scene, at):
        return shown(turn, scene, _later_card(scene))
    due = Due(at, runs.SUBJECT, run.enrollment_id, DueWhat.LATER)
    if due not in turn.tx.dues.of(runs.SUBJECT, run.enrollment_id):
        turn.tx.changes.add(
            Change(
                subject=runs.SUBJECT,
                subject_id=run.enrollment_id,
                actor_person_id=turn.person.person_id,
                at=turn.at.now,
                what=What.LATER,
                old=str(run.day_no),
                new=str(at),
            ),
        )
        turn.tx.dues.put(due)
    said = turn.say("later.set", when=telling.clock(scene, at))
    return shown(turn, scene, card(said, rows=_now_or_not(scene)))


def _named_time(argument: str) -> int | None:
    minute = argument.partition("_")[2]
    return int(minute) * 60 if minute.isascii() and minute.isdecimal() else None


def _is_still_today(scene: Scene, at: int) -> bool:
    """Tell whether an instant lies ahead, on this day, and outside of the quiet hours."""
    closes_at = day_closes_at(scene.wish, scene.local_on)
    return scene.at.now < at < closes_at and not is_quiet(scene.wish, at)


def _later_times(scene: Scene) -> dict[str, int]:
    """Give the instants on offer, each on the minute."""
    next_minute_at = -(-scene.at.now // 60) * 60
    evening_at = instant_of(scene.wish.zone, scene.local().date(), EVENING_MIN)
    times = {"1h": next_minute_at + HOUR_S, "3h": next_minute_at + 3 * HOUR_S}
    if evening_at > times["1h"]:
        times["evening"] = evening_at
    return {key: at for key, at in times.items() if _is_still_today(scene, at)}


def _later_card(scene: Scene) -> OutgoingMessage:
    times = _later_times(scene)
    if not times:
        return card(scene.say("later.too_late"), rows=_now_or_not(scene))
    buttons = tuple(
        scene.button(f"later_{key}", "later", f"{key}_{at // 60}") for key, at in times.items()
    )
    return card(scene.say("later.title"), rows=(buttons, (scene.button("back", "today"),)))


def _now_or_not(scene: Scene) -> Rows:
    return (
        (scene.main("start", "start"), scene.button("not_today", "skip")),
        (scene.danger("hurts", "hurts"),),
    )


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

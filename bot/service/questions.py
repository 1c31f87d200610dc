"""Which pain question is open with somebody, and asking again for a score that was given."""

from bot.domain.action import Action
from bot.domain.delivery import GIVEN, Delivery, DeliveryKind
from bot.domain.enrollment import CheckInKind, EnrollmentState, RunState, SessionRun
from bot.domain.message import Answer, card
from bot.service import runs, session_view
from bot.service.moment import Turn
from bot.service.opening import is_closed, open_scene, shown
from bot.service.scene import Scene, scene_of
from bot.service.table import Verb

KINDS = {kind[0]: kind for kind in CheckInKind}


def asked_kind(scene: Scene, run: SessionRun) -> CheckInKind | None:
    """Give the score that a running session asks for at this moment, if any."""
    if run.state is not RunState.STARTED:
        return None
    if run.step_no == runs.ASKS_MORNING:
        return CheckInKind.MORNING
    if run.step_no == runs.ASKS_BEFORE:
        return CheckInKind.BEFORE
    return CheckInKind.AFTER if run.step_no > len(scene.plan().steps) else None


def last_given(turn: Turn) -> Delivery | None:
    """Give the card of somebody's current day, if it was given and scores are kept."""
    live = turn.live()
    if live is None or live.state is not EnrollmentState.RUNNING or not turn.has_scores():
        return None
    rows = turn.tx.deliveries.of_day(live.enrollment_id, live.day_no)
    return next((row for row in reversed(rows) if row.state in GIVEN), None)


def open_question(turn: Turn) -> tuple[Scene, CheckInKind] | None:
    """Give the pain question that is open with a person, if one is."""
    given = last_given(turn)
    if given is None:
        return None
    scene = scene_of(turn.tx, turn.at, given)
    if is_closed(scene):
        return None
    run = turn.tx.runs.find(given.enrollment_id, given.day_no)
    if run is not None:
        kind = asked_kind(scene, run)
        return None if kind is None else (scene, kind)
    is_asked = given.kind is DeliveryKind.MORNING and scene.owes_morning()
    return (scene, CheckInKind.MORNING) if is_asked else None


def press_ask(turn: Turn, action: Action) -> Answer:
    """Ask again for a score of the day, so that it can be given late or changed."""
    scene = open_scene(turn, action)
    if isinstance(scene, Answer):
        return scene
    if not scene.has_scores():
        return Answer(notice=turn.say("ask.no_consent"))
    return ask_again(turn, scene, KINDS.get(action.argument[:1]))


def ask_again(turn: Turn, scene: Scene, named: CheckInKind | None = None) -> Answer:
    """Ask for a score of the day again; which one, where there are several."""
    kinds = kinds_of(scene)
    if named is not None and named in kinds:
        kinds = (named,)
    if not kinds:
        return shown(turn, scene)
    if len(kinds) == 1:
        return shown(turn, scene, session_view.question(scene, kinds[0], again=True))
    buttons = tuple(scene.button(f"score_{kind}", "ask", kind[0]) for kind in kinds)
    rows = (buttons, (scene.button("back", "today"),))
    return shown(turn, scene, card(turn.say("ask.which"), rows=rows))


def kinds_of(scene: Scene) -> tuple[CheckInKind, ...]:
    """Give the scores that the day has or could have by now; one answer to two is one."""
    run = scene.tx.runs.find(scene.enrollment.enrollment_id, scene.day_no)
    kinds: list[CheckInKind] = []
    if run is not None and run.started_at is not None:
        kinds.append(CheckInKind.BEFORE)
        is_over = run.state in (RunState.DONE, RunState.OPENED)
        if is_over or asked_kind(scene, run) is CheckInKind.AFTER:
            kinds.append(CheckInKind.AFTER)
    has_morning = scene.owes_morning() or scene.score(CheckInKind.MORNING) is not None
    if has_morning and not (kinds and scene.is_one_question()):
        kinds.append(CheckInKind.MORNING)
    return tuple(kinds)


VERBS = (Verb(name="ask", handler=press_ask),)

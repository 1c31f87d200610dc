"""Not today: a reason, and what it changes. No reason is asked twice."""

from dataclasses import replace

from bot.domain.action import Action
from bot.domain.days import ONE_DAY
from bot.domain.enrollment import PauseReason, RunState, SessionRun
from bot.domain.message import Answer, Button, OutgoingMessage, card
from bot.domain.schedule import today_of
from bot.domain.session_plan import FormFlag, form_from_text, form_to_text
from bot.service import hurts, runs, settings, stopping, today
from bot.service.moment import Turn
from bot.service.opening import open_scene, shown
from bot.service.scene import Scene
from bot.service.table import Command, Verb

REASONS = ("time", "forgot", "pain", "ill", "tool", "travel", "bored")
ILL_DAYS = {"ill1": 1, "ill3": 3, "ill7": 7}
FORGOT_HOURS = {"at0800": 8 * 60, "at1830": 18 * 60 + 30}
OFTEN = 3
TWO_WEEKS = 14


def open_skip(turn: Turn, _argument: str = "") -> Answer:
    """Ask what is in the way of today's session."""
    answer = today.open_today(turn)
    if answer.live is None:
        return answer
    return press_skip(turn, Action("skip", answer.live))


def press_skip(turn: Turn, action: Action) -> Answer:
    """Ask for the reason, or do what the named one changes."""
    scene = open_scene(turn, action)
    if isinstance(scene, Answer):
        return today.instead_of(turn, scene)
    run = turn.tx.runs.find(scene.enrollment.enrollment_id, scene.day_no)
    if run is None or run.state is not RunState.OPEN:
        return shown(turn, scene)
    argument = action.argument
    if argument == "pain":
        return hurts.press_hurts(turn, Action("hurts", action.target, "list"))
    if argument in ILL_DAYS:
        until_on = today_of(scene.wish, turn.at.now) + ILL_DAYS[argument] * ONE_DAY
        return stopping.pause_card(turn, until_on, PauseReason.ILL)
    if argument in FORGOT_HOURS:
        return settings.change_hour(turn, FORGOT_HOURS[argument])
    if argument in ("none", "timenone"):
        reason = "time" if argument == "timenone" else ""
        return _skipped(turn, scene, run, reason)
    if argument in ("alwayshands", "alwaysshort"):
        return _usual_form(turn, scene, run, FormFlag(argument.removeprefix("always")))
    message = _reason_card(turn, scene, argument)
    return shown(turn, scene, message or _ask_card(scene))


def _ask_card(scene: Scene) -> OutgoingMessage:
    buttons = [scene.button(f"reason_{reason}", "skip", reason) for reason in REASONS]
    buttons.append(scene.button("reason_none", "skip", "none"))
    return card(
        scene.say("skip.title"),
        scene.say("skip.ask"),
        rows=(
            tuple(buttons[:3]),
            tuple(buttons[3:6]),
            tuple(buttons[6:]),
            (scene.button("back", "today"),),
        ),
    )


def _reason_card(turn: Turn, scene: Scene, reason: str) -> OutgoingMessage | None:
    """Give the card of a reason: what it offers to change."""
    back = (scene.button("back", "skip"),)
    rows: tuple[tuple[Button, ...], ...]
    match reason:
        case "time":
            rows = (
                (scene.main("short", "start", "short"), scene.button("new_hour", "hour")),
                (scene.button("skip_today", "skip", "timenone"),),
            )
            if _is_often_short_of_time(scene):
                rows += ((scene.button("always_short", "skip", "alwaysshort"),),)
        case "forgot":
            rows = (
                tuple(scene.button(key, "skip", key) for key in FORGOT_HOURS),
                (scene.button("keep_hour", "today"),),
            )
        case "ill":
            rows = (tuple(scene.button(key, "skip", key) for key in ILL_DAYS),)
        case "tool":
            rows = (
                (scene.main("hands_today", "start", "hands"),),
                (scene.button("always_hands", "skip", "alwayshands"),),
            )
        case "travel":
            rows = (
                (scene.button("other_city", "city"), scene.button("pause", "pause")),
                (scene.button("always_hands", "skip", "alwayshands"),),
            )
        case "bored":
            rows = ((scene.main("swap", "start", "swap"),),)
        case _:
            return None
    return card(turn.say(f"skip.{reason}"), rows=(*rows, back))


def _is_often_short_of_time(scene: Scene) -> bool:
    since = scene.local_on - TWO_WEEKS * ONE_DAY
    times = [
        run
        for run in scene.tx.runs.all_of(scene.enrollment.enrollment_id)
        if run.reason == "time" and run.local_on > since
    ]
    return len(times) >= OFTEN - 1


def _skipped(turn: Turn, scene: Scene, run: SessionRun, reason: str) -> Answer:
    """Leave today's session out; a reason is kept only where consent covers it."""
    kept = reason if scene.has_scores() else ""
    runs.end(turn.tx, run, RunState.SKIPPED, turn.at, kept)
    return shown(turn, scene)


def _usual_form(turn: Turn, scene: Scene, run: SessionRun, flag: FormFlag) -> Answer:
    """Make a form the usual one, from today's session on."""
    form = form_to_text(form_from_text(scene.enrollment.form) | {flag})
    enrollment = replace(scene.enrollment, form=form)
    turn.tx.enrollments.save(enrollment)
    turn.tx.runs.save(replace(run, form=form))
    return shown(turn, replace(scene, enrollment=enrollment))


COMMANDS = (Command(name="skip", handler=open_skip),)
VERBS = (Verb(name="skip", handler=press_skip),)

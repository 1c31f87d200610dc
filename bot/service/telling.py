"""Lines that several cards share: what changed and why, what comes next."""

from collections.abc import Iterable

from bot.domain.days import minute_of_day
from bot.domain.enrollment import Enrollment, RunState
from bot.domain.pain import USUAL_LEVEL, Judgement, Verdict, adapt, judge
from bot.domain.progress import is_without_change
from bot.domain.schedule import Ahead, today_of
from bot.domain.technique import Tool
from bot.ports.words import Words
from bot.service import adapting
from bot.service.scene import Scene

MISSED_WORTH_A_LINE = 2
CLINICIAN_RULE = "clinician"


def things(say: Words, tools: Iterable[Tool]) -> str:
    """Name what to have ready."""
    return ", ".join(say(f"tool.{tool}") for tool in tools)


def because(say: Words, judgement: Judgement) -> str:
    """Name the cause of a change, with its numbers."""
    return say(f"because.{judgement.because}", was=judgement.was, now=judgement.now)


def plan_change(say: Words, enrollment: Enrollment, cause: Judgement) -> str:
    """Say how the next session differs from what its author wrote, and why."""
    if enrollment.level > USUAL_LEVEL:
        known = cause.verdict is Verdict.GREEN
        return (
            say("plan.longer", because=because(say, cause)) if known else say("plan.longer_asked")
        )
    if enrollment.level < USUAL_LEVEL:
        known = cause.verdict is Verdict.RED
        return say("plan.half", because=because(say, cause)) if known else say("plan.half_asked")
    return say("plan.softer", because=because(say, cause)) if enrollment.softness else ""


def scores_line(say: Words, before: int | None, after: int | None) -> str:
    """Name the two scores of a session, as far as they were given."""
    if before is not None and after is not None:
        return say("done.both", before=before, after=after)
    if before is not None:
        return say("done.before", before=before)
    return say("done.after", after=after) if after is not None else ""


def consequence(scene: Scene) -> str:
    """Say what the scores of this day's session mean for the next one, if anything."""
    history = adapting.history(scene.tx, scene.enrollment)
    judgement = next((judge(scores) for day, scores in history if day == scene.day_no), None)
    if judgement is None or not scene.has_scores():
        return ""
    was = adapt(scores for day, scores in history if day < scene.day_no).level
    level = adapt(scores for day, scores in history if day <= scene.day_no).level
    match judgement.verdict:
        case Verdict.RED:
            return scene.say("then.half", because=because(scene.say, judgement))
        case Verdict.AMBER | Verdict.NOTHING | Verdict.GREEN if level < USUAL_LEVEL:
            return scene.say("then.still_half")
        case Verdict.AMBER:
            return scene.say("then.softer", because=because(scene.say, judgement))
        case Verdict.GREEN if level > was:
            return scene.say("then.longer" if level > USUAL_LEVEL else "then.usual")
        case Verdict.GREEN | Verdict.NOTHING:
            return scene.say("then.as_before")


def day_line(say: Words, day: Ahead, hour_min: int, title: str) -> str:
    """Write one day to come: when, and what."""
    when = f"{say.day(day.on)} {say.time(hour_min)}"
    if day.session_no:
        return say("next.session", when=when, no=day.session_no, title=title)
    return say("next.rest", when=when)


def next_lines(scene: Scene) -> list[str]:
    """Write the next three days on which something comes."""
    program = scene.program
    return [
        day_line(
            scene.say,
            day,
            scene.wish.hour_min,
            program.session(day.session_no).title if day.session_no else "",
        )
        for day in scene.next_days()
    ]


def next_line(scene: Scene) -> str:
    """Write what comes next."""
    lines = next_lines(scene)
    if lines:
        return scene.say("next.one", line=lines[0])
    return scene.say("next.closing")


def clock(scene: Scene, at: int) -> str:
    """Write the time of day of an instant where the person is."""
    return scene.say.time(minute_of_day(scene.wish.zone, at))


def missed_running(scene: Scene) -> int:
    """Count the sessions missed in a row just before this day; below two: 0."""
    missed = 0
    for run in scene.tx.runs.all_of(scene.enrollment.enrollment_id):
        if run.day_no < scene.day_no:
            missed = missed + 1 if run.state is RunState.MISSED else 0
    return missed if missed >= MISSED_WORTH_A_LINE else 0


def is_clinician_line_due(scene: Scene) -> bool:
    """Tell whether three weeks went by without change and nobody said so yet."""
    told = any(
        row.rule == CLINICIAN_RULE and row.delivery_id != scene.delivery_id
        for row in scene.tx.deliveries.all_of(scene.enrollment.enrollment_id)
    )
    mornings = adapting.mornings_of(scene.tx, scene.enrollment)
    return not told and is_without_change(mornings, today_of(scene.wish, scene.at.now))

"""Lines that several cards share: what changed and why, what comes next."""

from collections.abc import Iterable
from datetime import date

from bot.domain.days import minute_of_day
from bot.domain.enrollment import RunState, SessionRun
from bot.domain.pain import USUAL_LEVEL, Judgement, Verdict, judge
from bot.domain.progress import is_without_change
from bot.domain.schedule import Ahead
from bot.domain.technique import Tool
from bot.ports.words import Words
from bot.service import adapting
from bot.service.scene import Scene

MISSED_WORTH_A_LINE = 2


def things(say: Words, tools: Iterable[Tool]) -> str:
    """Name what to have ready."""
    return ", ".join(say(f"tool.{tool}") for tool in tools)


def because(say: Words, judgement: Judgement) -> str:
    """Name the cause of a change, with its numbers."""
    return say(f"because.{judgement.because}", was=judgement.was, now=judgement.now)


def plan_changes(scene: Scene, run: SessionRun) -> str:
    """Say how a session differs from what its author wrote, and why."""
    say = scene.say
    if run.level == USUAL_LEVEL and not run.softness:
        return ""
    given = adapting.made_by(scene.tx, scene.enrollment, run)
    if run.level < USUAL_LEVEL:
        if given.cause.verdict is Verdict.RED:
            return say("plan.half", because=because(say, given.cause))
        is_gentle = adapting.is_gentle_start(scene.tx, scene.enrollment, run.day_no)
        return say("plan.half_gently" if is_gentle else "plan.half_asked")
    if run.level == USUAL_LEVEL:
        return say("plan.softer", because=because(say, given.last))
    if given.cause.verdict is not Verdict.GREEN:
        return say("plan.longer_asked")
    if run.softness:
        return say("plan.longer_softer", score=given.last.now)
    return say("plan.longer", because=because(say, given.cause))


def scores_line(say: Words, before: int | None, after: int | None) -> str:
    """Name the two scores of a session, as far as they were given."""
    if before is not None and after is not None:
        return say("done.both", before=before, after=after)
    if before is not None:
        return say("done.before", before=before)
    return say("done.after", after=after) if after is not None else ""


def consequence(scene: Scene) -> str:
    """Say what the scores of this day's session mean for the next one, if anything."""
    tx, enrollment, say = scene.tx, scene.enrollment, scene.say
    history = adapting.history(tx, enrollment)
    judgement = next((judge(scores) for day, scores in history if day == scene.day_no), None)
    is_red = judgement is not None and judgement.verdict is Verdict.RED
    if judgement is None or not (is_red or scene.has_scores()):
        return ""
    if is_red:
        return say("then.half", because=because(say, judgement))
    if adapting.is_gentle_start(tx, enrollment, scene.day_no + 1):
        return say("then.gently")
    return say(_then_key(scene, judgement.verdict), because=because(say, judgement))


def _then_key(scene: Scene, verdict: Verdict) -> str:
    """Name the line for the next session, as it stands beside the one of this day."""
    tx, enrollment = scene.tx, scene.enrollment
    was = adapting.adaptation_before(tx, enrollment, scene.day_no)
    then = adapting.adaptation_before(tx, enrollment, scene.day_no + 1)
    if then.level < USUAL_LEVEL:
        return "then.still_half"
    if adapting.is_gentle_start(tx, enrollment, scene.day_no):
        return "then.full_softer" if then.softness else "then.full"
    if verdict is Verdict.AMBER:
        return "then.softer"
    if then.level > was.level:
        return "then.longer" if then.level > USUAL_LEVEL else "then.usual"
    return "then.usual_tool" if then.softness < was.softness else "then.as_before"


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
    """Tell whether this is the first session card after three weeks without change."""
    mornings = adapting.mornings_of(scene.tx, scene.enrollment)

    def holds(on: date) -> bool:
        return is_without_change([morning for morning in mornings if morning.on < on], on)

    runs = scene.tx.runs.all_of(scene.enrollment.enrollment_id)
    told = any(holds(run.local_on) for run in runs if run.day_no < scene.day_no)
    return not told and holds(scene.local_on)

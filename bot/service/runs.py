"""What becomes of a session: begun, stepped through, ended, or left. No words here."""

from dataclasses import replace

from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import Enrollment, RunState, SessionRun
from bot.domain.session_plan import SessionPlan, session_as_given
from bot.ports.store import Tx
from bot.service.moment import Moment

SUBJECT = "enrollment"
# Steps of a run that are questions, before the first step of the plan.
ASKS_MORNING, ASKS_BEFORE = -1, 0
PAIN = "pain"  # why a run was skipped or stopped, where consent lets it be kept
# The red-flag lists were shown for this session and not answered yet: no other begins before.
LISTS_OPEN = "lists_open"
_ENDED = frozenset({RunState.DONE, RunState.STOPPED, RunState.OPENED})


def plan_of(at: Moment, enrollment: Enrollment, run: SessionRun) -> SessionPlan:
    """Plan the session of a run as it was given."""
    version = at.catalog.version(enrollment.version_id)
    return session_as_given(version, run.session_no, run.level, run.softness, run.form)


def asks_next_morning(run: SessionRun) -> bool:
    """Tell whether the morning after this run is asked for: it was begun, or left for pain."""
    begun = run.state in _ENDED or run.state is RunState.STARTED
    return begun or (run.state is RunState.SKIPPED and run.reason == PAIN)


def is_untouched(tx: Tx, enrollment: Enrollment, day_no: int) -> bool:
    """Tell whether the session of a day was neither begun nor turned down."""
    run = tx.runs.find(enrollment.enrollment_id, day_no)
    return run is not None and run.state is RunState.OPEN


def open_matter(tx: Tx, enrollment: Enrollment, day_no: int) -> SessionRun | None:
    """Give the run of a day while something of it is unanswered: begun or not, not ended."""
    run = tx.runs.find(enrollment.enrollment_id, day_no)
    return run if run is not None and run.state in (RunState.OPEN, RunState.STARTED) else None


def with_open_lists(tx: Tx, enrollment: Enrollment, day_no: int) -> SessionRun | None:
    """Give the session up to a day whose red-flag lists nobody has answered."""
    run = tx.runs.last_before(enrollment.enrollment_id, day_no + 1)
    if run is not None and run.day_no == day_no and run.reason != LISTS_OPEN:
        run = tx.runs.last_before(enrollment.enrollment_id, day_no)
    return run if run is not None and run.reason == LISTS_OPEN else None


def answer_lists(tx: Tx, enrollment: Enrollment) -> None:
    """Note that the red-flag lists were answered, for the latest session that asked them."""
    run = with_open_lists(tx, enrollment, enrollment.day_no)
    if run is not None:
        tx.runs.save(replace(run, reason=""))


def close_before(tx: Tx, enrollment: Enrollment, day_no: int, at: Moment) -> None:
    """End the runs of earlier days: untouched ones as missed, begun ones as opened."""
    run = tx.runs.last_before(enrollment.enrollment_id, day_no)
    if run is None or run.state not in (RunState.OPEN, RunState.STARTED):
        return
    state = RunState.MISSED if run.state is RunState.OPEN else RunState.OPENED
    end(tx, run, state, at)


def end(tx: Tx, run: SessionRun, state: RunState, at: Moment, reason: str = "") -> SessionRun:
    """End a run; its steps turn no more."""
    ended = replace(
        run,
        state=state,
        reason=reason,
        step_ends_at=None,
        step_left_s=None,
        ended_at=at.now,
    )
    tx.runs.save(ended)
    tx.dues.drop(SUBJECT, run.enrollment_id, DueWhat.STEP)
    return ended


def excuse(tx: Tx, enrollment: Enrollment, at: Moment, reason: str = "") -> None:
    """Let the session of the current day cost nothing, where it is still open."""
    run = tx.runs.find(enrollment.enrollment_id, enrollment.day_no)
    if run is not None and run.state in (RunState.OPEN, RunState.STARTED):
        left_s = hold(tx, run, at).step_left_s
        excused = end(tx, run, RunState.EXCUSED, at, reason)
        tx.runs.save(replace(excused, step_left_s=left_s))


def take_up(tx: Tx, enrollment: Enrollment) -> None:
    """Open an excused session of the current day again; a running step is held."""
    run = tx.runs.find(enrollment.enrollment_id, enrollment.day_no)
    if run is None or run.state is not RunState.EXCUSED:
        return
    state = RunState.OPEN if run.started_at is None else RunState.STARTED
    tx.runs.save(replace(run, state=state, reason="", ended_at=None))


def make_gentle(tx: Tx, enrollment: Enrollment, at: Moment) -> None:
    """Give a begun session of the current day the level and tool that the enrollment has now."""
    run = tx.runs.find(enrollment.enrollment_id, enrollment.day_no)
    if run is None or run.state is not RunState.STARTED:
        return
    run = replace(run, level=enrollment.level, softness=enrollment.softness)
    if run.step_left_s is not None:
        step = plan_of(at, enrollment, run).steps[run.step_no - 1]
        run = replace(run, step_left_s=min(run.step_left_s, step.seconds))
    tx.runs.save(run)


def go_to_step(
    tx: Tx, enrollment: Enrollment, run: SessionRun, step_no: int, at: Moment
) -> SessionRun:
    """Begin a step from its start; past the last one the steps are over."""
    plan = plan_of(at, enrollment, run)
    step_no = max(ASKS_MORNING, min(step_no, len(plan.steps) + 1))
    ends_at = None
    if 1 <= step_no <= len(plan.steps):
        step = plan.steps[step_no - 1]
        ends_at = at.now + step.pause_before_s + step.seconds
    return _moved(tx, run, step_no, ends_at)


def _moved(tx: Tx, run: SessionRun, step_no: int, ends_at: int | None) -> SessionRun:
    moved = replace(run, step_no=step_no, step_ends_at=ends_at, step_left_s=None)
    tx.runs.save(moved)
    if ends_at is None:
        tx.dues.drop(SUBJECT, run.enrollment_id, DueWhat.STEP)
    else:
        tx.dues.put(Due(ends_at, SUBJECT, run.enrollment_id, DueWhat.STEP))
    return moved


def hold(tx: Tx, run: SessionRun, at: Moment) -> SessionRun:
    """Stand still in a running step, with the time that is left of it."""
    if run.step_ends_at is None:
        return run
    left_s = max(0, run.step_ends_at - at.now)
    held = replace(run, step_ends_at=None, step_left_s=left_s)
    tx.runs.save(held)
    tx.dues.drop(SUBJECT, run.enrollment_id, DueWhat.STEP)
    return held


def go_on(tx: Tx, run: SessionRun, at: Moment) -> SessionRun:
    """Let a held step run on."""
    if run.step_left_s is None:
        return run
    return _moved(tx, run, run.step_no, at.now + run.step_left_s)


def turn_step(tx: Tx, enrollment: Enrollment, at: Moment) -> SessionRun | None:
    """Go to the next step where one has run out; steps missed meanwhile are passed over."""
    run = tx.runs.last_before(enrollment.enrollment_id, enrollment.day_no + 1)
    if run is None or run.state is not RunState.STARTED or run.step_ends_at is None:
        tx.dues.drop(SUBJECT, enrollment.enrollment_id, DueWhat.STEP)
        return None
    plan = plan_of(at, enrollment, run)
    step_no, ends_at = run.step_no, run.step_ends_at
    while ends_at <= at.now and step_no <= len(plan.steps):
        step_no += 1
        if step_no <= len(plan.steps):
            step = plan.steps[step_no - 1]
            ends_at += step.pause_before_s + step.seconds
    return _moved(tx, run, step_no, ends_at if step_no <= len(plan.steps) else None)

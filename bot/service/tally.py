"""How a program went so far: sessions, steadiness, morning pain, and what may be said of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.enrollment import CheckInKind, Enrollment, EnrollmentState, RunState, SessionRun
from bot.domain.progress import Morning, PainChange, Trend, pain_change, steadiness
from bot.domain.schedule import today_of
from bot.domain.wish import Wish
from bot.ports.store import Tx
from bot.ports.words import Words
from bot.service import adapting
from bot.service.moment import SCORES

_DONE = frozenset({RunState.DONE, RunState.STOPPED})
_NOT_COUNTED = frozenset({RunState.OPEN, RunState.STARTED, RunState.EXCUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The numbers of one enrollment; no word about pain without consent."""

    done: int  # sessions done; one stopped for pain counts
    given: int  # sessions that are over, without those that cost nothing
    stopped: int  # for pain
    steady: int  # 0 to 100
    has_scores: bool
    done_on_days: tuple[int, ...]
    mornings: tuple[tuple[int, float], ...]  # day and score, the day being the morning's own
    change: PainChange


def tally_of(tx: Tx, enrollment: Enrollment, wish: Wish, now: int) -> Tally:
    """Count an enrollment as it stands; one that no longer runs as it stood at its end."""
    runs = tx.runs.all_of(enrollment.enrollment_id)
    states = [_state_that_counts(run) for run in runs]
    mornings = adapting.mornings_of(tx, enrollment)
    return Tally(
        done=sum(state in _DONE for state in states),
        given=sum(state not in _NOT_COUNTED for state in states),
        stopped=states.count(RunState.STOPPED),
        steady=steadiness(states),
        has_scores=tx.consents.active(enrollment.person_id, SCORES) is not None,
        done_on_days=tuple(
            run.day_no for run, state in zip(runs, states, strict=True) if state in _DONE
        ),
        mornings=_points(tx, enrollment),
        change=_change(enrollment, mornings, wish, now),
    )


def _state_that_counts(run: SessionRun) -> RunState:
    """Give the state of a run; one turned down for pain counts as stopped for pain."""
    return RunState.STOPPED if adapting.is_stopped_for_pain(run) else run.state


def _points(tx: Tx, enrollment: Enrollment) -> tuple[tuple[int, float], ...]:
    return tuple(
        (row.day_no + 1, float(row.score))
        for row in tx.check_ins.all_of(enrollment.enrollment_id)
        if row.kind is CheckInKind.MORNING and row.replaced_at is None
    )


def _change(
    enrollment: Enrollment, mornings: Sequence[Morning], wish: Wish, now: int
) -> PainChange:
    today_on = today_of(wish, now)
    if enrollment.state is not EnrollmentState.RUNNING:
        last_on = mornings[-1].on if mornings else enrollment.on_date
        today_on = min(today_on, max(enrollment.on_date, last_on))
    return pain_change(mornings, today_on)


def pain_lines(say: Words, tally: Tally) -> tuple[str, ...]:
    """Say how morning pain went, with its numbers, and what may honestly be said of it."""
    if not tally.has_scores:
        return (say("progress.no_scores"),)
    change = tally.change
    if change.first is None:
        return (say("progress.no_mornings"),)
    if change.week is None:
        first = say("progress.first_only", first=say.number(change.first))
        return (first, say("progress.no_week"))
    means = say("progress.means", first=say.number(change.first), week=say.number(change.week))
    return (means, say(f"trend.{change.trend}", by=_by(say, change.first, change.week)))


def _by(say: Words, first: float, week: float) -> str:
    """Give the difference of the two means as they are shown, so that the reader's sum is right."""
    return say.number(abs(round(first, 1) - round(week, 1)))


def is_lower(tally: Tally) -> bool:
    """Tell whether the scores allow to speak of any change for the better."""
    return tally.has_scores and tally.change.trend in (Trend.SOME, Trend.BETTER)


def is_no_better(tally: Tally) -> bool:
    """Tell whether the scores allow to say that nothing became better."""
    return tally.has_scores and tally.change.trend in (Trend.SAME, Trend.WORSE)

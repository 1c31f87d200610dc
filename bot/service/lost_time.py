"""Lives the time through that a restore lost, without sending: what came due may have been sent.

Each matter is planned at its own instant, as a bot that was up would have planned it, and what it
makes ends at once as `unknown`, reason `restored`. So no day, and no session, is sent again.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import SESSION_TRACK, Enrollment
from bot.domain.ids import EnrollmentId, PersonId
from bot.domain.restore import Restore
from bot.domain.schedule import day_closes_at
from bot.ports.store import Tx
from bot.service import outbox, planning, runs
from bot.service.moment import Moment

RESTORED = "restored"
RESTORES = "restores"


@dataclass(frozen=True, slots=True, kw_only=True)
class LostTime:
    """From when to when a database does not know what was sent, in people's time."""

    from_at: int
    until_at: int


@dataclass(frozen=True, slots=True)
class Lived:
    """How many matters were worked off, and how many messages they would have been."""

    matters: int
    messages: int


def end_in_hand(tx: Tx, lost: LostTime, at: Moment) -> int:
    """End what the backup still had to send: it may have gone out since. Give how many."""
    count = 0
    tx.owed_answers.drop_all()
    for account in tx.people.accounts():
        count += _end_unfinished(tx, account.person_id, replace(at, now=lost.from_at))
    return count


def live_through(tx: Tx, lost: LostTime, at: Moment, limit: int) -> Lived:
    """Work off at most `limit` matters of the lost time, oldest first."""
    messages = 0
    for matters in range(limit):
        due = next_due(tx, lost)
        if due is None:
            return Lived(matters, messages)
        messages += pass_one(tx, due, lost, at)
    return Lived(limit, messages)


def next_due(tx: Tx, lost: LostTime) -> Due | None:
    """Give the oldest matter of the lost time that is not worked off."""
    return next(iter(tx.dues.until(lost.until_at, 1)), None)


def pass_one(tx: Tx, due: Due, lost: LostTime, at: Moment) -> int:
    """Work off one matter at its own instant; give how many messages it would have been."""
    then = replace(at, now=max(due.due_at, lost.from_at))
    enrollment = tx.enrollments.get(EnrollmentId(due.subject_id))
    if due.what is DueWhat.STEP:
        _hold_step(tx, enrollment, then)
        return 0
    if due.what is DueWhat.CARD:
        # Whether it was done is not known; it must not count as missed.
        runs.excuse(tx, enrollment, then)
    planning.plan_one(tx, due, then)
    return _end_unfinished(tx, enrollment.person_id, then)


def _hold_step(tx: Tx, enrollment: Enrollment, at: Moment) -> None:
    """Let a step that ran stand still: nobody is shown that it turned."""
    run = runs.open_matter(tx, enrollment, enrollment.day_no)
    if run is not None:
        runs.hold(tx, run, at)
    tx.dues.drop(runs.SUBJECT, enrollment.enrollment_id, DueWhat.STEP)


def _end_unfinished(tx: Tx, person_id: PersonId, at: Moment) -> int:
    rows = tx.deliveries.unfinished_of(person_id)
    for row in rows:
        outbox.leave_unknown(tx, row, RESTORED, at)
    return len(rows)


def excuse_over(tx: Tx, at: Moment) -> None:
    """Let each session whose day is over cost nothing; one of today stays open."""
    for enrollment in _live(tx):
        run = runs.open_matter(tx, enrollment, enrollment.day_no)
        wish = tx.people.person(enrollment.person_id).wish
        if run is not None and wish is not None and day_closes_at(wish, run.local_on) <= at.now:
            runs.excuse(tx, enrollment, at)


def ask_flags_first(tx: Tx) -> int:
    """Let the red-flag lists come before everybody's next session; give how many people that is.

    A flag may have been hit in the lost time. A session left for pain keeps that as its reason.
    """
    count = 0
    for enrollment in _live(tx):
        run = tx.runs.last_before(enrollment.enrollment_id, enrollment.day_no + 1)
        if run is not None and run.reason != runs.PAIN:
            tx.runs.save(replace(run, reason=runs.LISTS_OPEN))
            count += 1
    return count


def _live(tx: Tx) -> Iterator[Enrollment]:
    for account in tx.people.accounts():
        enrollment = tx.enrollments.live(account.person_id, SESSION_TRACK)
        if enrollment is not None:
            yield enrollment


def note_restore(tx: Tx, restore: Restore) -> None:
    """Note a restore in the database that it makes, for the ledger."""
    noted = json.loads(tx.meta.get(RESTORES) or "[]")
    tx.meta.put(RESTORES, json.dumps([*noted, asdict(restore)]))

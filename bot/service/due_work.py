"""Works off what is due: plans deliveries, and turns the steps of running sessions."""

from collections import Counter
from dataclasses import dataclass, replace

from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import Enrollment
from bot.domain.ids import EnrollmentId
from bot.domain.message import Redraw
from bot.ports.store import Tx
from bot.service import planning, runs, session_view
from bot.service.moment import Moment
from bot.service.scene import scene_of

POSTPONED_S = 3600  # a matter that raises is looked at again after this, so nothing loops tight


@dataclass(frozen=True, slots=True)
class Worked:
    """How many matters were due, and which messages look different now."""

    matters: int
    redraws: tuple[Redraw, ...]


def due_now(tx: Tx, at: Moment, limit: int) -> tuple[Due, ...]:
    """Give what is due, oldest first."""
    return tuple(tx.dues.until(at.now, limit))


def plan_due(tx: Tx, at: Moment, limit: int) -> Worked:
    """Work off at most `limit` due matters in one transaction."""
    dues = due_now(tx, at, limit)
    subjects = Counter(due.subject_id for due in dues)
    redraws = [
        work_off(tx, due, at) if subjects[due.subject_id] == 1 else work_off_alone(tx, due, at)
        for due in dues
    ]
    return Worked(len(dues), tuple(redraw for redraw in redraws if redraw is not None))


def work_off_alone(tx: Tx, due: Due, at: Moment) -> Redraw | None:
    """Work off one matter, if no other of its subject has moved it or taken it off meanwhile."""
    is_still_due = due in tx.dues.of(due.subject, due.subject_id)
    return work_off(tx, due, at) if is_still_due else None


def work_off(tx: Tx, due: Due, at: Moment) -> Redraw | None:
    """Work off one matter; a turned step gives the message that shows it."""
    if due.what is not DueWhat.STEP:
        planning.plan_one(tx, due, at)
        return None
    enrollment = tx.enrollments.get(EnrollmentId(due.subject_id))
    turned = runs.turn_step(tx, enrollment, at)
    return None if turned is None else _redraw_of(tx, enrollment, turned.day_no, at)


def _redraw_of(tx: Tx, enrollment: Enrollment, day_no: int, at: Moment) -> Redraw | None:
    for slot in ("makeup", "card"):
        row = tx.deliveries.at_slot(enrollment.enrollment_id, day_no, slot)
        if row is not None and row.message_ref is not None:
            message = session_view.draw(scene_of(tx, at, row))
            return Redraw(row.address, row.message_ref, message)
    return None


def postpone(tx: Tx, due: Due, at: Moment) -> None:
    """Put a matter that could not be worked off aside for a while."""
    tx.dues.put(replace(due, due_at=at.now + POSTPONED_S))

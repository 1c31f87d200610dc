"""Planted faults of states and days: each maker is given the real function and gives a faulty one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from bot.domain.days import ONE_DAY, instant_of
from bot.domain.due import DueWhat
from bot.domain.enrollment import Enrollment, EnrollmentState, PauseReason
from bot.domain.ids import PersonId
from bot.domain.wish import Wish
from bot.ports.store import Tx
from bot.service.moment import Moment
from bot.service.plan_rows import SUBJECT, set_card_due

Real = Callable[..., Any]
LOST_ONE_OF = 40


def go_on_after_a_stop(real: Real) -> Callable[..., Enrollment]:
    """Say that a program is stopped, and let it run."""

    def stand_still(
        tx: Tx,
        at: Moment,
        enrollment: Enrollment,
        state: EnrollmentState,
        reason: PauseReason = PauseReason.NONE,
        until_on: date | None = None,
    ) -> Enrollment:
        still: Enrollment = real(tx, at, enrollment, state, reason, until_on)
        wish = tx.people.person(enrollment.person_id).wish
        if state is EnrollmentState.STOPPED and wish is not None:
            tx.enrollments.save(replace(still, state=EnrollmentState.RUNNING))
            set_card_due(tx, still, wish)
        return still

    return stand_still


def close_at_midnight(_real: Real) -> Callable[[Wish, date], int]:
    """Let a day end at midnight, whatever somebody wished."""
    return lambda wish, on: instant_of(wish.zone, on + ONE_DAY, 0)


def forget_a_due_time(real: Real) -> Callable[[Tx, Enrollment, Wish], None]:
    """Forget now and then when somebody is next to be looked at."""
    turns = count(1)

    def set_due(tx: Tx, enrollment: Enrollment, wish: Wish) -> None:
        if next(turns) % LOST_ONE_OF:
            real(tx, enrollment, wish)
        else:
            tx.dues.drop(SUBJECT, enrollment.enrollment_id, DueWhat.CARD)

    return set_due


def keep_the_erased(_real: Real) -> Callable[[Tx, PersonId, int], str]:
    """Tell somebody that everything is erased, and erase nothing."""
    return lambda _tx, _person_id, _at: "7F3K-Q2"

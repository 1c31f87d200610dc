"""Standing still and going on again: the change of state, without words."""

from dataclasses import replace
from datetime import date

from bot.domain.change import Change, What
from bot.domain.delivery import DeliveryState
from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import Enrollment, EnrollmentState, PauseReason
from bot.domain.schedule import card_at
from bot.domain.wish import Wish
from bot.ports.store import Tx
from bot.service import moving, planning, runs
from bot.service.moment import Moment, Turn
from bot.service.plan_rows import SUBJECT, set_card_due


def pause(
    turn: Turn, enrollment: Enrollment, reason: PauseReason, until_on: date | None = None
) -> Enrollment:
    """Let an enrollment stand still, until a date or until the person says so.

    What is on its way and not yet sent is called back; an open session costs nothing.
    """
    return stand_still(turn.tx, turn.at, enrollment, EnrollmentState.PAUSED, reason, until_on)


def stand_still(
    tx: Tx,
    at: Moment,
    enrollment: Enrollment,
    state: EnrollmentState,
    reason: PauseReason = PauseReason.NONE,
    until_on: date | None = None,
) -> Enrollment:
    """Pause or stop an enrollment at this instant; also one that stands still already."""
    enrollment = planning.settle(tx, enrollment, at)
    was_running = enrollment.state is EnrollmentState.RUNNING
    word = "paused" if state is EnrollmentState.PAUSED else "stopped"
    call_back(tx, at, enrollment, word)
    runs.excuse(tx, enrollment, at)
    still = replace(enrollment, state=state, reason=reason, paused_until_on=until_on)
    tx.enrollments.save(still)
    tx.dues.drop(SUBJECT, enrollment.enrollment_id)
    wish = tx.people.person(enrollment.person_id).wish
    if until_on is not None and wish is not None:
        back_at = card_at(wish, until_on)
        tx.dues.put(Due(back_at, SUBJECT, enrollment.enrollment_id, DueWhat.CARD))
    if was_running or state is not enrollment.state or until_on != enrollment.paused_until_on:
        what = What.PAUSED if state is EnrollmentState.PAUSED else What.STOPPED
        new = until_on.isoformat() if until_on else ""
        _log(tx, at, enrollment, what, new)
    return still


def call_back(tx: Tx, at: Moment, enrollment: Enrollment, reason: str) -> None:
    """Cancel what is planned and not yet being sent; what is being sent is left to end."""
    for row in tx.deliveries.unfinished_of(enrollment.person_id):
        if row.enrollment_id == enrollment.enrollment_id and (
            row.state is not DeliveryState.ATTEMPTING
        ):
            tx.deliveries.save(
                replace(row, state=DeliveryState.CANCELLED, reason=reason, done_at=at.now),
            )


def go_on(turn: Turn, enrollment: Enrollment) -> Enrollment:
    """Let an enrollment run again; the next card hour is the first that counts.

    Its own live place is kept free by the caller: one running program a person.
    """
    wish = wish_of(turn)
    tx, at = turn.tx, turn.at
    enrollment = planning.settle(tx, enrollment, at)
    if enrollment.state is EnrollmentState.RUNNING:
        return enrollment
    enrollment, first_on = moving.first_date_back(wish, enrollment, at.now)
    running = replace(
        enrollment,
        state=EnrollmentState.RUNNING,
        reason=PauseReason.NONE,
        paused_until_on=None,
    )
    tx.enrollments.save(running)
    set_card_due(tx, running, wish)
    moving.take_up_day(tx, running, at)
    _log(tx, at, running, What.RESUMED, first_on)
    return running


class NoWishError(Exception):
    """Somebody is in a program without an hour and a place; the database is not whole."""


def wish_of(turn: Turn) -> Wish:
    """Give the person's wish, who has one once they are in a program."""
    if turn.person.wish is None:
        msg = f"person {turn.person.person_id} is in a program without a wish"
        raise NoWishError(msg)
    return turn.person.wish


def _log(tx: Tx, at: Moment, enrollment: Enrollment, what: What, new: str) -> None:
    tx.changes.add(
        Change(
            subject=SUBJECT,
            subject_id=enrollment.enrollment_id,
            actor_person_id=enrollment.person_id,
            at=at.now,
            what=what,
            new=new,
        ),
    )

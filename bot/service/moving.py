"""What a day becomes when an hour, a zone or a state moves under it."""

from dataclasses import replace

from bot.domain.delivery import GIVEN, Delivery, DeliveryKind, DeliveryState
from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import Enrollment, EnrollmentState
from bot.domain.schedule import (
    DayDue,
    card_at,
    day_closes_at,
    days_due,
    last_date_passed,
    next_card,
    reminder_at,
)
from bot.domain.wish import Wish
from bot.ports.store import Tx
from bot.service import runs
from bot.service.moment import Moment
from bot.service.nudges import later_slot
from bot.service.plan_rows import LANES, SUBJECT, Plan, plan_of, set_card_due


def move_wish(tx: Tx, enrollment: Enrollment, wish: Wish, at: Moment) -> Enrollment:
    """Go over to a new wish: dates whose new hour has passed count and are kept as moved.

    `settle` ran before by the old wish, and the person's row has the new one.
    """
    plan = plan_of(tx, enrollment, at)
    if enrollment.state is not EnrollmentState.RUNNING:
        if is_pause_over(enrollment, wish, at.now):
            tx.dues.drop(SUBJECT, enrollment.enrollment_id, DueWhat.CARD)
        elif enrollment.state is EnrollmentState.PAUSED and enrollment.paused_until_on:
            back_at = card_at(wish, enrollment.paused_until_on)
            tx.dues.put(Due(back_at, SUBJECT, enrollment.enrollment_id, DueWhat.CARD))
        return enrollment
    for day in days_due(wish, enrollment.on_date, enrollment.day_no, at.now):
        _close_day(plan)
        runs.close_before(tx, enrollment, day.day_no, at)
        if day.is_training and enrollment.session_no < plan.sessions:
            row = plan.row("card", DeliveryKind.SESSION, day, rule="training_day")
            tx.deliveries.plan(
                replace(
                    row,
                    args=(enrollment.session_no + 1,),
                    state=DeliveryState.CANCELLED,
                    reason="moved",
                ),
                LANES[DeliveryKind.SESSION],
            )
        enrollment = replace(enrollment, day_no=day.day_no, on_date=day.on)
    tx.enrollments.save(enrollment)
    set_card_due(tx, enrollment, wish)
    return enrollment


def is_pause_over(enrollment: Enrollment, wish: Wish, now: int) -> bool:
    """Tell whether a wish puts the end of a pause into the past: it has to go on at once then."""
    until_on = enrollment.paused_until_on
    is_paused = enrollment.state is EnrollmentState.PAUSED
    return is_paused and until_on is not None and card_at(wish, until_on) <= now


def _close_day(plan: Plan) -> None:
    """Keep what was still to come on a day that a moved wish has ended."""
    for due in plan.tx.dues.of(SUBJECT, plan.enrollment.enrollment_id):
        if due.what in (DueWhat.REMINDER, DueWhat.LATER):
            plan.tx.dues.drop(SUBJECT, due.subject_id, due.what)
            card = plan.tx.deliveries.at_slot(
                plan.enrollment.enrollment_id, plan.enrollment.day_no, "card"
            )
            if card is not None and card.state in GIVEN:
                _keep_moved(plan, card, due)


def _keep_moved(plan: Plan, card: Delivery, due: Due) -> None:
    is_reminder = due.what is DueWhat.REMINDER
    kind = DeliveryKind.REMINDER if is_reminder else DeliveryKind.LATER
    slot = "reminder" if is_reminder else later_slot(plan, card.day_no)
    day = DayDue(card.local_on, card.day_no, due.due_at, is_training=True)
    plan.tx.deliveries.plan(
        replace(
            plan.row(slot, kind, day, rule=kind.value),
            args=card.args,
            state=DeliveryState.CANCELLED,
            reason="moved",
        ),
        LANES[kind],
    )


def take_up_day(tx: Tx, enrollment: Enrollment, at: Moment) -> None:
    """Give a day back that a pause or a stop had excused, while it lasts."""
    plan = plan_of(tx, enrollment, at)
    card = tx.deliveries.at_slot(enrollment.enrollment_id, enrollment.day_no, "card")
    if card is None or card.state not in GIVEN:
        return
    if at.now >= day_closes_at(plan.wish, card.local_on):
        return
    runs.take_up(tx, enrollment)
    remind_at = reminder_at(plan.wish, card.local_on, card.due_at)
    reminder = tx.deliveries.at_slot(enrollment.enrollment_id, enrollment.day_no, "reminder")
    if remind_at is not None and remind_at > at.now and reminder is None:
        tx.dues.put(Due(remind_at, SUBJECT, enrollment.enrollment_id, DueWhat.REMINDER))


def first_date_back(wish: Wish, enrollment: Enrollment, now: int) -> tuple[Enrollment, str]:
    """Set an enrollment that goes on so that the next card hour is the first to count.

    Gives it with the date for the change log.
    """
    passed_on = max(last_date_passed(wish, now), enrollment.on_date)
    first_on, _ = next_card(wish, passed_on)
    return replace(enrollment, on_date=passed_on), first_on.isoformat()

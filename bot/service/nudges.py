"""Plans what comes beside the card of a day: the reminder, a card asked for later, the end."""

from dataclasses import replace

from bot.domain.delivery import GIVEN, UNFINISHED, DeliveryKind, DeliveryState
from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import EnrollmentState
from bot.domain.schedule import DayDue, card_late_until, quiet_starts_at
from bot.domain.wish import Wish
from bot.service import runs
from bot.service.plan_rows import SUBJECT, Plan

LATE_S = 2 * 3600  # how late a reminder, or a card asked for later, may come
JUST_SENT_S = 3600
AGAIN_S = 60  # a reminder whose card is still on its way looks again after this


def _nudge_until(wish: Wish, due: Due, closes_at: int) -> int:
    quiet_at = quiet_starts_at(wish, due.due_at)
    until = min(due.due_at + LATE_S, closes_at)
    return until if quiet_at is None else min(until, quiet_at)


def plan_reminder(plan: Plan, due: Due) -> None:
    """Plan the reminder of the day, or keep why none is needed."""
    tx, enrollment = plan.tx, plan.enrollment
    card = tx.deliveries.at_slot(enrollment.enrollment_id, enrollment.day_no, "card")
    if card is not None and card.state in UNFINISHED and plan.at.now <= card.late_until:
        tx.dues.put(replace(due, due_at=plan.at.now + AGAIN_S))
        return
    tx.dues.drop(SUBJECT, enrollment.enrollment_id, DueWhat.REMINDER)
    if card is None or card.state not in GIVEN or enrollment.state is not EnrollmentState.RUNNING:
        return
    closes_at = card_late_until(plan.wish, card.local_on, card.due_at)
    day = DayDue(card.local_on, card.day_no, due.due_at, is_training=True)
    row = replace(
        plan.row("reminder", DeliveryKind.REMINDER, day, rule="reminder"),
        late_until=_nudge_until(plan.wish, due, closes_at),
        args=card.args,
    )
    rows = tx.deliveries.of_day(enrollment.enrollment_id, card.day_no)
    is_later_set = any(
        row.what is DueWhat.LATER for row in tx.dues.of(SUBJECT, enrollment.enrollment_id)
    )
    is_later_out = any(
        given.kind is DeliveryKind.LATER and given.state in UNFINISHED for given in rows
    )
    if runs.open_matter(tx, enrollment, card.day_no) is None:
        row = replace(row, state=DeliveryState.CANCELLED, reason="answered")
    elif is_later_set or is_later_out:
        row = replace(row, state=DeliveryState.CANCELLED, reason="later")
    elif any(
        (given.done_at or 0) > due.due_at - JUST_SENT_S for given in rows if given.state in GIVEN
    ):
        row = replace(row, state=DeliveryState.CANCELLED, reason="just_sent")
    plan.keep(row)


def plan_later(plan: Plan, due: Due) -> None:
    """Plan the card again, at the hour that the person asked for."""
    tx, enrollment = plan.tx, plan.enrollment
    tx.dues.drop(SUBJECT, enrollment.enrollment_id, DueWhat.LATER)
    rows = tx.deliveries.of_day(enrollment.enrollment_id, enrollment.day_no)
    card = next((row for row in rows if row.slot == "card"), None)
    if card is None or enrollment.state is not EnrollmentState.RUNNING:
        return
    day = DayDue(card.local_on, card.day_no, due.due_at, is_training=True)
    row = replace(
        plan.row(later_slot(plan, card.day_no), DeliveryKind.LATER, day, rule="later"),
        args=card.args,
    )
    row = replace(row, late_until=min(row.late_until, due.due_at + LATE_S))
    if not runs.is_untouched(tx, enrollment, card.day_no):
        row = replace(row, state=DeliveryState.CANCELLED, reason="answered")
    plan.keep(row)


def plan_finish(plan: Plan, due: Due) -> None:
    """Plan the closing message, after the last morning question."""
    tx, enrollment = plan.tx, plan.enrollment
    tx.dues.drop(SUBJECT, enrollment.enrollment_id, DueWhat.FINISH)
    if enrollment.state is not EnrollmentState.RUNNING:
        return
    day = DayDue(enrollment.on_date, enrollment.day_no, due.due_at, is_training=False)
    plan.keep(plan.row("finish", DeliveryKind.FINISH, day, rule="closing"))


def later_slot(plan: Plan, day_no: int) -> str:
    """Give the slot of the next card that is asked for later on a day."""
    rows = plan.tx.deliveries.of_day(plan.enrollment.enrollment_id, day_no)
    return f"later{1 + sum(row.kind is DeliveryKind.LATER for row in rows)}"

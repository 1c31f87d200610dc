"""Turns due times into delivery rows and the next due times. Sending them is the outbox's.

What a day has, and why, is docs/discussion/days-and-deliveries.md.
"""

from dataclasses import replace

from bot.domain.change import Change, What
from bot.domain.days import ONE_DAY
from bot.domain.delivery import GIVEN, UNFINISHED, DeliveryKind, DeliveryState
from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import Enrollment, EnrollmentState, PauseReason
from bot.domain.ids import EnrollmentId
from bot.domain.schedule import LEAST_GAP_S, DayDue, card_at, days_due, reminder_at
from bot.domain.wish import Wish
from bot.ports.store import Tx
from bot.service import nudges, runs
from bot.service.moment import SCORES, Moment
from bot.service.plan_rows import SUBJECT, Plan, plan_of, set_card_due


def plan_one(tx: Tx, due: Due, at: Moment) -> None:
    """Plan what one due row asks for, and set when it is next to be looked at."""
    enrollment = tx.enrollments.get(EnrollmentId(due.subject_id))
    plan = plan_of(tx, enrollment, at)
    match due.what:
        case DueWhat.CARD:
            _plan_cards(plan)
        case DueWhat.REMINDER:
            nudges.plan_reminder(plan, due)
        case DueWhat.LATER:
            nudges.plan_later(plan, due)
        case DueWhat.FINISH:
            nudges.plan_finish(plan, due)
        case DueWhat.STEP:
            runs.turn_step(tx, enrollment, at)


def settle(tx: Tx, enrollment: Enrollment, at: Moment) -> Enrollment:
    """Plan all that is due of an enrollment by the wish as it stands, and give it back.

    Whatever changes a wish or a state calls this first, so that a late planner plans the same.
    """
    dues = tx.dues.of(SUBJECT, enrollment.enrollment_id)
    for due in sorted(dues, key=lambda due: due.due_at):
        if due.due_at > at.now or due.what is DueWhat.STEP:
            continue
        # The one before may have moved it: the card of a day sets when its reminder is due.
        if due in tx.dues.of(SUBJECT, enrollment.enrollment_id):
            plan_one(tx, due, at)
    return tx.enrollments.get(enrollment.enrollment_id)


def _plan_cards(plan: Plan) -> None:
    plan = _resumed(plan)
    enrollment = plan.enrollment
    if enrollment.state is not EnrollmentState.RUNNING:
        plan.tx.dues.drop(SUBJECT, enrollment.enrollment_id, DueWhat.CARD)
        return
    for day in days_due(plan.wish, enrollment.on_date, enrollment.day_no, plan.at.now):
        runs.close_before(plan.tx, plan.enrollment, day.day_no, plan.at)
        _plan_day(plan, day)
        plan = replace(
            plan,
            enrollment=replace(plan.enrollment, day_no=day.day_no, on_date=day.on),
        )
    plan.tx.enrollments.save(plan.enrollment)
    set_card_due(plan.tx, plan.enrollment, plan.wish)


def _resumed(plan: Plan) -> Plan:
    """End a pause whose date has come."""
    enrollment, until_on = plan.enrollment, plan.enrollment.paused_until_on
    if enrollment.state is not EnrollmentState.PAUSED or until_on is None:
        return plan
    back_at = card_at(plan.wish, until_on)
    if back_at > plan.at.now:
        plan.tx.dues.put(Due(back_at, SUBJECT, enrollment.enrollment_id, DueWhat.CARD))
        return plan
    enrollment = replace(
        enrollment,
        state=EnrollmentState.RUNNING,
        reason=PauseReason.NONE,
        paused_until_on=None,
        on_date=until_on - ONE_DAY,
    )
    plan.tx.changes.add(
        Change(
            subject=SUBJECT,
            subject_id=enrollment.enrollment_id,
            actor_person_id=None,
            at=back_at,
            what=What.RESUMED,
            new=until_on.isoformat(),
        ),
    )
    plan.tx.enrollments.save(enrollment)
    return replace(plan, enrollment=enrollment)


def _plan_day(plan: Plan, day: DayDue) -> None:
    is_closing = plan.enrollment.session_no >= plan.sessions
    if day.is_training and not is_closing:
        _plan_session(plan, day)
    elif _is_morning_owed(plan, day):
        plan.keep(plan.row("card", DeliveryKind.MORNING, day, rule="morning"))
        if is_closing:
            due_at = _finish_at(plan.wish, day)
            plan.tx.dues.put(
                Due(due_at, SUBJECT, plan.enrollment.enrollment_id, DueWhat.FINISH),
            )
    elif is_closing:
        plan.keep(plan.row("finish", DeliveryKind.FINISH, day, rule="closing"))


def _plan_session(plan: Plan, day: DayDue) -> None:
    row = replace(
        plan.row("card", DeliveryKind.SESSION, day, rule="training_day"),
        args=(plan.enrollment.session_no + 1,),
    )
    if _is_too_soon(plan, day.due_at):
        row = replace(row, state=DeliveryState.CANCELLED, reason="too_soon")
    kept = plan.keep(row)
    remind_at = reminder_at(plan.wish, day.on, day.due_at)
    if kept is not None and kept.state in UNFINISHED and remind_at is not None:
        plan.tx.dues.put(
            Due(remind_at, SUBJECT, plan.enrollment.enrollment_id, DueWhat.REMINDER),
        )


def _is_too_soon(plan: Plan, due_at: int) -> bool:
    cards = [
        row.due_at
        for row in plan.tx.deliveries.all_of(plan.enrollment.enrollment_id)
        if row.kind is DeliveryKind.SESSION and row.state in GIVEN | UNFINISHED
    ]
    return bool(cards) and due_at - max(cards) < LEAST_GAP_S


def _is_morning_owed(plan: Plan, day: DayDue) -> bool:
    run = plan.tx.runs.find(plan.enrollment.enrollment_id, day.day_no - 1)
    if run is None or not runs.asks_next_morning(run):
        return False
    return plan.tx.consents.active(plan.person.person_id, SCORES) is not None


def _finish_at(wish: Wish, day: DayDue) -> int:
    """Give the instant of the closing message after a morning question."""
    return reminder_at(replace(wish, reminders=True), day.on, day.due_at) or day.due_at

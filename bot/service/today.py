"""`/today`: the session of today as it stands, or what comes next."""

from dataclasses import replace

from bot.domain.action import Action
from bot.domain.change import What
from bot.domain.days import ONE_DAY
from bot.domain.delivery import GIVEN, Delivery, DeliveryKind, DeliveryState, NewDelivery
from bot.domain.enrollment import (
    Enrollment,
    EnrollmentState,
    RunState,
    SessionRun,
)
from bot.domain.message import Answer, Button, Place, Weight, card
from bot.domain.schedule import card_at, day_closes_at, today_of
from bot.service import cards, session_view, telling
from bot.service.moment import Turn
from bot.service.opening import caught_up, shown
from bot.service.plan_rows import LANES
from bot.service.scene import Scene, bare_scene, scene_of
from bot.service.standing import show_standing
from bot.service.table import Command, Verb

DAYS_A_WEEK = 7
FIRST_DATE = frozenset({What.ENROLLED, What.RESUMED})  # each names the first date that counts
MOVES = FIRST_DATE | {What.PAUSED, What.STOPPED}


def open_today(turn: Turn, _argument: str = "") -> Answer:
    """Show what there is to do now."""
    enrollment = turn.newest()
    if enrollment is None:
        return Answer(message=card(turn.say("today.nothing"), turn.say("today.begin")))
    if enrollment.state is not EnrollmentState.RUNNING:
        return show_standing(turn, enrollment)
    given = _given_today(turn, enrollment)
    if given is None:
        return _nothing_yet(turn, enrollment)
    scene = caught_up(scene_of(turn.tx, turn.at, given))
    if turn.tx.runs.find(enrollment.enrollment_id, scene.day_no) is not None:
        return Answer(message=session_view.draw(scene), live=given.delivery_id)
    if given.kind is DeliveryKind.MORNING and scene.owes_morning():
        return Answer(message=cards.morning_card(scene), live=given.delivery_id)
    return _nothing_yet(turn, enrollment)


def press_today(turn: Turn, _action: Action) -> Answer:
    """Show today's card in place of the message that asked for it."""
    return open_today(turn)


def instead_of(turn: Turn, refused: Answer) -> Answer:
    """Show today's card in place of one whose day is over, where there is one."""
    live = turn.live()
    if live is None or live.state is not EnrollmentState.RUNNING:
        return refused
    if _given_today(turn, live) is None:
        return refused
    return replace(open_today(turn), notice=turn.say("stale.newer"), place=Place.NEW)


def _given_today(turn: Turn, enrollment: Enrollment) -> Delivery | None:
    """Give the main card of the current day, while the day lasts."""
    rows = turn.tx.deliveries.of_day(enrollment.enrollment_id, enrollment.day_no)
    main = [row for row in rows if row.slot in ("card", "makeup") and row.state in GIVEN]
    if not main:
        return None
    wish = scene_of(turn.tx, turn.at, main[-1]).wish
    return main[-1] if turn.at.now < day_closes_at(wish, main[-1].local_on) else None


def _nothing_yet(turn: Turn, enrollment: Enrollment) -> Answer:
    scene = bare_scene(turn, enrollment)
    lines = telling.next_lines(scene)
    missed = _session_to_make_up(turn, scene)
    hurts = (Button(turn.say("button.hurts"), Action("hurts"), Weight.DANGER),)
    if missed is None:
        return Answer(message=card(turn.say("today.rest"), *lines, rows=(hurts,)))
    make_up = Button(
        turn.say("button.makeup"),
        Action("makeup", enrollment.enrollment_id, str(enrollment.day_no)),
        Weight.MAIN,
    )
    offer = turn.say("today.makeup", no=missed.session_no)
    return Answer(message=card(turn.say("today.rest"), *lines, offer, rows=((make_up,), hurts)))


def _session_to_make_up(turn: Turn, scene: Scene) -> SessionRun | None:
    """Give the last session if it was missed or skipped, on a rest day that may bear it."""
    enrollment, now = scene.enrollment, turn.at.now
    is_card_over = today_of(scene.wish, now) == enrollment.on_date
    if not is_card_over or enrollment.on_date.weekday() in scene.wish.weekdays:
        return None
    card_hour_at = card_at(scene.wish, enrollment.on_date)
    if card_hour_at > now or not _ran_at(turn, enrollment, card_hour_at):
        return None
    runs = turn.tx.runs.all_of(enrollment.enrollment_id)
    if not runs or runs[-1].state not in (RunState.MISSED, RunState.SKIPPED):
        return None
    if runs[-1].day_no == enrollment.day_no:
        return None
    week_ago = enrollment.on_date - DAYS_A_WEEK * ONE_DAY
    done = [
        run
        for run in runs
        if run.local_on > week_ago and run.state in (RunState.DONE, RunState.STOPPED)
    ]
    return runs[-1] if len(done) < scene.program.days_per_week.most else None


def _ran_at(turn: Turn, enrollment: Enrollment, card_hour_at: int) -> bool:
    """Tell whether an enrollment ran at the card hour of its date, so that the date is a day."""
    changes = turn.tx.changes.of_subject("enrollment", enrollment.enrollment_id)
    last = [change for change in changes if change.what in MOVES and change.at <= card_hour_at]
    if not last or last[-1].what not in FIRST_DATE:
        return False
    return last[-1].new <= enrollment.on_date.isoformat()


def press_makeup(turn: Turn, action: Action) -> Answer:
    """Give a missed session on a rest day; pressed twice, it is shown as it stands."""
    enrollment = turn.live()
    if (
        enrollment is None
        or enrollment.enrollment_id != action.target
        or str(enrollment.day_no) != action.argument
    ):
        return open_today(turn)
    missed = _session_to_make_up(turn, bare_scene(turn, enrollment))
    row = None if missed is None else _makeup_row(turn, enrollment, missed.session_no)
    if missed is None or row is None:
        return open_today(turn)
    scene = scene_of(turn.tx, turn.at, row)
    turn.tx.runs.save(replace(scene.provisional_run(missed.session_no), step_no=0))
    return shown(turn, scene)


def _makeup_row(turn: Turn, enrollment: Enrollment, session_no: int) -> Delivery | None:
    """Keep the row of a session that was asked for: sent at once, as an answer."""
    now = turn.at.now
    row = turn.tx.deliveries.plan(
        NewDelivery(
            enrollment_id=enrollment.enrollment_id,
            person_id=enrollment.person_id,
            day_no=enrollment.day_no,
            slot="makeup",
            kind=DeliveryKind.MAKEUP,
            address=turn.account.address,
            local_on=enrollment.on_date,
            due_at=now,
            late_until=now,
            args=(session_no,),
            rule="makeup",
            state=DeliveryState.SENT,
            reason="asked",
        ),
        LANES[DeliveryKind.MAKEUP],
    )
    if row is None:
        return None
    ended = replace(row, done_at=now, message_ref=turn.pressed_ref)
    turn.tx.deliveries.save(ended)
    return ended


COMMANDS = (Command(name="today", handler=open_today),)
VERBS = (
    Verb(name="today", handler=press_today),
    Verb(name="makeup", handler=press_makeup),
)

"""One session of one person as it is drawn: the facts that its views share."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.action import Action
from bot.domain.days import local_time, minute_of_day
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.enrollment import CheckIn, CheckInKind, Enrollment, RunState, SessionRun
from bot.domain.ids import DeliveryId
from bot.domain.message import Button, Weight
from bot.domain.program import Program
from bot.domain.schedule import Ahead, days_ahead, next_sends
from bot.domain.session_plan import FormFlag, SessionPlan, form_from_text, form_to_text
from bot.domain.wish import Wish
from bot.ports.store import Tx
from bot.ports.words import Words
from bot.service import runs
from bot.service.moment import SCORES, Moment, Turn

AWAY = timedelta(days=7)
ONE_QUESTION_BEFORE_MIN = 11 * 60  # until then one score serves as morning and as before


class NoRunError(Exception):
    """A session card without its session; the database is not whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is needed to draw anything about one day of one enrollment."""

    tx: Tx
    at: Moment
    enrollment: Enrollment
    wish: Wish
    delivery_id: DeliveryId
    day_no: int
    local_on: date
    session_no: int = 0  # of a card that is not out yet; 0: the day's session is kept

    @property
    def say(self) -> Words:
        """Give the words."""
        return self.at.words

    @property
    def program(self) -> Program:
        """Give the program version that the person is in."""
        return self.at.catalog.version(self.enrollment.version_id).program

    def run(self) -> SessionRun:
        """Give the session of the day; the one to be, while its card is not out yet."""
        found = self.tx.runs.find(self.enrollment.enrollment_id, self.day_no)
        if found is not None and found.state is RunState.OPEN:
            level, softness = self.enrollment.level, self.enrollment.softness
            return replace(found, level=level, softness=softness)
        if found is None and self.session_no:
            return self.provisional_run(self.session_no)
        if found is None:
            msg = f"enrollment {self.enrollment.enrollment_id} has no session on day {self.day_no}"
            raise NoRunError(msg)
        return found

    def is_back(self) -> bool:
        """Tell whether the last session begun is a week ago or more."""
        begun = [
            run.local_on
            for run in self.tx.runs.all_of(self.enrollment.enrollment_id)
            if run.day_no < self.day_no and run.started_at is not None
        ]
        return bool(begun) and self.local_on - max(begun) >= AWAY

    def provisional_run(self, session_no: int) -> SessionRun:
        """Make the open session of the day, as it would be given now; short after a week away."""
        form = form_from_text(self.enrollment.form)
        if self.is_back():
            form |= {FormFlag.SHORT}
        return SessionRun(
            enrollment_id=self.enrollment.enrollment_id,
            day_no=self.day_no,
            session_no=session_no,
            local_on=self.local_on,
            form=form_to_text(form),
            level=self.enrollment.level,
            softness=self.enrollment.softness,
            state=RunState.OPEN,
            step_no=runs.ASKS_BEFORE,
            step_ends_at=None,
            step_left_s=None,
            reason="",
            started_at=None,
            ended_at=None,
        )

    def plan(self) -> SessionPlan:
        """Give the plan of the day's session."""
        return runs.plan_of(self.at, self.enrollment, self.run())

    def has_scores(self) -> bool:
        """Tell whether pain is asked at all."""
        return self.tx.consents.active(self.enrollment.person_id, SCORES) is not None

    def score(self, kind: CheckInKind) -> int | None:
        """Give the score that stands; the morning's belongs to the session of the day before."""
        found = self._check_in(kind)
        return None if found is None else found.score

    def _check_in(self, kind: CheckInKind) -> CheckIn | None:
        day_no = self.day_no - 1 if kind is CheckInKind.MORNING else self.day_no
        return self.tx.check_ins.current(self.enrollment.enrollment_id, day_no, kind)

    def owes_morning(self) -> bool:
        """Tell whether a morning score of the session of the day before is missing."""
        run = self.tx.runs.find(self.enrollment.enrollment_id, self.day_no - 1)
        if run is None or not runs.asks_next_morning(run) or not self.has_scores():
            return False
        return self.score(CheckInKind.MORNING) is None

    def is_one_question(self) -> bool:
        """Tell whether one score serves as morning and as before: it was asked early enough."""
        run = self.tx.runs.find(self.enrollment.enrollment_id, self.day_no)
        asked_at = self.at.now if run is None or run.started_at is None else run.started_at
        is_early = minute_of_day(self.wish.zone, asked_at) < ONE_QUESTION_BEFORE_MIN
        return is_early and (self.owes_morning() or self._is_one_answer())

    def ended_by_before(self, run: SessionRun) -> bool:
        """Tell whether the score before is what ended a session, before its first step."""
        before = self._check_in(CheckInKind.BEFORE)
        is_at_question = run.step_no <= runs.ASKS_BEFORE
        return is_at_question and before is not None and before.answered_at == run.ended_at

    def _is_one_answer(self) -> bool:
        """Tell whether the scores that stand for morning and before are one answer."""
        before = self._check_in(CheckInKind.BEFORE)
        morning = self._check_in(CheckInKind.MORNING)
        return before is not None and morning is not None and _one_answer(before, morning)

    def local(self) -> datetime:
        """Give the person's wall clock."""
        return local_time(self.wish.zone, self.at.now)

    def next_days(self) -> tuple[Ahead, ...]:
        """Give the next three days on which something comes."""
        enrollment = self.enrollment
        today = self.tx.runs.find(enrollment.enrollment_id, enrollment.day_no)
        ahead = days_ahead(
            self.wish,
            enrollment.on_date,
            enrollment.session_no,
            len(self.program.sessions),
        )
        return next_sends(
            ahead,
            asks_morning=self.has_scores(),
            after_session=today is not None and runs.asks_next_morning(today),
        )

    def button(self, key: str, verb: str, argument: str = "") -> Button:
        """Make a button of this day's card."""
        return Button(self.say(f"button.{key}"), Action(verb, self.delivery_id, argument))

    def main(self, key: str, verb: str, argument: str = "") -> Button:
        """Make the one main button of this day's card."""
        label = self.say(f"button.{key}")
        return Button(label, Action(verb, self.delivery_id, argument), Weight.MAIN)

    def danger(self, key: str, verb: str, argument: str = "") -> Button:
        """Make a button that stops something."""
        label = self.say(f"button.{key}")
        return Button(label, Action(verb, self.delivery_id, argument), Weight.DANGER)


def _one_answer(before: CheckIn, morning: CheckIn) -> bool:
    return (before.answered_at, before.score) == (morning.answered_at, morning.score)


def scene_of(tx: Tx, at: Moment, delivery: Delivery) -> Scene:
    """Set the scene of a delivery's day."""
    enrollment = tx.enrollments.get(delivery.enrollment_id)
    wish = tx.people.person(delivery.person_id).wish
    if wish is None:
        msg = f"enrollment {enrollment.enrollment_id} has no wish"
        raise NoRunError(msg)
    return Scene(
        tx=tx,
        at=at,
        enrollment=enrollment,
        wish=wish,
        delivery_id=delivery.delivery_id,
        day_no=delivery.day_no,
        local_on=delivery.local_on,
        session_no=delivery.args[0] if delivery.args else 0,
    )


def bare_scene(turn: Turn, enrollment: Enrollment) -> Scene:
    """Set the scene of an enrollment's current day, with no card in hand."""
    wish = turn.person.wish
    if wish is None:
        msg = f"enrollment {enrollment.enrollment_id} has no wish"
        raise NoRunError(msg)
    return Scene(
        tx=turn.tx,
        at=turn.at,
        enrollment=enrollment,
        wish=wish,
        delivery_id=DeliveryId(0),
        day_no=enrollment.day_no,
        local_on=enrollment.on_date,
    )


def missed_by_us(scene: Scene) -> tuple[Delivery, ...]:
    """Give the session cards that never went out since the last one that did, oldest first."""
    missed: list[Delivery] = []
    for row in scene.tx.deliveries.all_of(scene.enrollment.enrollment_id):
        if row.day_no >= scene.day_no or row.slot != "card":
            continue
        if row.state is DeliveryState.SENT:
            missed.clear()
        elif row.state is DeliveryState.EXPIRED and row.reason == "downtime":
            missed.append(row)
    return tuple(missed)

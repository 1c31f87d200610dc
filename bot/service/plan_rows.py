"""Whom a planning is about, and the rows it keeps; every planner starts here."""

from dataclasses import dataclass, replace

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState, NewDelivery
from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import Enrollment
from bot.domain.person import Account, Person
from bot.domain.schedule import DayDue, card_late_until, next_card
from bot.domain.wish import Wish
from bot.ports.store import Tx
from bot.service.moment import Moment

SUBJECT = "enrollment"
LANES = {
    DeliveryKind.SESSION: 0,
    DeliveryKind.LATER: 0,
    DeliveryKind.FINISH: 0,
    DeliveryKind.MAKEUP: 0,
    DeliveryKind.MORNING: 1,
    DeliveryKind.REMINDER: 1,
}


class NoWishError(Exception):
    """An enrollment's person has no hour or no account; the database is not whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Whom and what a planning is about."""

    tx: Tx
    at: Moment
    person: Person
    account: Account
    wish: Wish
    enrollment: Enrollment

    @property
    def sessions(self) -> int:
        """How many sessions the program has."""
        version = self.at.catalog.version(self.enrollment.version_id)
        return len(version.program.sessions)

    def row(self, slot: str, kind: DeliveryKind, day: DayDue, *, rule: str) -> NewDelivery:
        """Make a row of a day, due at the day's instant and late until quiet hours."""
        return NewDelivery(
            enrollment_id=self.enrollment.enrollment_id,
            person_id=self.person.person_id,
            day_no=day.day_no,
            slot=slot,
            kind=kind,
            address=self.account.address,
            local_on=day.on,
            due_at=day.due_at,
            late_until=card_late_until(self.wish, day.on, day.due_at),
            args=(),
            rule=rule,
        )

    def keep(self, row: NewDelivery) -> Delivery | None:
        """Keep a row; one whose time has passed is kept as expired."""
        if row.state is DeliveryState.PLANNED and self.at.now > row.late_until:
            row = replace(row, state=DeliveryState.EXPIRED, reason="downtime")
        return self.tx.deliveries.plan(row, LANES[row.kind])


def plan_of(tx: Tx, enrollment: Enrollment, at: Moment) -> Plan:
    """Set up the planning of an enrollment.

    Raises:
        NoWishError: if its person has no hour or no account.
    """
    person = tx.people.person(enrollment.person_id)
    account = tx.people.account_of(enrollment.person_id)
    if person.wish is None or account is None:
        msg = f"enrollment {enrollment.enrollment_id} has nobody to write to"
        raise NoWishError(msg)
    return Plan(
        tx=tx,
        at=at,
        person=person,
        account=account,
        wish=person.wish,
        enrollment=enrollment,
    )


def set_card_due(tx: Tx, enrollment: Enrollment, wish: Wish) -> None:
    """Set the next card hour of a running enrollment."""
    _, due_at = next_card(wish, enrollment.on_date)
    tx.dues.put(Due(due_at, SUBJECT, enrollment.enrollment_id, DueWhat.CARD))

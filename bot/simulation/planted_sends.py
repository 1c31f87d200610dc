"""Planted faults of sending: each maker is given the real function and gives a faulty one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.days import local_time
from bot.domain.delivery import Delivery, DeliveryKind, NewDelivery, Sent
from bot.domain.wish import Wish
from bot.ports.store import Tx
from bot.service.moment import Moment
from bot.service.plan_rows import LANES, Plan

HOUR_S, DAY_S = 3600, 86_400
BEYOND_WINDOW_S = 600
Real = Callable[..., Any]


def put_back_blindly(_real: Real) -> Callable[[Tx, Delivery, Moment], None]:
    """Send again whatever may have arrived, as often as it takes."""

    def unclear(tx: Tx, delivery: Delivery, at: Moment) -> None:
        tx.deliveries.put_back(delivery, at.now)

    return unclear


def put_back_late(real: Real) -> Callable[[Tx, Delivery, Moment], None]:
    """Send again only when no platform remembers the first send any more."""

    def unclear(tx: Tx, delivery: Delivery, at: Moment) -> None:
        if delivery.kind is DeliveryKind.SESSION and delivery.attempts == 1:
            tx.deliveries.put_back(delivery, at.now + BEYOND_WINDOW_S)
        else:
            real(tx, delivery, at)

    return unclear


def send_twice_in_the_doubled_hour(real: Real) -> Callable[[Tx, Delivery, Sent, Moment], Delivery]:
    """Send at the wished hour, and again when the clock shows that hour a second time."""

    def take_as_sent(tx: Tx, delivery: Delivery, sent: Sent, at: Moment) -> Delivery:
        wish = tx.people.person(delivery.person_id).wish
        if wish is None or delivery.attempts > 1 or not _comes_again(wish.zone, delivery.due_at):
            ended: Delivery = real(tx, delivery, sent, at)
            return ended
        tx.deliveries.put_back(delivery, delivery.due_at + HOUR_S)
        return tx.deliveries.get(delivery.delivery_id)

    return take_as_sent


def _comes_again(zone: str, at: int) -> bool:
    walls = [local_time(zone, instant).replace(tzinfo=None) for instant in (at, at + HOUR_S)]
    return walls[0] == walls[1]


def plan_without_end(_real: Real) -> Callable[[Plan, NewDelivery], Delivery | None]:
    """Keep every message of the days away, and never let one get too late."""

    def keep(plan: Plan, row: NewDelivery) -> Delivery | None:
        endless = replace(row, late_until=row.late_until + 7 * DAY_S)
        return plan.tx.deliveries.plan(endless, LANES[row.kind])

    return keep


def stay_up_at_night(_real: Real) -> Callable[[Wish, date, int], int]:
    """Let a card be late through the night."""
    return lambda _wish, _on, due_at: due_at + DAY_S

"""Keeps the outbox, and the queue of what in it is unfinished."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.address import ChatAddress, Platform
from bot.domain.delivery import (
    UNFINISHED,
    Delivery,
    DeliveryKind,
    DeliveryState,
    NewDelivery,
)
from bot.domain.ids import DeliveryId, EnrollmentId, PersonId
from storage.dates import text_of_date
from storage.sql import Row, Sql

# The table can hold deliveries of clubs too; those of an enrollment are all there are now.
ENROLLMENT = "enrollment"


class SqlDeliveries:
    """Fulfils `Deliveries`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def plan(self, new: NewDelivery, lane: int) -> Delivery | None:
        """Keep an occurrence, and queue it where it is still to be sent.

        None where this enrollment has one in that slot of that day already.
        """
        row = self._sql.one(
            "delivery_plan",
            subject=ENROLLMENT,
            subject_id=new.enrollment_id,
            day_no=new.day_no,
            slot=new.slot,
            kind=new.kind,
            person_id=new.person_id,
            platform=new.address.platform,
            chat_ref=new.address.chat_ref,
            thread_ref=new.address.thread_ref,
            local_on=text_of_date(new.local_on),
            due_at=new.due_at,
            late_until=new.late_until,
            state=new.state,
            reason=new.reason,
            args=",".join(map(str, new.args)),
            rule=new.rule,
        )
        if row is None:
            return None
        delivery = _delivery(row)
        if delivery.state in UNFINISHED:
            self._queue(delivery, lane, delivery.due_at)
        return delivery

    def get(self, delivery_id: DeliveryId) -> Delivery:
        """Give a delivery.

        Raises:
            LookupError: if there is none of this id.
        """
        found = self.find(delivery_id)
        if found is None:
            msg = f"there is no delivery {delivery_id}"
            raise LookupError(msg)
        return found

    def find(self, delivery_id: DeliveryId) -> Delivery | None:
        """Give a delivery, if it is there."""
        return self._sql.found("delivery_by_id", _delivery, delivery_id=delivery_id)

    def at_slot(self, enrollment_id: EnrollmentId, day_no: int, slot: str) -> Delivery | None:
        """Give the delivery in a slot of a day."""
        return self._sql.found(
            "delivery_at_slot",
            _delivery,
            subject=ENROLLMENT,
            subject_id=enrollment_id,
            day_no=day_no,
            slot=slot,
        )

    def of_day(self, enrollment_id: EnrollmentId, day_no: int) -> Sequence[Delivery]:
        """Give the deliveries of a day by id."""
        return self._sql.found_all(
            "deliveries_of_day",
            _delivery,
            subject=ENROLLMENT,
            subject_id=enrollment_id,
            day_no=day_no,
        )

    def all_of(self, enrollment_id: EnrollmentId) -> Sequence[Delivery]:
        """Give all deliveries by day and id."""
        return self._sql.found_all(
            "deliveries_of", _delivery, subject=ENROLLMENT, subject_id=enrollment_id
        )

    def last_sent(self, person_id: PersonId) -> Delivery | None:
        """Give what was sent to a person last."""
        return self._sql.found("delivery_last_sent", _delivery, person_id=person_id)

    def by_message(self, platform: Platform, message_ref: str) -> Delivery | None:
        """Give the delivery that a message is."""
        return self._sql.found(
            "delivery_by_message", _delivery, platform=platform, message_ref=message_ref
        )

    def unfinished_of(self, person_id: PersonId) -> Sequence[Delivery]:
        """Give what is not yet sent to a person nor given up, by id."""
        return self._sql.found_all("deliveries_unfinished_of", _delivery, person_id=person_id)

    def claim(
        self, platform: Platform, owner: str, now: int, lease: tuple[int, int], limit: int
    ) -> Sequence[Delivery]:
        """Take planned rows whose time has come, in order of lane and time.

        `lease` is (real instant now, real instant until): a row is given to nobody else
        before its lease has ended. Rows come back in state claimed.
        """
        real_now, until = lease
        rows: list[Row] = []
        for _, lane in self._lanes(platform):
            rows += self._sql.many(
                "queue_ready",
                platform=platform,
                lane=lane,
                now=now,
                real_now=real_now,
                limit=limit - len(rows),
            )
            if len(rows) >= limit:
                break
        if not rows:
            return []
        self._sql.run_each(
            "queue_lease",
            [{"delivery_id": row["delivery_id"], "owner": owner, "until": until} for row in rows],
        )
        self._sql.run_each(
            "delivery_mark_claimed", [{"delivery_id": row["delivery_id"]} for row in rows]
        )
        return [replace(_delivery(row), state=DeliveryState.CLAIMED) for row in rows]

    def save(self, delivery: Delivery) -> None:
        """Keep state, reason, attempts, first attempt, message and end of a row.

        A finished row leaves the queue.

        Raises:
            LookupError: if there is no such delivery.
        """
        self._sql.run_on_one(
            "delivery_save",
            delivery_id=delivery.delivery_id,
            state=delivery.state,
            reason=delivery.reason,
            attempts=delivery.attempts,
            first_attempt_at=delivery.first_attempt_at,
            message_ref=delivery.message_ref,
            done_at=delivery.done_at,
        )
        if delivery.state not in UNFINISHED:
            self._sql.run("queue_remove", delivery_id=delivery.delivery_id)

    def put_back(self, delivery: Delivery, not_before: int) -> None:
        """Queue a row again as planned, not before an instant, owned by nobody.

        One that had left the queue comes back in the first lane.
        """
        self.save(replace(delivery, state=DeliveryState.PLANNED, done_at=None))
        moved = self._sql.run(
            "queue_put_back", delivery_id=delivery.delivery_id, not_before=not_before
        )
        if not moved:
            self._queue(delivery, 0, not_before)

    def unowned(self, owner: str) -> Sequence[Delivery]:
        """Give claimed and attempting rows of other owners: of processes that are dead."""
        return [_delivery(row) for row in self._sql.many("queue_unowned", owner=owner)]

    def next_at(self, platform: Platform | None = None) -> int | None:
        """Give the earliest instant at which an unclaimed row may be sent, on one platform or any."""
        times = [
            self._sql.value("queue_next_at", platform=of, lane=lane)
            for of, lane in self._lanes(platform)
        ]
        return min((time for time in times if time is not None), default=None)

    def _lanes(self, platform: Platform | None) -> Iterator[tuple[str, int]]:
        """Give the lanes that hold anything, of one platform or of all."""
        # Asked one by one: each is one step down the key, however many rows a lane holds.
        last: tuple[str, int] = ("" if platform is None else platform, -1)
        while True:
            row = self._sql.one("queue_next_lane", platform=last[0], lane=last[1])
            if row is None or (platform is not None and row["platform"] != platform):
                return
            last = row["platform"], row["lane"]
            yield last

    def _queue(self, delivery: Delivery, lane: int, not_before: int) -> None:
        self._sql.run_on_one(
            "queue_add",
            platform=delivery.address.platform,
            lane=lane,
            not_before=not_before,
            delivery_id=delivery.delivery_id,
        )


def _delivery(row: Row) -> Delivery:
    args: str = row["args"]
    return Delivery(
        delivery_id=DeliveryId(row["delivery_id"]),
        enrollment_id=EnrollmentId(row["subject_id"]),
        person_id=PersonId(row["person_id"]),
        day_no=row["day_no"],
        slot=row["slot"],
        kind=DeliveryKind(row["kind"]),
        address=ChatAddress(Platform(row["platform"]), row["chat_ref"], row["thread_ref"]),
        local_on=date.fromisoformat(row["local_on"]),
        due_at=row["due_at"],
        late_until=row["late_until"],
        state=DeliveryState(row["state"]),
        reason=row["reason"],
        attempts=row["attempts"],
        first_attempt_at=row["first_attempt_at"],
        args=tuple(int(number) for number in args.split(",")) if args else (),
        rule=row["rule"],
        message_ref=row["message_ref"],
        done_at=row["done_at"],
    )

"""The outbox and its queue: once, in order, and to one owner at a time."""

from dataclasses import replace

import pytest

from bot.domain.address import ChatAddress, Platform
from bot.domain.delivery import DeliveryState
from bot.domain.enrollment import Enrollment
from bot.domain.ids import DeliveryId
from bot.ports.store import Tx
from storage.sqlite.runner import SqliteRunner
from tests.fakes.rows import an_occurrence, kept_delivery, kept_enrollment, kept_person

HERE = Platform.TERMINAL
LEASE = (10_000, 10_060)
LATER = (10_060, 10_120)


def subscribed(tx: Tx) -> Enrollment:
    return kept_enrollment(tx, kept_person(tx).person_id)


def test_an_occurrence_comes_back_as_planned(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        enrollment = subscribed(tx)
        address = ChatAddress(HERE, "chat-1", "thread-1")
        for number, args in enumerate([(), (0,), (3, 14, 15)]):
            new = an_occurrence(enrollment, address=address, args=args, day_no=number)
            delivery = tx.deliveries.plan(new, 1)
            assert delivery is not None
            assert tx.deliveries.get(delivery.delivery_id) == delivery
            for field in new.__dataclass_fields__:
                assert getattr(delivery, field) == getattr(new, field)
            assert (delivery.attempts, delivery.first_attempt_at) == (0, None)
            assert (delivery.message_ref, delivery.done_at) == (None, None)

    runner.run(steps)


def test_a_slot_of_a_day_is_planned_once(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        enrollment = subscribed(tx)
        card = kept_delivery(tx, enrollment)
        assert tx.deliveries.plan(an_occurrence(enrollment, due_at=1_500), 1) is None
        reminder = kept_delivery(tx, enrollment, slot="reminder")
        tomorrow = kept_delivery(tx, enrollment, day_no=2)
        enrollment_id = enrollment.enrollment_id
        assert tx.deliveries.at_slot(enrollment_id, 1, "card") == card
        assert tx.deliveries.at_slot(enrollment_id, 1, "finish") is None
        assert tx.deliveries.of_day(enrollment_id, 1) == [card, reminder]
        assert tx.deliveries.all_of(enrollment_id) == [card, reminder, tomorrow]
        assert len(tx.deliveries.claim(HERE, "me", 9_999, LEASE, 10)) == 3

    runner.run(steps)


def test_an_occurrence_planned_as_expired_is_never_claimed(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        expired = kept_delivery(tx, subscribed(tx), state=DeliveryState.EXPIRED, reason="downtime")
        assert (expired.state, expired.reason) == (DeliveryState.EXPIRED, "downtime")
        assert tx.deliveries.next_at() is None
        assert tx.deliveries.claim(HERE, "me", 9_999, LEASE, 10) == []

    runner.run(steps)


def test_a_claim_goes_by_lane_and_then_by_time_up_to_its_limit(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        enrollment = subscribed(tx)
        planned = [(5, 100), (2, 210), (0, 400), (5, 50), (0, 300), (2, 200), (0, 9_000)]
        ids = {
            (lane, due_at): kept_delivery(
                tx, enrollment, lane, day_no=number, due_at=due_at
            ).delivery_id
            for number, (lane, due_at) in enumerate(planned)
        }
        first = tx.deliveries.claim(HERE, "me", 1_000, LEASE, 3)
        second = tx.deliveries.claim(HERE, "me", 1_000, LEASE, 3)
        order = [(0, 300), (0, 400), (2, 200), (2, 210), (5, 50), (5, 100)]
        assert (len(first), len(second)) == (3, 3)
        assert [delivery.delivery_id for delivery in [*first, *second]] == [ids[k] for k in order]
        assert {delivery.state for delivery in first} == {DeliveryState.CLAIMED}
        assert tx.deliveries.get(ids[0, 300]).state is DeliveryState.CLAIMED
        assert tx.deliveries.next_at() == 9_000

    runner.run(steps)


def test_each_platform_claims_its_own(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        enrollment = subscribed(tx)
        kept_delivery(tx, enrollment, due_at=700)
        other = kept_delivery(
            tx, enrollment, day_no=2, due_at=600, address=ChatAddress(Platform.DISCORD, "c")
        )
        assert tx.deliveries.next_at() == 600
        claimed = tx.deliveries.claim(Platform.DISCORD, "me", 1_000, LEASE, 9)
        assert [delivery.delivery_id for delivery in claimed] == [other.delivery_id]
        assert tx.deliveries.next_at() == 700

    runner.run(steps)


def test_a_claimed_row_is_nobody_elses_until_its_lease_ends(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        kept_delivery(tx, subscribed(tx))
        [mine] = tx.deliveries.claim(HERE, "me", 1_000, LEASE, 9)
        assert tx.deliveries.claim(HERE, "you", 1_000, (10_059, 10_119), 9) == []
        assert tx.deliveries.claim(HERE, "you", 1_000, LATER, 9) == [mine]
        assert tx.deliveries.claim(HERE, "me", 1_000, LATER, 9) == []

    runner.run(steps)


def test_an_attempting_row_is_never_claimed_again(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        kept_delivery(tx, subscribed(tx))
        [mine] = tx.deliveries.claim(HERE, "me", 1_000, LEASE, 9)
        tx.deliveries.save(replace(mine, state=DeliveryState.ATTEMPTING, attempts=1))
        assert tx.deliveries.claim(HERE, "you", 1_000, (99_999, 99_999), 9) == []

    runner.run(steps)


@pytest.mark.parametrize(
    "state", sorted(set(DeliveryState) - {"planned", "claimed", "attempting"})
)
def test_a_finished_row_leaves_the_queue(runner: SqliteRunner, state: DeliveryState) -> None:
    def steps(tx: Tx) -> None:
        enrollment = subscribed(tx)
        delivery = kept_delivery(tx, enrollment)
        assert tx.deliveries.unfinished_of(enrollment.person_id) == [delivery]
        done = replace(
            delivery,
            state=state,
            reason="why",
            attempts=2,
            first_attempt_at=1_001,
            message_ref="m-1",
            done_at=1_002,
        )
        tx.deliveries.save(done)
        assert tx.deliveries.get(delivery.delivery_id) == done
        assert tx.deliveries.unfinished_of(enrollment.person_id) == []
        assert tx.deliveries.next_at() is None
        assert tx.deliveries.claim(HERE, "me", 9_999, (99_999, 99_999), 9) == []

    runner.run(steps)


def test_a_row_put_back_waits_for_its_time_in_its_lane(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        enrollment = subscribed(tx)
        kept_delivery(tx, enrollment, lane=2)
        other = kept_delivery(tx, enrollment, lane=1, day_no=2, due_at=1_200)
        [mine] = tx.deliveries.claim(HERE, "me", 1_000, LEASE, 9)
        attempted = replace(
            mine, state=DeliveryState.ATTEMPTING, attempts=1, first_attempt_at=1_000
        )
        tx.deliveries.save(attempted)
        tx.deliveries.put_back(replace(attempted, reason="busy"), 1_100)
        waiting = replace(attempted, state=DeliveryState.PLANNED, reason="busy")
        assert tx.deliveries.get(mine.delivery_id) == waiting
        assert tx.deliveries.next_at() == 1_100
        assert tx.deliveries.claim(HERE, "me", 1_099, LEASE, 9) == []
        claimed = tx.deliveries.claim(HERE, "me", 1_200, LEASE, 9)
        assert [delivery.delivery_id for delivery in claimed] == [
            other.delivery_id,
            mine.delivery_id,
        ]

    runner.run(steps)


def test_a_finished_row_can_be_put_back_and_comes_first(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        enrollment = subscribed(tx)
        kept_delivery(tx, enrollment, lane=1, day_no=2)
        delivery = kept_delivery(tx, enrollment, lane=1, due_at=1_001)
        unknown = replace(delivery, state=DeliveryState.UNKNOWN, done_at=1_002)
        tx.deliveries.save(unknown)
        tx.deliveries.put_back(unknown, 1_050)
        claimed = tx.deliveries.claim(HERE, "me", 1_050, LEASE, 1)
        assert claimed == [replace(delivery, state=DeliveryState.CLAIMED)]

    runner.run(steps)


def test_rows_of_dead_owners_are_told(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        enrollment = subscribed(tx)
        for number in range(4):
            kept_delivery(tx, enrollment, day_no=number, due_at=number)
        one, two = tx.deliveries.claim(HERE, "dead", 1, LEASE, 2)
        tx.deliveries.claim(HERE, "me", 2, LEASE, 1)
        attempting = replace(two, state=DeliveryState.ATTEMPTING)
        tx.deliveries.save(attempting)
        assert tx.deliveries.unowned("me") == [one, attempting]
        tx.deliveries.put_back(one, 5)
        assert tx.deliveries.unowned("me") == [attempting]

    runner.run(steps)


def test_the_last_message_sent_and_the_one_replied_to_are_found(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        enrollment = subscribed(tx)
        assert tx.deliveries.last_sent(enrollment.person_id) is None
        rows = [kept_delivery(tx, enrollment, day_no=number) for number in range(3)]
        late, soon = (
            replace(row, state=DeliveryState.SENT, message_ref=ref, done_at=done_at)
            for row, ref, done_at in zip(rows, ["m-1", "m-2"], [2_000, 1_500], strict=False)
        )
        tx.deliveries.save(late)
        tx.deliveries.save(soon)
        assert tx.deliveries.last_sent(enrollment.person_id) == late
        assert tx.deliveries.by_message(HERE, "m-2") == soon
        assert tx.deliveries.by_message(Platform.TELEGRAM, "m-2") is None
        assert tx.deliveries.by_message(HERE, "m-3") is None

    runner.run(steps)


def test_a_delivery_that_is_not_there_is_told_by_lookup_error(runner: SqliteRunner) -> None:
    def steps(tx: Tx) -> None:
        delivery = kept_delivery(tx, subscribed(tx))
        gone = replace(delivery, delivery_id=DeliveryId(9))
        assert tx.deliveries.find(DeliveryId(9)) is None
        with pytest.raises(LookupError, match="delivery 9"):
            tx.deliveries.get(DeliveryId(9))
        with pytest.raises(LookupError):
            tx.deliveries.save(gone)
        with pytest.raises(LookupError):
            tx.deliveries.put_back(gone, 1)

    runner.run(steps)

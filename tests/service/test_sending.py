"""How a message ends: sent, tried again, unclear, refused, or called back in time."""

from datetime import date, timedelta

from bot.domain.delivery import (
    Delivery,
    DeliveryState,
    Rejected,
    RetryLater,
    SendOutcome,
    Sent,
    Unknown,
    Unreachable,
)
from bot.domain.enrollment import PauseReason
from bot.ports.store import Tx
from bot.service import outbox
from bot.service.due_work import plan_due
from bot.service.moment import Moment
from storage.sqlite.runner import SqliteRunner
from tests.service.desk import FIRST_ON
from tests.service.life import Life

MON, TUE, WED, THU, FRI, SAT, SUN = (FIRST_ON + timedelta(days=n) for n in range(7))


def _states(life: Life, slot: str) -> list[tuple[date, str, str]]:
    return [(row.local_on, row.state.value, row.reason) for row in life.rows(slot)]


def test_nothing_starts_after_a_stop(life: Life) -> None:
    life.desk.now = life.at(MON, 7, 30)
    at = life.desk.moment()
    life.desk.run(lambda tx: _plan(tx, at))
    claimed = life.claim()
    life.command("stop")
    for item in claimed:
        life.send(item)
    assert life.sent == []
    assert _states(life, "card") == [(MON, "cancelled", "stopped")]


def _plan(tx: Tx, at: Moment) -> None:
    plan_due(tx, at, 10)


class Outcomes:
    """Gives scripted outcomes in turn, then always Sent."""

    def __init__(self, *outcomes: SendOutcome) -> None:
        self.outcomes = list(outcomes)

    def __call__(self, delivery: Delivery) -> SendOutcome:
        return self.outcomes.pop(0) if self.outcomes else Sent(f"m{delivery.delivery_id}")


def test_a_send_that_failed_surely_is_tried_again(runner: SqliteRunner) -> None:
    life = Life(runner, outcome=Outcomes(RetryLater("busy"), RetryLater("busy", 120)))
    life.go_to(life.at(MON, 8))
    assert len(life.sent) == 3
    assert _states(life, "card") == [(MON, "sent", "")]


def test_a_send_that_keeps_failing_expires_and_the_session_comes_again(
    runner: SqliteRunner,
) -> None:
    life = Life(runner, outcome=Outcomes(*[RetryLater("busy")] * 8))
    life.go_to(life.at(WED, 8))
    assert _states(life, "card") == [(MON, "expired", "late"), (WED, "sent", "")]
    assert life.rows("card")[1].args == (1,)


def test_an_unclear_session_goes_back_once_and_no_more(runner: SqliteRunner) -> None:
    life = Life(runner, outcome=Outcomes(Unknown("reset"), Unknown("reset"), Unknown("reset")))
    life.go_to(life.at(MON, 8))
    assert len(life.sent) == 2
    assert _states(life, "card") == [(MON, "unknown", "unclear")]
    assert life.enrollment().session_no == 1


def test_an_unclear_reminder_is_never_repeated(runner: SqliteRunner) -> None:
    life = Life(runner, outcome=Outcomes(Sent("m1"), Unknown("reset")))
    life.go_to(life.at(TUE, 2))
    assert len(life.sent) == 2
    assert _states(life, "reminder") == [(MON, "unknown", "unclear")]


def test_somebody_who_cannot_be_reached_is_paused_until_they_come_back(
    runner: SqliteRunner,
) -> None:
    life = Life(runner, outcome=Outcomes(Unreachable("blocked")))
    life.go_to(life.at(FRI, 12))
    assert len(life.sent) == 1
    assert life.enrollment().reason is PauseReason.UNREACHABLE
    life.command("today")
    life.go_to(life.at(SUN, 8))
    assert [row.state for row in life.rows("card")] == [DeliveryState.FAILED, DeliveryState.SENT]


def test_a_rejected_message_fails_and_stays_failed(runner: SqliteRunner) -> None:
    life = Life(runner, outcome=Outcomes(Rejected("too long")))
    life.go_to(life.at(TUE, 12))
    assert _states(life, "card") == [(MON, "failed", "rejected")]


def test_rows_of_a_dead_process_are_put_right_at_start(life: Life) -> None:
    life.desk.now = life.at(MON, 7, 30)
    at = life.desk.moment()
    life.desk.run(lambda tx: _plan(tx, at))
    life.claim()
    again = life.desk.run(lambda tx: outbox.recover(tx, "another process", life.desk.moment()))
    assert again == 1
    life.work()
    assert _states(life, "card") == [(MON, "sent", "")]

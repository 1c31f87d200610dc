"""What becomes of a day when its hour or its zone moves."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.delivery import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    RetryLater,
    SendOutcome,
)
from bot.domain.enrollment import EnrollmentState
from bot.domain.schedule import with_hour
from bot.domain.wish import Wish
from bot.ports.store import Tx
from bot.service import wishes
from storage.sqlite.runner import SqliteRunner
from tests.service.desk import FIRST_ON, WISH
from tests.service.life import Life, always_sent

MON, TUE, WED, THU, FRI, SAT, SUN = (FIRST_ON + timedelta(days=n) for n in range(7))


def _states(life: Life, slot: str) -> list[tuple[date, str, str]]:
    return [(row.local_on, row.state.value, row.reason) for row in life.rows(slot)]


def _move(life: Life, wish: Wish) -> None:
    def change(tx: Tx) -> None:
        turn = life.desk.turn(tx, life.person_id)
        tx.people.seen(life.person_id, turn.account.address, life.now)
        wishes.change_wish(turn, wish)

    life.desk.run(change)


def test_an_hour_moved_past_its_time_cancels_the_day_and_loses_no_session(life: Life) -> None:
    life.go_to(life.at(MON, 6))
    _move(life, with_hour(WISH, 5 * 60 + 30))
    life.go_to(life.at(WED, 12))
    assert _states(life, "card") == [(MON, "cancelled", "moved"), (WED, "sent", "")]
    assert life.sent[0][0].args == (1,)


def test_an_hour_moved_on_a_day_that_had_its_card_brings_no_second_one(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    _move(life, with_hour(WISH, 20 * 60))
    life.go_to(life.at(TUE, 12))
    assert [row.local_on for row in life.rows("card")] == [MON]


def test_a_pause_whose_last_hour_is_moved_into_the_past_ends_at_once(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.command("pause", "2 days")
    life.go_to(life.at(WED, 6, 30))
    _move(life, with_hour(WISH, 5 * 60))
    assert life.enrollment().state is EnrollmentState.RUNNING
    life.go_to(life.at(FRI, 12))
    assert _states(life, "card") == [(MON, "sent", ""), (FRI, "sent", "")]


def test_a_pause_whose_last_hour_is_moved_later_goes_on_then(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.command("pause", "2 days")
    _move(life, with_hour(WISH, 12 * 60))
    life.go_to(life.at(WED, 12))
    assert _states(life, "card") == [(MON, "sent", ""), (WED, "sent", "")]


def test_a_reminder_due_with_the_next_card_does_not_take_the_place_of_its_reminder(
    runner: SqliteRunner,
) -> None:
    early = Wish(zone=WISH.zone, hour_min=7 * 60, weekdays=frozenset(range(5)))
    life = Life(runner, wish=early)
    life.go_to(life.at(MON, 12))
    _move(life, replace(early, zone="Asia/Bangkok"))
    reminder_at = life.at(TUE, 19)
    life.go_to(reminder_at)
    assert life.kinds_on(TUE) == [DeliveryKind.SESSION, DeliveryKind.REMINDER]
    assert life.rows("reminder")[-1].done_at == reminder_at


def test_a_reminder_on_its_way_is_not_sent_into_the_night_of_another_zone(
    runner: SqliteRunner,
) -> None:
    life = Life(runner, outcome=_first_reminder_waits)
    life.go_to(life.at(MON, 19))
    assert life.rows("reminder")[0].state is DeliveryState.PLANNED
    _move(life, replace(WISH, zone="Europe/Lisbon"))
    life.go_to(life.now + 3600)
    assert [(row.state, row.reason) for row in life.rows("reminder")] == [
        (DeliveryState.EXPIRED, "late")
    ]


def _first_reminder_waits(delivery: Delivery) -> SendOutcome:
    is_first = delivery.kind is DeliveryKind.REMINDER and not delivery.attempts
    return RetryLater("slow") if is_first else always_sent(delivery)


def test_flying_west_gives_one_card_for_a_date_lived_twice(life: Life) -> None:
    life.go_to(life.at(WED, 8))
    _move(life, with_hour(Wish(zone="Pacific/Honolulu", hour_min=0, weekdays=WISH.weekdays), 450))
    life.go_to(life.now + 3 * 86400)
    assert [row.local_on for row in life.rows("card") if row.kind is DeliveryKind.SESSION] == [
        MON,
        WED,
        FRI,
    ]


def test_flying_east_leaves_no_day_without_a_row_and_no_two_cards_close_together(
    life: Life,
) -> None:
    life.go_to(life.at(SUN, 8))
    east = Wish(zone="Asia/Tokyo", hour_min=450, weekdays=WISH.weekdays)
    _move(life, east)
    life.go_to(life.now + 2 * 86400)
    cards = [row for row in life.rows("card") if row.kind is DeliveryKind.SESSION]
    dues = [row.due_at for row in cards if row.state is DeliveryState.SENT]
    assert all(b - a >= 12 * 3600 for a, b in itertools.pairwise(dues))
    assert [row.local_on for row in cards][-2:] == [SUN, SUN + timedelta(days=1)]


def test_a_moved_wish_moves_one_due_time_and_nothing_else(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    enrollment_id = life.enrollment().enrollment_id
    before = life.desk.run(lambda tx: tx.dues.of("enrollment", enrollment_id))
    _move(life, with_hour(WISH, 12 * 60))
    after = life.desk.run(lambda tx: tx.dues.of("enrollment", enrollment_id))
    assert {due.what for due in set(before) ^ set(after)} == {"card"}


def test_every_day_of_a_year_has_one_card_whatever_moves(life: Life) -> None:
    zones = ["Europe/Berlin", "Asia/Tokyo", "America/Bogota", "Pacific/Apia", "Africa/Casablanca"]
    for number, zone in enumerate(zones * 2):
        life.go_to(life.now + 86400 + number * 7919)
        _move(life, with_hour(Wish(zone=zone, hour_min=0, weekdays=WISH.weekdays), 450))
    life.go_to(life.now + 30 * 86400)
    cards = [row for row in life.rows() if row.slot == "card"]
    assert len({row.local_on for row in cards}) == len(cards)
    sessions = [row.args[0] for row in cards if row.kind is DeliveryKind.SESSION and row.done_at]
    assert sorted(set(sessions)) == list(range(1, 9))
    assert life.enrollment().state is EnrollmentState.FINISHED

"""Wall-clock wishes as the change log keeps them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.wish import Wish, pack_weekdays, pack_wish, unpack_weekdays

weekdays = st.frozensets(st.integers(0, 6))
minutes = st.integers(0, 1439)
wishes = st.builds(
    Wish,
    zone=st.sampled_from(["Europe/Berlin", "Pacific/Apia"]),
    hour_min=minutes,
    weekdays=weekdays,
    quiet_from_min=minutes,
    quiet_to_min=minutes,
    day_ends_min=minutes,
    reminders=st.booleans(),
)
MORNING = Wish(zone="Europe/Berlin", hour_min=450, weekdays=frozenset({4, 0, 2}))


def test_a_wish_has_the_usual_quiet_and_the_usual_end_of_the_day() -> None:
    assert (MORNING.quiet_from_min, MORNING.quiet_to_min) == (22 * 60, 7 * 60)
    assert MORNING.day_ends_min == 3 * 60
    assert MORNING.reminders


@given(weekdays)
def test_weekdays_are_read_back_as_written(days: frozenset[int]) -> None:
    packed = pack_weekdays(days)
    assert unpack_weekdays(packed) == days
    assert list(packed) == sorted(packed)


def test_weekdays_are_written_from_monday_on() -> None:
    assert pack_weekdays(frozenset({6, 0, 3})) == "036"
    assert pack_weekdays(frozenset()) == ""
    assert unpack_weekdays("") == frozenset()


def test_what_are_no_weekdays_is_refused() -> None:
    with pytest.raises(ValueError, match="x"):
        unpack_weekdays("0x")


def test_a_wish_is_one_short_line_of_the_change_log() -> None:
    assert pack_wish(MORNING) == (
        '{"zone":"Europe/Berlin","hour_min":450,"weekdays":"024","quiet_from_min":1320,'
        '"quiet_to_min":420,"day_ends_min":180,"reminders":1}'
    )


@given(wishes, wishes)
def test_two_wishes_are_written_alike_only_if_they_are_the_same(one: Wish, other: Wish) -> None:
    assert (pack_wish(one) == pack_wish(other)) == (one == other)


@given(wishes)
def test_a_written_wish_says_all_that_was_wished(wish: Wish) -> None:
    written = json.loads(pack_wish(wish))
    assert (
        Wish(
            zone=written["zone"],
            hour_min=written["hour_min"],
            weekdays=unpack_weekdays(written["weekdays"]),
            quiet_from_min=written["quiet_from_min"],
            quiet_to_min=written["quiet_to_min"],
            day_ends_min=written["day_ends_min"],
            reminders=written["reminders"] == 1,
        )
        == wish
    )

"""Hours as people type them."""

# ruff: noqa: RUF001  # characters that only look alike are what people type

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.typed_hour import (
    HourAmbiguous,
    HourKnown,
    HourOutOfRange,
    HourUnknown,
    read_hour,
)


def at(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("07:30", "07:30"),
        ("7:30", "07:30"),
        ("7.30", "07:30"),
        ("7,30", "07:30"),
        ("7 30", "07:30"),
        ("07:30:00", "07:30"),
        ("7:30 pm", "19:30"),
        ("7:30PM", "19:30"),
        ("07:30 pm", "19:30"),
        ("19:30 pm", "19:30"),
        ("7pm", "19:00"),
        ("7 p.m.", "19:00"),
        ("7 P. M.", "19:00"),
        ("7p", "19:00"),
        ("3am", "03:00"),
        ("12am", "00:00"),
        ("12 pm", "12:00"),
        ("0:30 am", "00:30"),
        ("19h30", "19:30"),
        ("19h", "19:00"),
        ("7 h", "07:00"),
        ("7 Uhr 30", "07:30"),
        ("19 Uhr", "19:00"),
        ("1930", "19:30"),
        ("0730", "07:30"),
        ("730", "07:30"),
        ("1930 h", "19:30"),
        ("1930 hours", "19:30"),
        ("07", "07:00"),
        ("0", "00:00"),
        ("19", "19:00"),
        ("24", "00:00"),
        ("24:00", "00:00"),
        ("noon", "12:00"),
        ("12 noon", "12:00"),
        ("Midnight.", "00:00"),
        ("Mitternacht", "00:00"),
        ("０７：３０", "07:30"),
        ("７pm", "19:00"),
        ("seven pm", "19:00"),
        ("half past 7 in the morning", "07:30"),
        ("quarter to 1 pm", "12:45"),
        ("quarter to 12 pm", "23:45"),
        ("half past 19", "19:30"),
        ("quarter to 13", "12:45"),
        ("10 to 0", "23:50"),
        ("quarter to 24", "23:45"),
        ("halb 20", "19:30"),
        ("0:30 at night", "00:30"),
        ("7 o'clock in the evening", "19:00"),
        ("7 o’clock at night, please", "19:00"),
        ("11 at night", "23:00"),
        ("2 at night", "02:00"),
        ("4 at night", "04:00"),
        ("5 at night", "17:00"),
        ("12 at night", "00:00"),
        ("22:15 in the evening", "22:15"),
        ("um 7 Uhr abends", "19:00"),
        ("every day at 6:45", "06:45"),
        ("change my hour to 6:45", "06:45"),
    ],
)
def test_a_clear_hour_is_known(typed: str, clock: str) -> None:
    assert read_hour(typed) == HourKnown(minute_of_day=at(clock))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("7", "07:00"),
        ("12", "00:00"),
        ("at 7 o'clock", "07:00"),
        ("seven", "07:00"),
        ("7 Uhr", "07:00"),
        ("half past 7", "07:30"),
        ("half-past seven", "07:30"),
        ("half past 12", "00:30"),
        ("half eight", "08:30"),
        ("half 8", "08:30"),
        ("halb acht", "07:30"),
        ("halb 8", "07:30"),
        ("halb eins", "00:30"),
        ("quarter to 8", "07:45"),
        ("a quarter to eight", "07:45"),
        ("quarter to one", "00:45"),
        ("quarter to twelve", "11:45"),
        ("0 to 8", "08:00"),
        ("59 to 8", "07:01"),
        ("7".rjust(64), "07:00"),
        ("quarter past 7", "07:15"),
        ("quarter of 8", "07:45"),
        ("twenty past seven", "07:20"),
        ("twenty-five to nine", "08:35"),
        ("5 minutes past 7", "07:05"),
        ("viertel nach sieben", "07:15"),
        ("viertel vor acht", "07:45"),
        ("dreiviertel acht", "07:45"),
        ("seven thirty", "07:30"),
        ("seven fifteen", "07:15"),
        ("seven forty-five", "07:45"),
        ("zwölf Uhr", "00:00"),
    ],
)
def test_a_spoken_hour_may_mean_morning_or_evening(typed: str, first: str) -> None:
    expected = HourAmbiguous(first_min=at(first), second_min=at(first) + 12 * 60)
    assert read_hour(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "25:00",
        "24:30",
        "12:75",
        "12:75 pm",
        "25",
        "2530",
        "99pm",
        "half past 25",
        "halb 25",
        "60 to 8",
    ],
)
def test_what_is_written_like_an_hour_but_is_none_is_out_of_range(typed: str) -> None:
    assert read_hour(typed) == HourOutOfRange()


@pytest.mark.parametrize(
    "typed",
    [
        *("", "asdf", "-7", "7:5", "12345", "half acht", "7-8", "pm", "at", "7".rjust(65)),
        *("0:30 pm", "13 am", "24:00 pm"),
    ],
)
def test_what_is_no_hour_or_contradicts_itself_is_unknown(typed: str) -> None:
    assert read_hour(typed) == HourUnknown()


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from([":", ".", "h", " h ", ""]))
def test_every_minute_of_the_24_hour_clock_is_read(hour: int, minute: int, mark: str) -> None:
    assert read_hour(f"{hour:02}{mark}{minute:02}") == HourKnown(minute_of_day=hour * 60 + minute)


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["am pm", "AM PM", "a.m. p.m.", "a p"]),
    st.sampled_from(["", " "]),
)
def test_every_minute_of_the_12_hour_clock_is_read(
    hour: int, minute: int, parts: str, space: str
) -> None:
    part = parts.split()[hour // 12]
    typed = f"{hour % 12 or 12}:{minute:02}{space}{part}"
    assert read_hour(typed) == HourKnown(minute_of_day=hour * 60 + minute)


@given(st.text() | st.from_regex(r"[0-9 :.hapm]{0,12}", fullmatch=True))
def test_any_text_is_read_as_minutes_of_a_day_or_as_no_hour(text: str) -> None:
    match read_hour(text):
        case HourKnown(minute_of_day=minute):
            assert 0 <= minute < 24 * 60
        case HourAmbiguous(first_min=first_min, second_min=second_min):
            assert 0 <= first_min < 12 * 60
            assert second_min == first_min + 12 * 60
        case HourOutOfRange() | HourUnknown():
            pass

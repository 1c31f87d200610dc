"""How often a token may write: never more than promised, and never less than it could."""

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.telegram_chat.limits import CATCH_UP_S, MINUTE_S, Limits

EXACT = 1e-6  # seconds; far below what a platform can tell apart
MADE = int(os.environ.get("KNEAD_TEST_MADE", "150"))
CHATS = ("1", "2", "3", "-4", "-5", None)


@dataclass
class Books:
    """A second account of the same sends, kept in the plainest way."""

    per_second: float
    per_chat: float
    burst: int
    per_group: int
    sent: list[tuple[float, str | None]] = field(default_factory=list)
    halted_until: float = -math.inf

    @property
    def burst_of_all(self) -> int:
        return max(1, math.floor(self.per_second * CATCH_UP_S))

    def earliest(self, chat: str | None, now: float) -> float:
        everything = [at for at, _ in self.sent]
        bound = [now, self.halted_until, *needed(everything, self.per_second, self.burst_of_all)]
        if chat is not None:
            own = [at for at, to in self.sent if to == chat]
            bound += needed(own, self.per_chat, self.burst)
            if chat.startswith("-") and len(own) >= self.per_group:
                bound.append(own[-self.per_group] + MINUTE_S)
        return max(bound)


def needed(sent: Sequence[float], rate: float, burst: int) -> list[float]:
    """For each stretch that begins with a send: when it could hold one more."""
    return [at + (len(sent) - i + 1 - burst) / rate for i, at in enumerate(sent)]


def assert_promise(sent: Sequence[float], rate: float, burst: int) -> None:
    for i, start in enumerate(sent):
        for j in range(i, len(sent)):
            assert j - i + 1 <= burst + rate * (sent[j] - start) + EXACT


events = st.lists(
    st.tuples(
        st.integers(0, 400) | st.integers(0, 40_000),  # milliseconds since the one before
        st.sampled_from(CHATS),
        st.sampled_from(["wait", "wait", "wait", "late", "leave", "halt"]),
    ),
    max_size=60,
)


@settings(max_examples=MADE, deadline=None)
@given(
    events=events,
    per_second=st.sampled_from([0.5, 3.0, 25.0, 1000.0]),
    per_chat=st.sampled_from([0.5, 1.0, 7.0]),
    burst=st.integers(1, 4),
    per_group=st.integers(1, 20),
    start=st.sampled_from([0.0, 12.5, 3e6]),
)
def test_no_stretch_of_time_holds_more_than_promised_and_nobody_waits_longer_than_needed(
    events: list[tuple[int, str | None, str]],
    per_second: float,
    per_chat: float,
    burst: int,
    per_group: int,
    start: float,
) -> None:
    limits = Limits(per_second, per_chat, burst, per_group)
    books = Books(per_second, per_chat, burst, per_group)
    now = start
    for gap_ms, chat, choice in events:
        now += gap_ms / 1000
        if choice == "halt":
            limits.halt(now + 2)
            books.halted_until = max(books.halted_until, now + 2)
        at = limits.earliest(chat, now)
        assert at == pytest.approx(books.earliest(chat, now), abs=EXACT)
        assert at >= now
        assert (limits.free(now) > 0) == (limits.earliest(None, now) <= now)
        if choice == "leave":
            continue
        now = at + (0.05 if choice == "late" else 0)
        limits.take(chat, now)
        books.sent.append((now, chat))
    assert_promise([at for at, _ in books.sent], per_second, books.burst_of_all)
    for chat in CHATS[:-1]:
        own = [at for at, to in books.sent if to == chat]
        assert_promise(own, per_chat, burst)
        if chat.startswith("-"):
            for first, last in zip(own, own[per_group:], strict=False):
                assert last - first >= MINUTE_S - EXACT


@settings(max_examples=MADE, deadline=None)
@given(
    gaps_ms=st.lists(st.integers(0, 300), min_size=1, max_size=200),
    sign=st.sampled_from(["", "-"]),
)
def test_only_the_chats_of_the_last_minute_are_remembered(gaps_ms: list[int], sign: str) -> None:
    limits = Limits(25)
    now = 0.0
    sent: list[float] = []
    for number, gap_ms in enumerate(gaps_ms):
        chat = f"{sign}{number}"
        now = limits.earliest(chat, now + gap_ms / 1000)
        limits.take(chat, now)
        sent.append(now)
        in_mind = sum(at > now - 3 for at in sent)
        assert limits.remembered <= in_mind + (
            sum(at > now - MINUTE_S for at in sent) if sign else 0
        )


def test_after_a_day_of_sends_little_is_remembered() -> None:
    limits = Limits(25)
    now = 0.0
    for number in range(20_000):
        chat = f"{'-' if number % 2 else ''}{number}"
        now = limits.earliest(chat, now)
        limits.take(chat, now)
    assert limits.remembered <= 25 * 3 + 25 * MINUTE_S / 2 + 10
    limits.take("1", now + 61)
    assert limits.remembered == 1


@pytest.mark.parametrize("sign", ["", "-"])
def test_who_is_written_to_again_and_again_keeps_nobody_else_in_mind(sign: str) -> None:
    limits = Limits(1000)
    for second in range(0, 600, 4):
        limits.take(f"{sign}always", float(second))
        limits.take(f"{sign}{second}", float(second))
    assert limits.remembered <= (2 if not sign else 2 + 16)


def test_a_group_is_not_forgotten_while_its_minute_still_counts() -> None:
    limits = Limits(1000, per_group_per_minute=2)
    limits.take("-1", 0.0)
    limits.take("-1", 0.0)
    limits.take("-2", 45.0)
    assert limits.earliest("-1", 45.0) == 60.0


def test_a_chat_that_was_forgotten_is_as_free_as_a_new_one() -> None:
    limits = Limits(1000)
    for _ in range(3):
        limits.take("1", 0.0)
    limits.take("2", 3.0)
    assert limits.remembered == 1
    assert [limits.earliest("1", 3.0), limits.earliest("9", 3.0)] == [3.0, 3.0]


def test_a_person_gets_a_short_burst_and_then_one_a_second() -> None:
    limits = Limits(1000)
    sent = []
    now = 100.0
    for _ in range(6):
        now = limits.earliest("7", now)
        limits.take("7", now)
        sent.append(now)
    assert sent == [100, 100, 100, 101, 102, 103]


def test_a_group_gets_twenty_in_any_minute() -> None:
    limits = Limits(1000)
    now, sent = 100.0, []
    for _ in range(41):
        now = limits.earliest("-7", now)
        limits.take("-7", now)
        sent.append(now)
    assert sent[19] < 120
    assert sent[20] == sent[0] + 60
    assert sent[40] == sent[20] + 60


def test_what_belongs_to_no_chat_is_held_by_the_limit_of_all_alone() -> None:
    limits = Limits(25)
    for _ in range(5):
        limits.take(None, 10.0)
    assert limits.earliest(None, 10.0) == pytest.approx(10.04)
    assert limits.remembered == 0


def test_a_sender_that_wakes_a_little_late_loses_nothing() -> None:
    limits = Limits(25)
    now = 0.0
    for _ in range(1000):
        now = limits.earliest(None, now) + 0.12
        limits.take(None, now)
        while limits.free(now):
            limits.take(None, now)
    on_time = limits.earliest(None, now)
    assert on_time - now == pytest.approx(0.04, abs=1e-3)


def test_how_much_may_be_made_up_for_is_chosen_where_the_platform_counts_strictly() -> None:
    assert Limits(1000).free(0.0) == 200
    assert Limits(1000, catch_up_s=0.05).free(0.0) == 50
    assert Limits(25, catch_up_s=0).free(0.0) == 1


def test_a_halt_holds_everyone_and_a_shorter_one_does_not_end_it() -> None:
    limits = Limits(25)
    limits.halt(60.0)
    limits.halt(20.0)
    for chat in ("1", "-2", None):
        assert limits.earliest(chat, 10.0) == 60.0
        with pytest.raises(ValueError, match="too early"):
            limits.take(chat, 59.9)
    assert limits.free(59.9) == 0
    assert limits.free(60.0) == 5
    limits.take("1", 60.0)


def test_taking_before_it_is_time_is_a_mistake_that_counts_nothing() -> None:
    limits = Limits(1000, burst=1)
    limits.take("1", 5.0)
    with pytest.raises(ValueError, match="too early"):
        limits.take("1", 5.5)
    limits.take("1", 6.0)

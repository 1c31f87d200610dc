import asyncio
from typing import TYPE_CHECKING

import pytest

from adapters.system_clock import SteppedClock, SystemClock, SystemTicker, start_mark
from tests.fakes.clock import FakeClock, FakeTicker, HastyTicker, settle

if TYPE_CHECKING:
    from bot.ports.clock import Clock, Ticker

HOST_AT = 1_800_000_000


@pytest.fixture
def _host(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the host's clock stand still."""
    monkeypatch.setattr("adapters.system_clock.time.time", lambda: HOST_AT + 0.9)


@pytest.mark.usefixtures("_host")
def test_the_system_clock_shows_the_hosts_time_in_whole_seconds() -> None:
    assert SystemClock().now() == HOST_AT


@pytest.mark.usefixtures("_host")
def test_an_offset_lets_the_system_clock_run_ahead() -> None:
    assert SystemClock(1000).now() == HOST_AT + 1000


@pytest.mark.usefixtures("_host")
def test_the_system_clock_goes_on_to_an_instant_and_keeps_running(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = SystemClock(20)
    clock.advance_to(HOST_AT + 500)
    assert clock.now() == HOST_AT + 500
    monkeypatch.setattr("adapters.system_clock.time.time", lambda: HOST_AT + 7)
    assert clock.now() == HOST_AT + 507


@pytest.mark.usefixtures("_host")
def test_the_system_clock_never_goes_back() -> None:
    clock = SystemClock(50)
    clock.advance_to(HOST_AT)
    assert (clock.offset_s, clock.now()) == (50, HOST_AT + 50)
    with pytest.raises(ValueError, match="never set back"):
        SystemClock(-1)


@pytest.mark.usefixtures("_host")
def test_a_stored_offset_gives_the_same_time_after_a_restart() -> None:
    clock = SystemClock()
    clock.advance_to(HOST_AT + 86_400)
    assert SystemClock(clock.offset_s).now() == HOST_AT + 86_400


@pytest.mark.parametrize("make", [SteppedClock, FakeClock])
def test_a_stepped_clock_stands_still_and_moves_only_forward(
    make: type[SteppedClock] | type[FakeClock],
) -> None:
    clock = make(100)
    assert [clock.now(), clock.now()] == [100, 100]
    clock.advance_to(160)
    clock.advance_to(20)
    assert clock.now() == 160


@pytest.mark.usefixtures("_host")
async def test_the_ticker_tells_real_time_and_a_wait_that_is_over_takes_none() -> None:
    ticker = SystemTicker()
    await ticker.sleep(-3600)
    assert ticker.real_at() == HOST_AT


def test_no_two_starts_have_the_same_mark() -> None:
    assert len({start_mark() for _ in range(3)}) == 3


def test_the_clocks_and_tickers_keep_the_promise_of_their_ports() -> None:
    clocks: list[Clock] = [SystemClock(), SteppedClock(0), FakeClock()]
    tickers: list[Ticker] = [SystemTicker(), FakeTicker(), HastyTicker()]
    assert len(clocks) + len(tickers) == 6


async def test_a_fake_ticker_wakes_sleepers_in_order_at_their_own_instants() -> None:
    ticker = FakeTicker(at=1000)
    woken: list[tuple[str, int]] = []

    async def doze(name: str, seconds: float) -> None:
        await ticker.sleep(seconds)
        woken.append((name, ticker.real_at()))

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(doze("long", 30))
        tasks.create_task(doze("short", 10))
        await ticker.advance(9)
        assert woken == []
        assert ticker.sleepers == 2
        await ticker.advance(21)
    assert woken == [("short", 1010), ("long", 1030)]
    assert ticker.slept == [30, 10]


async def test_a_fake_ticker_forgets_a_sleeper_that_was_cancelled() -> None:
    ticker = FakeTicker()
    async with asyncio.TaskGroup() as tasks:
        sleeper = tasks.create_task(ticker.sleep(5))
        await settle()
        sleeper.cancel()
    assert ticker.sleepers == 0
    await ticker.advance(10)
    assert ticker.real_at() == 10


async def test_a_hasty_ticker_is_at_the_end_of_each_wait_at_once() -> None:
    ticker = HastyTicker(at=5)
    await ticker.sleep(60)
    await ticker.sleep(-1)
    assert ticker.real_at() == 65

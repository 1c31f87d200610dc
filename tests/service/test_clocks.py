"""People's time as steps are told it: it never goes back, whatever the host's clock does."""

from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.service.clocks import MOST_BACK_S, NeverBack
from tests.fakes.clock import FakeClock


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1))
def test_time_never_goes_back_and_never_runs_ahead_of_what_was_seen(
    noted_at: int, times: list[int]
) -> None:
    host = FakeClock(0)
    clock = NeverBack(host, noted_at)
    seen = noted_at
    for at in times:
        host.at = at
        seen = max(seen, at)
        assert clock.now() == seen


def test_a_clock_set_back_by_hours_is_told_in_the_log_once() -> None:
    host = FakeClock(100_000)
    clock = NeverBack(host)
    clock.now()
    with capture_logs() as lines:
        for behind_s in (MOST_BACK_S, MOST_BACK_S + 1, 2 * MOST_BACK_S):
            host.at = 100_000 - behind_s
            assert clock.now() == 100_000
    assert [(line["event"], line["behind_s"]) for line in lines] == [
        ("the host's clock was set back; time stands still", MOST_BACK_S + 1)
    ]

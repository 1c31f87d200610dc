"""kill -9 at each named point: nothing acknowledged is lost, and all comes to an end."""

import os
import random
from pathlib import Path

import pytest

from tests.crash.driver import Bots
from tests.crash.life import Life
from tests.crash.points import KILLS, Kill
from tests.crash.whole_life import live
from tests.crash.words import says

FIRST_START = [point for point in KILLS if point.startswith("migrate.")]
LATER = [point for point in KILLS if point not in FIRST_START]
# How many more kills at points drawn at random; a hundred take about a minute.
MORE_KILLS = int(os.environ.get("KNEAD_TEST_KILLS", "10"))
KILLS_A_LIFE = 10
# Of what is passed thousands of times; most other points are passed some dozen times a life.
OFTEN, SELDOM = 200, 20


@pytest.mark.parametrize("point", LATER)
def test_a_bot_killed_at_a_point_keeps_its_promises(
    bots: Bots, tmp_path: Path, point: str
) -> None:
    kills = KILLS[point]
    assert kills[-1].point == point
    life = live(bots, tmp_path, kills)
    assert life.killed == [kill.point for kill in kills], "a planned kill was never reached"


@pytest.mark.parametrize("point", FIRST_START)
def test_a_first_start_that_was_killed_is_made_up_by_the_next(
    bots: Bots, tmp_path: Path, point: str
) -> None:
    life = Life(bots, tmp_path, KILLS[point])
    try:
        life.rise()
        assert life.killed == [point]
        assert says("subscribe.begin") in life.say("/start")
        life.leave()
    finally:
        life.end()
    assert not list(tmp_path.glob("bot.db.new*"))


@pytest.mark.parametrize("seed", range(-(-MORE_KILLS // KILLS_A_LIFE)))
def test_kills_at_random_points_break_no_promise(bots: Bots, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  # the same kills for the same seed
    kills = [_drawn(draw) for _ in range(KILLS_A_LIFE)]
    live(bots, tmp_path, kills)


def _drawn(draw: random.Random) -> Kill:
    point = draw.choice(LATER)
    return Kill(point, draw.randint(1, OFTEN if point.startswith("store.") else SELDOM))

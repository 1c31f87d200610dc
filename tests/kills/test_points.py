"""The list of points is whole: whatever a bot on Telegram passes is killed there."""

import ast

from tests.crash.driver import ROOT
from tests.crash.points import KILLS
from tests.crash.test_points import ON_TELEGRAM, passed_in
from tests.kills.points import FIRST_START, LATEST, POLLING, POSTS, plans

# Passed at a terminal alone: tests/crash kills there.
AT_A_TERMINAL = {point for point in KILLS if point.startswith("terminal.")} | {
    "shown.after_commit"
}
KILLED = set(LATEST) | set(POLLING) | set(POSTS) | set(FIRST_START)
IN_A_DEFAULT_RUN = 100


def test_each_point_that_a_bot_on_telegram_passes_is_killed_and_each_that_is_killed_is_there() -> (
    None
):
    files = (
        path for part in ("bot", "adapters", "storage") for path in (ROOT / part).rglob("*.py")
    )
    found = {point for path in files for point in passed_in(ast.parse(path.read_text("utf-8")))}
    assert found - AT_A_TERMINAL == KILLED
    assert ON_TELEGRAM <= KILLED


def test_a_default_run_kills_at_each_point() -> None:
    lives = plans(IN_A_DEFAULT_RUN)
    killed = {kill.point for life in lives for kill in life.kills}
    assert killed == KILLED - set(FIRST_START)
    assert len(killed) >= 20
    assert sum(len(life.kills) for life in lives) >= IN_A_DEFAULT_RUN


def test_a_longer_run_begins_with_the_lives_of_a_shorter_one() -> None:
    assert plans(1000)[:4] == plans(100)

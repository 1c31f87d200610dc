"""Small worlds that tests live, and what came of them."""

from dataclasses import replace
from pathlib import Path

from bot.simulate import START_AT, make_ground
from bot.simulation.report import Report
from bot.simulation.shard import live_shard
from bot.simulation.spec import Spec

PROGRAMS = Path("programs")
USUAL = Spec(people=24, days=12, start_at=START_AT, seed="test.0", has_faults=True)


def lived(spec: Spec = USUAL, plant: str = "", **parts: object) -> Report:
    """Live one world, and give its report."""
    spec = replace(spec, is_rough=bool(plant), **parts)  # type: ignore[arg-type]  # named by the test
    return live_shard(spec, 0, make_ground(PROGRAMS), plant, lambda _world: None)

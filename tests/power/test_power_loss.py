"""The power goes at any moment: no acknowledged answer is lost, and the next start needs no help.

KNEAD_TEST_CUTS sets at how many places.
"""

import os
from pathlib import Path
from random import Random

import pytest

from tests.fakes.disk_record import CutTo, Synced
from tests.fakes.power_cut import Disk, Mood, write_files
from tests.power.after_cut import complaints, content_of_a_new_one
from tests.power.busy_days import AT_ONCE, BusyDays, live

CUTS = int(os.environ.get("KNEAD_TEST_CUTS", "200"))
MOODS = tuple(Mood)


LEAST_A_PART = 8


def places(days: BusyDays) -> list[int]:
    """Give as many places as are wanted: some in each part, the others spread over all."""
    draw = Random(CUTS)  # noqa: S311  # the same places each time
    parts = [days.part(name) for name, _ in days.parts]
    chosen = [draw.choice(part) for part in parts for _ in range(LEAST_A_PART)]
    rest = CUTS - len(chosen)
    step = len(days.record) / rest
    return sorted(chosen + [int(draw.uniform(each, each + 1) * step) for each in range(rest)])


async def test_no_acknowledged_answer_is_lost_when_the_power_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived = tmp_path / "lived"
    lived.mkdir()
    days = await live(lived, monkeypatch)
    was_busy(days)
    new, disk, followed, cut = content_of_a_new_one(), Disk(), 0, set[str]()
    for number, place in enumerate(places(days)):
        disk.follow(days.record.events[followed:place])
        followed = place
        mood = MOODS[number % len(MOODS)]
        left = tmp_path / f"{place}-{mood}-{number}"
        left.mkdir()
        write_files(disk.after_cut(mood, Random(number)), left)  # noqa: S311  # as above
        assert list(complaints(days, left, place, new)) == [], left
        cut |= {name for name, _ in days.parts if place in days.part(name)}
    assert cut == {name for name, _ in days.parts}


def was_busy(days: BusyDays) -> None:
    """Make sure that what has to be lived through was."""
    verbs = {getattr(getattr(each.update, "action", None), "verb", "") for each in days.answers}
    assert {"subscribe", "score", "start", "settings", "delete", "forget"} <= verbs
    database = days.record.file_of(str(days.database))
    assert days.record.events.count(Synced(database)) > 10, "too few checkpoints"
    assert any(isinstance(event, CutTo) and event.size == 0 for event in days.record.events)
    for name, _ in days.parts:
        if "many at once" in name:
            answers = sum(each.place - 1 in days.part(name) for each in days.answers)
            commits = sum(each.place - 1 in days.part(name) for each in days.commits)
            assert answers >= AT_ONCE > 10 * commits, "they were not committed together"

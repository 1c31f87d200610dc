"""Made-up program files: each is loaded or refused with its place, in little memory.

KNEAD_TEST_MADE sets how many. The child tells the number of a file that breaks a promise.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.made.counts import FULL, how_many
from tests.made.files import made_file

USUAL = 900
ROOT = Path(__file__).resolve().parents[2]


def test_made_up_files_are_loaded_or_refused_with_their_place_in_little_memory(
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = [sys.executable, "-m", "tests.made.files_run", str(how_many(USUAL))]
    ran = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    counts: dict[str, int] = json.loads(ran.stdout)
    if FULL:
        with capsys.disabled():
            print(f"\n{counts}")  # noqa: T201  # the counts that were asked for
    assert counts["near"] >= counts["junk"] / 4
    assert counts["edited, loaded"] > 0
    assert counts["edited, refused"] > 0


def test_the_same_number_makes_the_same_file() -> None:
    assert [made_file(no) for no in range(40)] == [made_file(no) for no in range(40)]

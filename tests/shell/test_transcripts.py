"""What a person sees in two weeks, word for word, so that each change of it shows in a review."""

from difflib import unified_diff
from pathlib import Path

import pytest

from tests.shell.played import Played

TWO_WEEKS = Path(__file__).resolve().parents[1] / "transcripts" / "two_weeks.txt"


def test_the_demo_says_what_its_transcript_holds(played: Played) -> None:
    kept = TWO_WEEKS.read_text(encoding="utf-8")
    changed = list(
        unified_diff(kept.splitlines(), played.text.splitlines(), "kept", "said", lineterm="", n=1)
    )
    if changed:
        told = "\n".join(changed[:60])
        pytest.fail(
            "The demo says other words than tests/transcripts/two_weeks.txt:\n"
            f"{told}\n"
            "If that is meant, renew it with `make transcripts`, and read the diff.",
            pytrace=False,
        )

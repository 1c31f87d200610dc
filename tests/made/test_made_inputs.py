"""Made-up updates, from real presses to hostile words: each is answered, and all stays whole.

KNEAD_TEST_MADE sets how many. A fault is told by the seed of its evening and the number of the
update in it; KNEAD_TEST_MADE_SEED lives that evening alone.
"""

import os
from collections import Counter
from collections.abc import Iterator

import pytest

from bot.service import all_handlers
from bot.service.settings import question
from bot.service.subscribe.walk import Step
from tests.made.counts import FULL, how_many
from tests.made.evening import INPUTS, Evening, Reached
from tests.made.world import faults_raised

USUAL, MOST_TIMES = 4_800, 3
ONE_SEED = os.environ.get("KNEAD_TEST_MADE_SEED")
STEPS = (
    *(f"subscribe.{step}" for step in Step),
    *(f"settings.{verb}" for verb in (question.HOUR_VERB, question.CITY_VERB, question.DAYS_VERB)),
    "pause.date",
)


def everything() -> set[str]:
    """Name all commands, verbs and steps of conversations, as they are counted."""
    commands = {f"/{name}" for name in all_handlers.COMMANDS}
    return commands | {f"[{name}]" for name in all_handlers.VERBS} | set(STEPS)


def seeds_until_all(reached: Reached) -> Iterator[int]:
    """Give the seeds of a run; a few more where something was not reached by then."""
    count = -(-how_many(USUAL) // INPUTS)
    for seed in range(MOST_TIMES * count):
        if seed < count or everything() - reached.counts.keys():
            yield seed


@pytest.mark.no_cover  # what it runs is covered elsewhere; counting lines would double its time
def test_whatever_is_sent_is_answered_and_leaves_all_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reached, ways, reaching = Reached(), Counter[str](), 0
    reached.count_all(monkeypatch)
    with faults_raised():
        for seed in [int(ONE_SEED)] if ONE_SEED else seeds_until_all(reached):
            evening = live(Evening(seed, reached))
            ways += evening.grammar.counts
            reaching += evening.inputs_that_reached
    if FULL:
        with capsys.disabled():
            print(f"\n{ways.total()} inputs, {reaching} reached a handler")  # noqa: T201  # the counts that were asked for
            print(sorted(ways.items()), sorted(reached.counts.items()), sep="\n")  # noqa: T201  # as above
    if not ONE_SEED:
        assert reaching >= ways.total() / 3
        assert sorted(everything() - reached.counts.keys()) == [], "never reached"


def live(evening: Evening) -> Evening:
    """Live an evening; whatever breaks is told with what it takes to see it again."""
    try:
        evening.live(INPUTS)
    except BaseException as error:
        error.add_note(
            f"KNEAD_TEST_MADE_SEED={evening.seed}, update {evening.number} of the evening:"
            f" {evening.last!a}"
        )
        raise
    return evening

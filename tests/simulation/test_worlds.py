"""Made-up worlds keep every promise, and the same seed lives the same life."""

import pytest

from bot.simulation.plants import PLANTS
from bot.simulation.report import FINAL, Report
from bot.simulation.rules import PROMISES, Rule
from tests.simulation.worlds import lived

# By which rule each planted fault must be noticed; others may notice it too.
NOTICED_BY = {
    "blind_retry": Rule.ONCE,
    "twice_in_doubled_hour": Rule.ONCE,
    "catch_up_everything": Rule.CATCH_UP,
    "send_after_stop": Rule.SILENT,
    "score_without_consent": Rule.CONSENT,
    "lost_morning_score": Rule.KEPT,
    "day_ends_at_midnight": Rule.DAYS,
    "lower_update_dropped": Rule.ANSWERED,
    "answer_before_commit": Rule.KEPT,
    "wrong_persons_button": Rule.APART,
    "lease_beyond_window": Rule.ONCE,
    "erasure_keeps_rows": Rule.ERASED,
    "no_recovery": Rule.LIVE,
    "quiet_hours_ignored": Rule.QUIET,
    "pain_rule_ignored": Rule.SAFETY,
    "due_time_lost": Rule.LEDGER,
    "closed_chat_ignored": Rule.SILENT,
    "names_in_log": Rule.PRIVATE,
}
MOST_WORLDS = 6


def broken(report: Report) -> dict[str, list[str]]:
    return {rule: report.tally.examples.get(rule, []) for rule in report.tally.broken}


def test_a_calm_world_keeps_every_promise() -> None:
    report = lived(people=20, days=17, has_faults=False)
    assert not broken(report)
    assert report.crashed.total() == 0
    assert report.occurrences["sent"] > 100


def test_a_world_of_faults_keeps_every_promise_and_the_same_seed_lives_the_same_life() -> None:
    first, second = lived(), lived()
    assert not broken(first)
    assert first.crashed.total() > 5
    assert all(first.occurrences[state] for state in ("sent", "expired", "cancelled"))
    assert (first.digest, first.updates) == (second.digest, second.updates)


def test_another_seed_lives_another_life() -> None:
    assert lived(people=3, days=3).digest != lived(people=3, days=3, seed="test.1").digest


@pytest.mark.no_cover  # what it runs is covered elsewhere; counting lines would double its time
@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_fault_is_noticed_by_the_rule_that_it_breaks(plant: str) -> None:
    # One small world may not meet it; several do.
    worlds = (lived(plant=plant, seed=f"plant.{no}") for no in range(MOST_WORLDS))
    assert any(report.tally.broken[NOTICED_BY[plant]] for report in worlds)


def test_a_plant_is_gone_when_its_world_is_over() -> None:
    lived(plant="no_recovery", people=1, days=1)
    assert not broken(lived(people=14, days=8))


def test_every_rule_has_its_promise_in_words() -> None:
    assert set(PROMISES) == set(Rule)


def test_no_occurrence_is_left_without_a_final_state() -> None:
    report = lived(people=20, days=10, has_faults=False)
    assert set(report.occurrences) <= set(FINAL)

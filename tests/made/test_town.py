"""A tiny town lived at random: what breaks a promise is shrunk to a few steps.

KNEAD_TEST_MADE makes it look further: fifty made inputs count as one life.
"""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.domain.delivery import DeliveryKind
from bot.service import opening, outbox, pausing
from tests.made.counts import FULL, how_many
from tests.made.machine import TownLife
from tests.made.world import faults_raised

USUAL, INPUTS_A_LIFE = 1_500, 50
STEPS = 30
ENOUGH_LIVES = 150  # to meet each of the faults below; most are met in a few


def live_in_town(lives: int, **how: object) -> None:
    """Live so many lives at random."""
    every_check = list(HealthCheck)
    chosen = settings(
        max_examples=lives,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=every_check,
        **how,  # type: ignore[arg-type]  # the names are those of `settings`
    )
    with faults_raised():
        run_state_machine_as_test(TownLife, settings=chosen)


@pytest.mark.no_cover  # what it runs is covered elsewhere; counting lines would double its time
def test_no_promise_is_broken_whatever_happens_in_the_town() -> None:
    live_in_town(how_many(USUAL) // INPUTS_A_LIFE)


def _let_nobody_be_refused(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(opening, "refuse_strangers", lambda _turn, _action: None)


def _send_nudges_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outbox, "SENT_AGAIN", frozenset(DeliveryKind))


def _ask_no_more_whether_it_is_wanted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outbox, "_is_wanted", lambda _tx, _delivery, _at: True)


def _call_nothing_back(patch: pytest.MonkeyPatch) -> None:
    _ask_no_more_whether_it_is_wanted(patch)
    patch.setattr(pausing, "call_back", lambda *_all: None)


PLANTS = (
    _send_nudges_again,
    _let_nobody_be_refused,
    _ask_no_more_whether_it_is_wanted,
    _call_nothing_back,
)


@pytest.mark.no_cover  # what it runs is covered elsewhere; counting lines would double its time
@pytest.mark.parametrize("plant", PLANTS if FULL else PLANTS[:1])
def test_a_fault_that_is_planted_is_found(
    monkeypatch: pytest.MonkeyPatch, plant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        live_in_town(
            ENOUGH_LIVES,
            phases=[Phase.generate],  # found is enough; nobody reads the shrunk one
            derandomize=True,
            database=None,
            report_multiple_bugs=False,
            print_blob=False,
        )

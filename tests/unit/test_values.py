"""What holds for all values of the domain, and the words that the database keeps."""

import dataclasses
import importlib
import pkgutil
from enum import StrEnum

import pytest

from bot import domain
from bot.domain.address import Platform
from bot.domain.change import What
from bot.domain.delivery import GIVEN, UNFINISHED, DeliveryKind, DeliveryState
from bot.domain.due import DueWhat
from bot.domain.enrollment import CheckInKind, EnrollmentState, PauseReason, RunState
from bot.domain.person import Reach

# The ledger is a package of its own: it goes through a log with state that changes.
MODULES = [
    module.name
    for module in pkgutil.iter_modules(domain.__path__, f"{domain.__name__}.")
    if not module.ispkg
]


@pytest.mark.parametrize("name", MODULES)
def test_every_value_of_the_domain_is_frozen_and_slotted(name: str) -> None:
    module = importlib.import_module(name)
    for value in vars(module).values():
        if isinstance(value, type) and dataclasses.is_dataclass(value):
            assert value.__dataclass_params__.frozen, value
            assert "__slots__" in vars(value), value


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        (Platform, "telegram discord terminal"),
        (EnrollmentState, "running paused stopped finished"),
        (PauseReason, "asked ill safety two_reds unreachable"),
        (RunState, "open started done stopped skipped opened missed excused"),
        (CheckInKind, "before after morning"),
        (DeliveryKind, "session morning later reminder finish makeup"),
        (
            DeliveryState,
            "planned claimed attempting sent unknown expired cancelled failed",
        ),
        (What, "enrolled wish paused resumed stopped finished later"),
        (DueWhat, "card reminder later finish step"),
        (Reach, "open closed"),
    ],
)
def test_a_word_that_a_database_keeps_can_always_be_read_again(
    kept: type[StrEnum], words: str
) -> None:
    for word in words.split():
        assert kept(word).name == word.upper()


def test_a_delivery_is_unfinished_or_has_ended_in_one_of_five_ways() -> None:
    ended = set(DeliveryState) - UNFINISHED
    assert ended == {"sent", "unknown", "expired", "cancelled", "failed"}
    assert {DeliveryState.SENT, DeliveryState.UNKNOWN} == GIVEN

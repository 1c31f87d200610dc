"""The signs that stop everything."""

import pytest

from bot.domain.action import Action, pack
from bot.domain.red_flags import (
    ALL_FLAGS,
    CLINICIAN_FIRST,
    EMERGENCY,
    FIRST_LIST,
    PASSED,
    SAME_DAY,
    SECOND_LIST,
    UNTOLD,
    RedFlag,
    flag_of,
)


@pytest.mark.parametrize(
    ("key", "tier"),
    [
        ("breath", EMERGENCY),
        ("deformed", EMERGENCY),
        ("cold_foot", EMERGENCY),
        ("no_weight", SAME_DAY),
        ("locks", SAME_DAY),
        ("hot_fever", SAME_DAY),
        ("clot", SAME_DAY),
        ("urine", SAME_DAY),
        ("night", CLINICIAN_FIRST),
        ("injury", CLINICIAN_FIRST),
        ("numb", CLINICIAN_FIRST),
        ("inflamed", CLINICIAN_FIRST),
        ("blood", CLINICIAN_FIRST),
        ("veins", CLINICIAN_FIRST),
    ],
)
def test_no_sign_of_the_safety_list_is_ever_missing_or_milder(key: str, tier: int) -> None:
    assert flag_of(key) == RedFlag(key, tier)


@pytest.mark.parametrize("key", ["", "Breath", "breath ", "passed", "none"])
def test_a_key_of_no_sign_is_no_flag(key: str) -> None:
    assert flag_of(key) is None


def test_a_sign_stands_on_one_list_once() -> None:
    keys = [flag.key for flag in ALL_FLAGS]
    assert len(set(keys)) == len(keys)
    assert ALL_FLAGS == FIRST_LIST + SECOND_LIST


def test_the_more_urgent_a_sign_the_earlier_it_is_read() -> None:
    tiers = [flag.tier for flag in ALL_FLAGS]
    assert tiers == sorted(tiers)
    assert {flag.tier for flag in FIRST_LIST} == {EMERGENCY, SAME_DAY}
    assert {flag.tier for flag in SECOND_LIST} == {CLINICIAN_FIRST}


def test_the_tiers_that_a_database_keeps_never_change_their_meaning() -> None:
    assert (EMERGENCY, SAME_DAY, CLINICIAN_FIRST) == (1, 2, 3)
    assert (PASSED, UNTOLD) == (0, -1)


def test_every_sign_fits_on_a_button() -> None:
    for flag in ALL_FLAGS:
        assert pack(Action("flag", 2**63 - 1, flag.key))

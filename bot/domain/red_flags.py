"""The engine's red flags, in three tiers. Authors may add to them, never take away.

Source: the stop list of the safety facts (NHS summaries and trial exclusions named there).
The words are in the catalog under `flag.<key>`.
"""

from dataclasses import dataclass

LISTS_VERSION = "1"
EMERGENCY, SAME_DAY, CLINICIAN_FIRST = 1, 2, 3
PASSED = 0
UNTOLD = -1  # a stop whose tier is not kept, because no consent covers it


@dataclass(frozen=True, slots=True)
class RedFlag:
    """One sign, and how soon it needs a person who can examine it."""

    key: str
    tier: int


FIRST_LIST = (
    RedFlag("breath", EMERGENCY),
    RedFlag("deformed", EMERGENCY),
    RedFlag("cold_foot", EMERGENCY),
    RedFlag("no_weight", SAME_DAY),
    RedFlag("locks", SAME_DAY),
    RedFlag("hot_fever", SAME_DAY),
    RedFlag("clot", SAME_DAY),
    RedFlag("urine", SAME_DAY),
)
SECOND_LIST = (
    RedFlag("night", CLINICIAN_FIRST),
    RedFlag("injury", CLINICIAN_FIRST),
    RedFlag("numb", CLINICIAN_FIRST),
    RedFlag("inflamed", CLINICIAN_FIRST),
    RedFlag("blood", CLINICIAN_FIRST),
    RedFlag("veins", CLINICIAN_FIRST),
)
ALL_FLAGS = FIRST_LIST + SECOND_LIST


def flag_of(key: str) -> RedFlag | None:
    """Give the flag of a key, None for no flag of this engine."""
    return next((flag for flag in ALL_FLAGS if flag.key == key), None)

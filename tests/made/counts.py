"""How much is made up: a little in each run of the suite, all of it where it is asked for."""

import os

FULL = int(os.environ.get("KNEAD_TEST_MADE", "0"))


def how_many(usual: int) -> int:
    """Give the count of a run: the usual one, or the one that was asked for."""
    return FULL or usual

"""Counts of what a database holds: no rows, nobody's."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ended:
    """How many deliveries stand in a state for a reason."""

    state: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class TableSize:
    """How many rows a table has."""

    table: str
    rows: int

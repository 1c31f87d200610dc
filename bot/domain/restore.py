"""What is noted of a restore in the database that it made: which time was lost, and which ids."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IdsLeftOut:
    """Ids of a table that may have been given in the lost time, and are never given again."""

    table: str
    first_id: int
    last_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    """A restore of a backup made at `from_at`.

    What was due since, up to `until_at`, may have been sent without the database knowing of it.
    """

    from_at: int
    until_at: int
    left_out: tuple[IdsLeftOut, ...] = ()

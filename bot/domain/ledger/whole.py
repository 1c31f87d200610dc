"""What only the database as a whole can tell: numbers that are missing, rows that belong to nobody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain.ledger.finding import Finding, Spot
from bot.domain.ledger.log import CLOCK_SLACK_S
from bot.domain.ledger.rows import VersionRow
from bot.domain.ledger.versions import check_version
from bot.domain.restore import IdsLeftOut

# Of these, rows go only with their person; nothing of a version ever goes.
GOES_WITH_PERSON = frozenset({"change", "check_in", "consent", "enrollment", "safety_stop"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Ids that were given once and that no row has, between two rows or behind the last one."""

    table: str
    first_id: int
    last_id: int
    from_at: int | None  # the instant of the row before the gap; None: there is none, or unknown
    to_at: int | None  # of the row behind it


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """A row that points at nothing, or that nothing can explain."""

    table: str
    row: str
    wrong: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeBook:
    """Facts about all rows together.

    `erased_since`: for each id that no person has any more, an instant before which that person
    was surely not known. `withdrawn`: begin and end of every consent that was taken back.
    """

    gaps: tuple[Gap, ...] = ()
    erased_since: tuple[int, ...] = ()
    withdrawn: tuple[tuple[int, int], ...] = ()
    loose: tuple[Loose, ...] = ()
    versions: tuple[VersionRow, ...] = ()
    left_out: tuple[IdsLeftOut, ...] = ()  # ids that a restore passed over


def check_whole(whole: WholeBook, now: int) -> Iterator[Finding]:
    """Find what no erasure and no withdrawal explains."""
    spot = Spot()
    for loose in whole.loose:
        yield spot.finding(loose.table, loose.row, loose.wrong)
    for gap in not_left_out(whole.gaps, whole.left_out):
        if not _is_explained(gap, whole, now):
            ids = (
                f"row {gap.first_id} is"
                if gap.first_id == gap.last_id
                else f"rows {gap.first_id} to {gap.last_id} are"
            )
            wrong = f"{ids} missing from {gap.table}, and nobody was erased then"
            yield spot.finding(gap.table, gap.first_id, wrong)
    for version in whole.versions:
        yield from check_version(version, now)


def not_left_out(gaps: Sequence[Gap], left_out: Sequence[IdsLeftOut]) -> tuple[Gap, ...]:
    """Give the gaps, or parts of them, that no restore passed over."""
    parts = tuple(gaps)
    for ids in left_out:
        parts = tuple(part for gap in parts for part in _beside(gap, ids))
    return parts


def _beside(gap: Gap, ids: IdsLeftOut) -> Iterator[Gap]:
    if ids.table != gap.table:
        yield gap
        return
    before = replace(gap, last_id=min(gap.last_id, ids.first_id - 1))
    behind = replace(gap, first_id=max(gap.first_id, ids.last_id + 1))
    yield from (part for part in (before, behind) if part.first_id <= part.last_id)


def _is_explained(gap: Gap, whole: WholeBook, now: int) -> bool:
    """Tell whether the rows of a gap may have gone with a person, or with their consent."""
    from_at = (gap.from_at or 0) - CLOCK_SLACK_S
    to_at = (now if gap.to_at is None else gap.to_at) + CLOCK_SLACK_S
    if gap.table in GOES_WITH_PERSON and any(since <= to_at for since in whole.erased_since):
        return True
    return gap.table == "check_in" and any(
        given <= to_at and end >= from_at for given, end in whole.withdrawn
    )

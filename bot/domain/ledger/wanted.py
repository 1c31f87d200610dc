"""What should stand in a slot of a day, and how a row that stands there differs from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.ledger.case import Case
from bot.domain.ledger.finding import Finding
from bot.domain.ledger.rows import DeliveryRow
from bot.domain.ledger.words import name_of, when

MOVED, TOO_SOON, WHOLE = "moved", "too_soon", ""
# Reasons that the calendar gives, so that the calendar can tell whether they are true.
OF_THE_CALENDAR = frozenset({MOVED, TOO_SOON})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One row as it should be."""

    kind: str
    on: date
    due_at: int
    late_until: int
    args: str
    rule: str
    cut: frozenset[str] = frozenset({WHOLE})  # which reasons of the calendar it may or must have


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A slot of a day, and the rows that may stand there: one, or what cannot be decided."""

    day_no: int
    slot: str
    wanted: tuple[Wanted, ...]
    is_must: bool = True


def check_places(case: Case, places: Iterable[Place]) -> Iterator[Finding]:
    """Find rows missing, doubled, surplus, or not as they should be."""
    taken: set[int] = set()
    for place in _merged(places):
        rows = [
            row for row in case.deliveries if (row.day_no, row.slot) == (place.day_no, place.slot)
        ]
        taken.update(row.delivery_id for row in rows)
        yield from _check_place(case, place, rows)
    for row in case.deliveries:
        if row.delivery_id not in taken:
            wrong = f"a {name_of(row.kind)} in slot {row.slot!r} should not be there"
            yield case.spot_of(row.day_no).finding("delivery", row.delivery_id, wrong)


def _merged(places: Iterable[Place]) -> Iterator[Place]:
    """Put together what is wanted of one slot by more than one rule."""
    found: dict[tuple[int, str], Place] = {}
    for place in places:
        key = (place.day_no, place.slot)
        other = found.get(key, place)
        wanted = place.wanted if other is place else (*other.wanted, *place.wanted)
        is_must = place.is_must or other.is_must
        found[key] = replace(place, wanted=wanted, is_must=is_must)
    yield from found.values()


def _check_place(case: Case, place: Place, rows: list[DeliveryRow]) -> Iterator[Finding]:
    spot = case.spot_of(place.day_no)
    if not rows and place.is_must:
        wrong = f"the {name_of(place.wanted[0].kind)} is missing"
        yield spot.finding("delivery", place.slot, wrong)
    for double in rows[1:]:
        wrong = f"the {name_of(double.kind)} stands there twice"
        yield spot.finding("delivery", double.delivery_id, wrong)
    for row in rows:
        differences = [tuple(_differences(wanted, row)) for wanted in place.wanted]
        for wrong in min(differences, key=len):
            sentence = f"the {name_of(row.kind)} {wrong}"
            yield spot.finding("delivery", row.delivery_id, sentence)


def _differences(wanted: Wanted, row: DeliveryRow) -> Iterator[str]:
    if row.kind != wanted.kind:
        yield f"stands where the {name_of(wanted.kind)} should be"
    if row.due_at != wanted.due_at:
        yield f"is due {when(row.due_at)} instead of {when(wanted.due_at)}"
    if row.late_until != wanted.late_until:
        yield f"may be late until {when(row.late_until)} instead of {when(wanted.late_until)}"
    if row.local_on != wanted.on.isoformat():
        yield f"is kept under the date {row.local_on} instead of {wanted.on}"
    if row.args != wanted.args:
        yield f"names session {row.args!r} instead of {wanted.args!r}"
    if row.rule != wanted.rule:
        yield f"names the rule {row.rule!r} instead of {wanted.rule!r}"
    yield from _cut(wanted, row)


def _cut(wanted: Wanted, row: DeliveryRow) -> Iterator[str]:
    given = row.reason if row.reason in OF_THE_CALENDAR else WHOLE
    if given not in wanted.cut:
        yield (
            f"says {given!r}, and nothing in the log does"
            if given
            else f"should be cancelled as {' or '.join(sorted(wanted.cut))!r}"
        )

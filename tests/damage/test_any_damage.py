"""Any damage, anywhere: a start is refused in one line, or all is there; nothing is written over.

A bit inside a value that stays a value cannot be seen by anybody: there the rows are as many as
they were, and no more of them differ than bytes were damaged.
"""

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.damage.whole import DATABASE, INDEX, LOG, Files, Rows, Whole, flipped, put, start

Places = list[tuple[float, int]]
PLACES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=4
)
many = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


def damaged(files: Files, name: str, places: Places) -> Files:
    size = len(files[name])
    return flipped(files, name, *((int(place * size), bits) for place, bits in places))


def started_on(files: Files) -> tuple[str, Rows | None]:
    with tempfile.TemporaryDirectory() as folder:
        started = start(put(files, Path(folder)))
        return started.refusal, started.rows


def differing(rows: Rows, others: Rows) -> int:
    """Count the rows that are not the same; that many there must be."""
    count = 0
    for name in rows.keys() | others.keys():
        assert len(rows[name]) == len(others[name]), name
        count += (Counter(rows[name]) - Counter(others[name])).total()
    return count


@many
@given(places=PLACES)
@example(places=[(0.0001, 255)])
def test_flips_in_the_database(whole: Whole, places: Places) -> None:
    refusal, rows = started_on(damaged(whole.closed, DATABASE, places))
    if not refusal:
        assert rows is not None
        assert differing(whole.rows_at_commit[0], rows) <= len(places)


@many
@given(places=PLACES)
def test_flips_in_a_log_whose_index_was_left(whole: Whole, places: Places) -> None:
    refusal, rows = started_on(damaged(whole.killed, LOG, places))
    assert refusal or rows == whole.rows


@many
@given(places=PLACES)
def test_flips_in_a_log_after_a_power_cut(whole: Whole, places: Places) -> None:
    files = {name: content for name, content in whole.killed.items() if name != INDEX}
    refusal, rows = started_on(damaged(files, LOG, places))
    # Where less is there, it is whole up to some commit: nothing of another is half there.
    assert refusal or rows in whole.rows_at_commit


@many
@given(places=PLACES)
def test_flips_in_the_index_of_a_log(whole: Whole, places: Places) -> None:
    assert started_on(damaged(whole.killed, INDEX, places)) == ("", whole.rows)


@many
@given(share=st.floats(0, 1))
def test_a_cut_anywhere(whole: Whole, share: float) -> None:
    content = whole.closed[DATABASE]
    refusal, rows = started_on({DATABASE: content[: int(share * len(content))]})
    assert refusal or rows == whole.rows_at_commit[0]

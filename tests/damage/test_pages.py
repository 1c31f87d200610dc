"""Whatever is damaged in the database file is told in one line, and no file is changed."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.damage.whole import DATABASE, PAGE, Files, Whole, flipped, put, start

ADVICE = "Restore a backup with `knead restore FILE`, or move it away to begin anew."
# What a page may be written over with.
OVER = {"zeros": bytes(PAGE), "a pattern": b"\xa5" * PAGE}
KINDS = (
    "first",
    "table leaf",
    "table interior",
    "index leaf",
    "index interior",
    "overflow",
    "free trunk",
)
HEADER_BYTES = 100


def written_over(files: Files, page: int, new: bytes) -> Files:
    content = files[DATABASE]
    return {**files, DATABASE: content[: page * PAGE] + new + content[(page + 1) * PAGE :]}


@pytest.mark.parametrize("over", OVER)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_written_over_is_found_at_start(
    whole: Whole, tmp_path: Path, kind: str, over: str
) -> None:
    for page in whole.pages[kind][:4]:
        database = put(written_over(whole.closed, page, OVER[over]), tmp_path / str(page))
        refusal = start(database).refusal
        assert str(database) in refusal
        assert refusal.endswith(ADVICE)


@pytest.mark.parametrize("kind", KINDS[1:])
def test_a_page_in_the_place_of_another_is_found_or_is_the_same(
    whole: Whole, tmp_path: Path, kind: str
) -> None:
    content = whole.closed[DATABASE]
    other = whole.pages["table leaf"][-1]
    page = [page for page in whole.pages[kind] if page != other][-1]
    database = put(
        written_over(whole.closed, page, content[other * PAGE : (other + 1) * PAGE]), tmp_path
    )
    started = start(database)
    assert started.refusal or started.rows == whole.rows_at_commit[0]


def test_a_page_that_is_free_may_hold_anything(whole: Whole, tmp_path: Path) -> None:
    page = whole.pages["free leaf"][0]
    database = put(written_over(whole.closed, page, OVER["a pattern"]), tmp_path)
    assert start(database).rows == whole.rows_at_commit[0]


@pytest.mark.parametrize("is_killed", [False, True])
def test_each_byte_of_the_header_is_of_no_matter_or_is_missed(
    whole: Whole, tmp_path: Path, *, is_killed: bool
) -> None:
    files, rows = (whole.killed, whole.rows) if is_killed else (whole.closed, None)
    refused = 0
    for place in range(is_killed, HEADER_BYTES, 2):  # every other byte each
        database = put(flipped(files, DATABASE, (place, 0xFF)), tmp_path / str(place))
        started = start(database)
        refused += bool(started.refusal)
        assert started.refusal or started.rows == (rows or whole.rows_at_commit[0]), place
    assert refused > 20


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.9])
def test_a_database_cut_short_is_found_at_start(
    whole: Whole, tmp_path: Path, share: float
) -> None:
    content = whole.closed[DATABASE]
    database = put({DATABASE: content[: int(len(content) * share)]}, tmp_path)
    assert start(database).refusal.endswith(ADVICE)


def test_one_bit_of_a_program_is_found_at_start(whole: Whole, tmp_path: Path) -> None:
    # It may be the seconds of somebody's exercise, and the text is as good as any.
    place = whole.closed[DATABASE].index(b'"seconds":60') + len('"seconds":')
    database = put(flipped(whole.closed, DATABASE, (place, 1)), tmp_path)
    assert "a program is not what it was" in start(database).refusal


def test_a_row_that_points_at_nothing_is_found_at_start(whole: Whole, tmp_path: Path) -> None:
    database = put(whole.closed, tmp_path)
    other = sqlite3.connect(database)
    other.execute("UPDATE account SET person_id = 9999 WHERE person_id = 7")
    other.commit()
    other.close()
    assert "points at one that is not there" in start(database).refusal


def test_a_letter_of_a_column_is_found_at_start(whole: Whole, tmp_path: Path) -> None:
    place = whole.closed[DATABASE].index(b"answered_at")
    database = put(flipped(whole.closed, DATABASE, (place, 2)), tmp_path)
    assert "tables are not those of Knead" in start(database).refusal


def test_a_damaged_copy_that_has_no_log_yet_is_left_as_it_is(whole: Whole, tmp_path: Path) -> None:
    # As a backup is, before its first start.
    database = put(whole.closed, tmp_path / "lived")
    copy = tmp_path / "copy" / DATABASE
    copy.parent.mkdir()
    with closing(sqlite3.connect(database)) as other:
        other.execute("VACUUM INTO ?", (str(copy),))
    assert start(copy).rows == whole.rows_at_commit[0]
    with closing(sqlite3.connect(database)) as other:
        copy.unlink()
        other.execute("VACUUM INTO ?", (str(copy),))
    assert copy.read_bytes()[19] == 1
    torn = written_over({DATABASE: copy.read_bytes()}, 5, OVER["a pattern"])
    assert start(put(torn, tmp_path / "torn")).refusal.endswith(ADVICE)


def test_a_value_that_no_rule_allows_is_found_at_start(whole: Whole, tmp_path: Path) -> None:
    content = whole.closed[DATABASE]
    of_accounts = [page * PAGE for page in whole.pages["index leaf"]]
    place = next(
        at for begin in of_accounts if (at := content.find(b"open", begin, begin + PAGE)) > 0
    )
    database = put(flipped(whole.closed, DATABASE, (place, 1)), tmp_path)
    assert "CHECK constraint failed in account" in start(database).refusal


def test_words_of_the_tables_that_are_no_text_are_found_at_start(
    whole: Whole, tmp_path: Path
) -> None:
    words = b"CREATE INDEX account_person "
    place = whole.closed[DATABASE].index(words)
    for number, at in enumerate((place, place + len(words))):
        files = flipped(whole.closed, DATABASE, (at, 0x80))
        assert start(put(files, tmp_path / str(number))).refusal.endswith(ADVICE)


def test_an_index_that_names_other_rows_is_found_at_start(whole: Whole, tmp_path: Path) -> None:
    content = whole.closed[DATABASE]
    ends = [(page + 1) * PAGE for page in whole.pages["index leaf"]]
    # The index of accounts by person ends with the name of its first one.
    of_index = [end for end in ends if re.search(rb"user-\d+$", content[end - 10 : end])]
    assert of_index
    for end in of_index:
        database = put(flipped(whole.closed, DATABASE, (end - 1, 1)), tmp_path / str(end))
        assert "missing from index account_person" in start(database).refusal


def test_of_a_very_large_database_the_pages_are_looked_at(
    whole: Whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite.prepare.FULLY_CHECKED_UP_TO_BYTES", 1)
    assert start(put(whole.killed, tmp_path / "whole")).rows == whole.rows
    torn = written_over(whole.closed, whole.pages["index leaf"][3], OVER["a pattern"])
    assert start(put(torn, tmp_path / "torn")).refusal.endswith(ADVICE)

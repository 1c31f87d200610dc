"""A damaged log is told instead of being taken for its end; what cannot be known is kept whole."""

import random
from contextlib import closing
from pathlib import Path

import pytest

from storage.sqlite.log_check import read_index
from storage.sqlite.runner import SqliteRunner
from tests.damage.whole import (
    DATABASE,
    FRAME,
    INDEX,
    LATE,
    LOG,
    Files,
    Whole,
    files_in,
    flipped,
    make_whole,
    put,
    start,
)
from tests.fakes.rows import kept_person

HEADER = 32
LOST = f"is damaged (in its log {LOG}: what was saved last cannot be read)"
LAST = len(LATE) - 1


def frame(number: int) -> int:
    """Give where a frame begins; here each commit has one."""
    return HEADER + number * FRAME


def without_index(files: Files) -> Files:
    return {name: content for name, content in files.items() if name != INDEX}


def test_each_commit_is_one_frame_here(whole: Whole) -> None:
    assert len(whole.killed[LOG]) == frame(len(LATE))


def test_a_log_that_a_killed_bot_left_is_read_to_its_end(whole: Whole, tmp_path: Path) -> None:
    assert start(put(whole.killed, tmp_path / "killed")).rows == whole.rows
    assert start(put(without_index(whole.killed), tmp_path / "cut")).rows == whole.rows


@pytest.mark.parametrize("part", ["page", "salts", "place", "size"])
@pytest.mark.parametrize("number", range(len(LATE)))
def test_damage_in_a_log_is_told_where_its_index_was_left(
    whole: Whole, tmp_path: Path, number: int, part: str
) -> None:
    at = frame(number) + {"page": 24 + 1000, "salts": 8, "place": 3, "size": 6}[part]
    database = put(flipped(whole.killed, LOG, (at, 1)), tmp_path)
    refusal = start(database).refusal
    assert LOST in refusal
    assert "knead restore" in refusal


@pytest.mark.parametrize("at", [0, 1, 9, 12, 16, 20, 24, 28])
def test_a_damaged_beginning_of_a_log_is_told(whole: Whole, tmp_path: Path, at: int) -> None:
    for number, files in enumerate((whole.killed, without_index(whole.killed))):
        database = put(flipped(files, LOG, (at, 1)), tmp_path / str(number))
        assert LOST in start(database).refusal


@pytest.mark.parametrize("part", [24 + 1000, 8])
@pytest.mark.parametrize("number", range(LAST))
def test_damage_is_told_also_after_a_power_cut_where_two_commits_are_concerned(
    whole: Whole, tmp_path: Path, number: int, part: int
) -> None:
    files = flipped(without_index(whole.killed), LOG, (frame(number) + part, 1))
    assert LOST in start(put(files, tmp_path)).refusal


def test_damage_in_the_very_last_commit_looks_like_a_power_cut(
    whole: Whole, tmp_path: Path
) -> None:
    # Torn by the cut, it would look the same, and nobody would have been told that it is saved.
    files = flipped(without_index(whole.killed), LOG, (frame(LAST) + 1000, 1))
    assert start(put(files, tmp_path)).rows == whole.rows_at_commit[LAST]


@pytest.mark.parametrize("size", [frame(2), frame(3) + 1000, frame(LAST)])
def test_a_log_cut_short_is_told_where_its_index_was_left(
    whole: Whole, tmp_path: Path, size: int
) -> None:
    files = {**whole.killed, LOG: whole.killed[LOG][:size]}
    assert LOST in start(put(files, tmp_path / "killed")).refusal
    commits = (size - HEADER) // FRAME
    rows = start(put(without_index(files), tmp_path / "cut")).rows
    assert rows == whole.rows_at_commit[commits]


@pytest.mark.parametrize("content", [None, b""])
def test_a_log_that_is_gone_takes_its_commits_alone_with_it(
    whole: Whole, tmp_path: Path, content: bytes | None
) -> None:
    files = {name: held for name, held in whole.killed.items() if name != LOG}
    if content is not None:
        files[LOG] = content
    assert start(put(files, tmp_path)).rows == whole.rows_at_commit[0]


@pytest.mark.parametrize("size", [0, 10, 100, 32768, 100_000])
def test_an_index_that_is_damaged_is_made_anew(whole: Whole, tmp_path: Path, size: int) -> None:
    files = {**whole.killed, INDEX: random.Random(size).randbytes(size)}  # noqa: S311  # as good as any
    assert start(put(files, tmp_path)).rows == whole.rows


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """Give a database of fewer people, with a log of its own."""
    return make_whole(tmp_path_factory.mktemp("other") / "lived", people=40)


def test_an_index_of_another_log_says_nothing(whole: Whole, other: Whole, tmp_path: Path) -> None:
    # Such as one of former days, whose last content never reached the disk.
    index = read_index(put(other.killed, tmp_path / "other"))
    assert index is not None
    assert index.frames == len(LATE)
    files = {**whole.killed, LOG: whole.killed[LOG][: frame(3)], INDEX: other.killed[INDEX]}
    assert start(put(files, tmp_path / "mixed")).rows == whole.rows_at_commit[3]


def test_an_index_whose_sum_is_wrong_says_nothing(whole: Whole, tmp_path: Path) -> None:
    files = flipped(whole.killed, INDEX, (16, 64), (48 + 16, 64))
    assert read_index(put(files, tmp_path)) is None
    assert start(tmp_path / DATABASE).rows == whole.rows


def test_a_header_that_knows_no_log_beside_one_is_told(whole: Whole, tmp_path: Path) -> None:
    files = flipped(whole.killed, DATABASE, (18, 3), (19, 3))
    assert f"does not know of its log {LOG}" in start(put(files, tmp_path)).refusal


def test_a_log_of_another_database_is_told(whole: Whole, other: Whole, tmp_path: Path) -> None:
    files = {DATABASE: whole.closed[DATABASE], LOG: other.killed[LOG]}
    assert "is damaged" in start(put(files, tmp_path)).refusal


def test_an_older_copy_beside_the_newer_log_is_told(whole: Whole, tmp_path: Path) -> None:
    # As when a backup was put in place with `cp`, and the log was left.
    database = put(whole.closed, tmp_path / "newer")
    with closing(SqliteRunner.open(database)) as runner:
        runner.run(lambda tx: [kept_person(tx, f"new-{number}") for number in range(100)])
    with closing(SqliteRunner.open(database)) as runner:
        runner.run(lambda tx: kept_person(tx, "newest"))
        newer = files_in(database.parent)
    files = {DATABASE: whole.closed[DATABASE], LOG: newer[LOG], INDEX: newer[INDEX]}
    assert "is damaged" in start(put(files, tmp_path / "mixed")).refusal

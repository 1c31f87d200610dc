"""What the ledger finds in the database as a whole, and in what a version holds."""

import hashlib
import json
from dataclasses import replace

import pytest

from bot.domain.ledger.finding import Finding
from bot.domain.ledger.rows import VersionRow
from bot.domain.ledger.versions import read_body
from bot.domain.ledger.whole import Gap, Loose, WholeBook, check_whole
from tests.fakes.book_rows import VERSION

NOW = 100_000
GAP = Gap(table="check_in", first_id=4, last_id=4, from_at=50_000, to_at=60_000)


def found(**whole: object) -> list[str]:
    return [finding.wrong for finding in check_whole(replace(WholeBook(), **whole), NOW)]


def test_a_whole_database_has_nothing_wrong() -> None:
    assert found(versions=(VERSION,)) == []


def test_a_number_that_no_row_has_is_named() -> None:
    assert found(gaps=(GAP, replace(GAP, first_id=7, last_id=9, table="change"))) == [
        "the database: row 4 is missing from check_in, and nobody was erased then",
        "the database: rows 7 to 9 are missing from change, and nobody was erased then",
    ]


def test_a_finding_about_no_person_names_its_table_and_row() -> None:
    (finding,) = check_whole(WholeBook(gaps=(GAP,)), NOW)
    assert finding == Finding(
        person_id=None,
        enrollment_id=None,
        day_no=None,
        table="check_in",
        row="4",
        wrong="the database: row 4 is missing from check_in, and nobody was erased then",
    )


@pytest.mark.parametrize("since", [0, 55_000, 60_000])
def test_somebody_who_was_erased_and_was_there_then_explains_a_gap(since: int) -> None:
    assert found(gaps=(GAP,), erased_since=(since,)) == []


def test_somebody_who_came_later_explains_none() -> None:
    assert len(found(gaps=(GAP,), erased_since=(70_000,))) == 1


def test_an_erasure_explains_what_is_missing_at_the_end() -> None:
    assert found(gaps=(replace(GAP, to_at=None),), erased_since=(99_000,)) == []


def test_versions_go_with_nobody() -> None:
    assert len(found(gaps=(replace(GAP, table="program_version"),), erased_since=(0,))) == 1


def test_a_consent_taken_back_explains_scores_of_its_time_and_nothing_else() -> None:
    assert found(gaps=(GAP,), withdrawn=((55_000, 58_000),)) == []
    assert found(gaps=(replace(GAP, from_at=None),), withdrawn=((1, 2),)) == []
    assert len(found(gaps=(GAP,), withdrawn=((1, 2), (80_000, 90_000)))) == 1
    assert len(found(gaps=(replace(GAP, table="consent"),), withdrawn=((55_000, 58_000),))) == 1


def test_a_row_that_is_nobodys_is_told_as_it_was_found() -> None:
    loose = Loose(table="due", row="card", wrong="due card is nobody's")
    assert found(loose=(loose,)) == ["the database: due card is nobody's"]


def _with_body(body: str) -> VersionRow:
    content_hash = hashlib.sha256(body.encode()).hexdigest()
    return replace(VERSION, body=body, content_hash=content_hash)


@pytest.mark.parametrize(
    ("version", "wrong"),
    [
        (replace(VERSION, body=VERSION.body + " "), "is not what its hash names"),
        (replace(VERSION, content_hash="0" * 64), "is not what its hash names"),
        (replace(VERSION, program_key="knees"), "is kept as 'knees', which its content is not"),
        (replace(VERSION, loaded_at=NOW + 1), "was kept in the future"),
        (
            replace(VERSION, retired_at=5),
            "was retired before it was kept, or in the future",
        ),
        (_with_body("not json"), "cannot be read"),
        (_with_body("[]"), "cannot be read"),
        (_with_body(json.dumps({"program": {"key": "hips"}})), "cannot be read"),
    ],
)
def test_a_version_that_was_changed_is_named(version: VersionRow, wrong: str) -> None:
    assert found(versions=(version,)) == [f"the database: program version 1 {wrong}"]


def test_a_version_may_be_retired() -> None:
    assert found(versions=(replace(VERSION, retired_at=NOW),)) == []


def test_a_version_tells_its_sessions_and_the_stop_signs_that_it_adds() -> None:
    added = [{"key": "bruise", "tier": 3, "text": "A fresh bruise"}]
    body = {"program": {"key": "hips", "sessions": [{}], "red_flags_added": added}}
    content = read_body(json.dumps(body))
    assert content is not None
    assert (content.key, content.sessions) == ("hips", 1)
    assert content.signs == {("bruise", 3)}
    assert read_body("not json") is None

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.program import AddedFlag, DaysPerWeek, Program
from bot.domain.technique import Area, Evidence, EvidenceLabel, Feel, NoGo, Source
from storage.program_files.codec import (
    FORMAT,
    FormatTooNewError,
    content_hash,
    program_from_json,
    program_to_json,
    version_of,
)
from storage.program_files.loader import load_programs
from tests.fakes.programs import a_block, a_massage, a_program, a_session, a_strength_move

ROOT = Path(__file__).resolve().parents[2]
HIP, BRIDGE = a_massage(), a_strength_move()
PROGRAM = a_program(
    a_session(a_block(HIP, instead="hip-ball"), a_block(BRIDGE, in_short_form=True)),
    techniques=(BRIDGE, HIP),
)

words = st.text(max_size=20)
lines = st.lists(words, max_size=3).map(tuple)


@st.composite
def programs(draw: st.DrawFn) -> Program:
    technique = replace(
        HIP,
        name=draw(words),
        area=draw(st.sampled_from(Area)),
        feel=draw(st.none() | st.builds(Feel, low=st.integers(), high=st.integers())),
        never=draw(lines),
        never_on=tuple(draw(st.lists(st.sampled_from(NoGo), max_size=3))),
        evidence=draw(
            st.builds(Evidence, label=st.sampled_from(EvidenceLabel), line=words),
        ),
        sources=tuple(draw(st.lists(st.builds(Source, title=words, url=words), max_size=2))),
        picture=draw(st.none() | words),
        easier=draw(words),
    )
    return replace(
        PROGRAM,
        summary=draw(words),
        why=draw(lines),
        techniques=(BRIDGE, technique),
        days_per_week=DaysPerWeek(
            least=draw(st.integers()),
            most=5,
            usual=draw(st.frozensets(st.integers(0, 6))),
        ),
        red_flags_added=tuple(
            draw(st.lists(st.builds(AddedFlag, key=words, tier=st.integers(), text=words)))
        ),
        safety=draw(st.booleans()),
    )


@given(programs())
def test_a_program_comes_back_from_its_json_as_it_was(program: Program) -> None:
    body = program_to_json(program)
    assert program_from_json(body) == program
    assert program_to_json(program_from_json(body)) == body


@given(programs(), programs())
def test_two_programs_share_a_hash_only_if_they_are_equal(one: Program, other: Program) -> None:
    assert (content_hash(one) == content_hash(other)) == (one == other)


def test_the_order_in_which_days_were_written_changes_nothing() -> None:
    # No weekday is 8 or 16; they share a place in a small set, so that its order can differ.
    days = [frozenset(days) for days in ((0, 8, 16), (16, 8, 0), (8, 16, 0))]
    texts = {
        program_to_json(
            replace(PROGRAM, days_per_week=DaysPerWeek(least=3, most=5, usual=usual)),
        )
        for usual in days
    }
    assert len({tuple(usual) for usual in days}) > 1
    assert len(texts) == 1


def test_one_word_of_one_technique_makes_another_version() -> None:
    changed = replace(PROGRAM, techniques=(BRIDGE, replace(HIP, name="hip")))
    assert content_hash(changed) != content_hash(PROGRAM)
    assert re.fullmatch("[0-9a-f]{64}", content_hash(PROGRAM))
    assert version_of(PROGRAM).program is PROGRAM
    assert version_of(PROGRAM).content_hash == content_hash(PROGRAM)


def test_the_hash_of_a_program_never_changes_by_itself() -> None:
    # A change of the format or of a field's name would orphan every stored version.
    assert content_hash(PROGRAM) == (
        "c879701dd10013563fc10a3a0d41350889dd028c04a332d958d62ed2f20906d7"
    )


def test_a_body_of_a_newer_version_is_refused_by_name() -> None:
    body = json.dumps({"format": FORMAT + 1, "program": "unknown"})
    with pytest.raises(FormatTooNewError, match="upgrade the bot"):
        program_from_json(body)


def test_a_body_that_lacks_a_later_field_is_still_read() -> None:
    body = json.loads(program_to_json(PROGRAM))
    del body["program"]["safety"]
    del body["program"]["red_flags_added"]
    assert program_from_json(json.dumps(body)) == PROGRAM


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"format": "x"}', '{"format": 1}', "null"])
def test_what_is_no_stored_program_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match=r"validation error|Invalid JSON|Field required"):
        program_from_json(body)


def test_the_shipped_programs_survive_being_stored() -> None:
    for version in load_programs(ROOT / "programs").programs:
        stored = program_from_json(program_to_json(version.program))
        assert version_of(stored) == version

from dataclasses import FrozenInstanceError, replace

import pytest

from bot.domain.program import SessionNotFoundError, TechniqueNotFoundError
from bot.domain.technique import Area, Form, Kind, NoGo, Technique, Tool
from tests.fakes.programs import (
    BALL_FORMS,
    a_block,
    a_massage,
    a_program,
    a_session,
    a_strength_move,
    a_warm_up,
)

HIP, BRIDGE, MARCH = a_massage(), a_strength_move(), a_warm_up()
FIRST = a_session(a_block(HIP), a_block(BRIDGE))
SECOND = replace(FIRST, key="two", week=2)
PROGRAM = a_program(FIRST, SECOND, techniques=(BRIDGE, HIP))


def test_sessions_count_from_one() -> None:
    assert PROGRAM.session(1) is FIRST
    assert PROGRAM.session(2) is SECOND


@pytest.mark.parametrize("session_no", [-1, 0, 3])
def test_a_session_outside_the_program_is_refused_by_name(session_no: int) -> None:
    with pytest.raises(SessionNotFoundError, match=f"sessions 1 to 2, not {session_no}"):
        PROGRAM.session(session_no)


def test_a_program_carries_its_techniques() -> None:
    assert PROGRAM.technique("hip-ball") is HIP
    with pytest.raises(TechniqueNotFoundError, match="no technique 'leg-day'"):
        PROGRAM.technique("leg-day")


def test_a_program_lasts_as_many_weeks_as_its_last_session_says() -> None:
    assert PROGRAM.weeks == 2


def test_a_program_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        PROGRAM.name = "Other"  # type: ignore[misc]  # that is the point


@pytest.mark.parametrize(
    ("technique", "is_massage", "is_strength"),
    [(HIP, True, False), (BRIDGE, False, True), (MARCH, False, False)],
)
def test_what_a_technique_does_follows_from_its_kind(
    technique: Technique, *, is_massage: bool, is_strength: bool
) -> None:
    assert (technique.is_massage, technique.is_strength) == (is_massage, is_strength)


@pytest.mark.parametrize("kind", [Kind.ROLL, Kind.PRESS, Kind.KNEAD])
def test_rolling_pressing_and_kneading_are_massage(kind: Kind) -> None:
    assert replace(HIP, kind=kind).is_massage


def test_the_usual_form_is_the_marked_one_or_else_the_first() -> None:
    assert HIP.usual_form is BALL_FORMS[2]
    unmarked = tuple(replace(form, usual=False) for form in BALL_FORMS)
    assert replace(HIP, forms=unmarked).usual_form is unmarked[0]


@pytest.mark.parametrize(
    ("needs", "is_tool_free", "is_off_floor"),
    [
        ((Tool.HANDS, Tool.CHAIR), True, True),
        ((Tool.WALL,), True, True),
        ((Tool.FLOOR,), True, False),
        ((Tool.TENNIS_BALL, Tool.WALL), False, True),
        ((Tool.ROLLER, Tool.FLOOR), False, False),
    ],
)
def test_a_form_knows_what_it_asks_of_a_person(
    needs: tuple[Tool, ...], *, is_tool_free: bool, is_off_floor: bool
) -> None:
    form = Form(needs=needs, lines=("Go.",))
    assert form.tool is needs[0]
    assert (form.is_tool_free, form.is_off_floor) == (is_tool_free, is_off_floor)


def test_no_technique_can_be_about_a_place_that_pressure_must_not_go_to() -> None:
    assert not set(Area) & set(NoGo)

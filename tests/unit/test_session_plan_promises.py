"""What holds for every plan of every program, at every level, softness and form."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.program import Program
from bot.domain.session_plan import (
    CAP_S,
    FormFlag,
    SessionForm,
    form_from_text,
    form_to_text,
    plan_session,
)
from bot.domain.technique import Sides, Technique, Tool
from tests.fakes.programs import a_block, a_massage, a_program, a_session, a_strength_move

HIP, BRIDGE = a_massage(), a_strength_move()
RAISE = a_strength_move("side-leg-raise", name="side leg raise")

forms = st.frozensets(st.sampled_from(FormFlag))
levels, softnesses = st.sampled_from([-1, 0, 1]), st.sampled_from([0, 1, 2])


def a_massage_of(key: str, usual: int, sides: Sides) -> Technique:
    ways = (
        replace(
            form,
            usual=at == usual,
            lines=form.lines if sides is Sides.BOTH else ("Go.",),
        )
        for at, form in enumerate(HIP.forms)
    )
    return replace(a_massage(key), sides=sides, forms=tuple(ways))


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Any program that the file rules let through, with sides, sets and stand-ins mixed."""
    massages = [
        a_massage_of(f"massage-{no}", usual, draw(st.sampled_from(Sides)))
        for no, usual in enumerate(draw(st.lists(st.integers(0, 2), min_size=1, max_size=5)))
    ]
    blocks = [
        a_block(
            massage,
            seconds=draw(st.integers(30, CAP_S)),
            sets=draw(st.integers(1, 2)),
            in_short_form=draw(st.booleans()),
        )
        for massage in massages
    ]
    end = a_block(
        BRIDGE,
        seconds=draw(st.integers(20, CAP_S)),
        in_short_form=draw(st.booleans()),
        instead=draw(st.sampled_from([None, "side-leg-raise"])),
    )
    return a_program(a_session(*blocks, end), techniques=(*massages, BRIDGE, RAISE))


@given(programs(), levels, softnesses, forms)
def test_every_plan_of_every_program_keeps_the_promises(
    program: Program, level: int, softness: int, form: SessionForm
) -> None:
    planned = plan_session(program, 1, level=level, softness=softness, form=form)
    steps = planned.steps
    assert steps[-1].is_strength
    assert all(10 <= step.seconds <= CAP_S and step.set_no <= 2 for step in steps)
    assert all("{" not in line for step in steps for line in step.lines)
    assert [step.no for step in steps] == sorted(step.no for step in steps)
    assert {step.no for step in steps} == set(range(1, steps[0].of + 1))
    assert planned.seconds == sum(step.pause_before_s + step.seconds for step in steps)
    assert [bool(step.then) for step in steps] == [True] * (len(steps) - 1) + [False]
    for flag, wrong in ((FormFlag.HANDS, Tool.TENNIS_BALL), (FormFlag.OFF_FLOOR, Tool.FLOOR)):
        assert flag not in form or wrong not in planned.tools


@given(programs(), softnesses, forms)
def test_a_lower_level_never_takes_longer(
    program: Program, softness: int, form: SessionForm
) -> None:
    half, written, more = (
        plan_session(program, 1, level=level, softness=softness, form=form).seconds
        for level in (-1, 0, 1)
    )
    assert half <= written <= more


@given(forms)
def test_a_form_comes_back_from_its_text(form: SessionForm) -> None:
    assert form_from_text(form_to_text(form)) == form

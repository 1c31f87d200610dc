from dataclasses import replace

import pytest

from bot.domain.program import Block, ProgramVersion, SessionNotFoundError
from bot.domain.session_plan import (
    AS_WRITTEN,
    FormFlag,
    SessionForm,
    SessionPlan,
    form_from_text,
    form_to_text,
    plan_session,
    scaled_seconds,
    session_as_given,
)
from bot.domain.technique import Feel, Technique, Tool
from tests.fakes.programs import (
    a_block,
    a_massage,
    a_program,
    a_session,
    a_strength_move,
    a_warm_up,
)

MARCH, HIP, BUTTOCK = a_warm_up(), a_massage(), a_massage("buttock-ball", name="buttock")
BRIDGE, RAISE = a_strength_move(), a_strength_move("side-leg-raise", name="side leg raise")
ALL = (MARCH, HIP, BUTTOCK, BRIDGE, RAISE)
BLOCKS = (
    a_block(MARCH),
    a_block(HIP, seconds=90, instead="buttock-ball", in_short_form=True),
    a_block(BRIDGE, instead="side-leg-raise", in_short_form=True),
)


def plan(
    *blocks: Block,
    level: int = 0,
    softness: int = 0,
    form: SessionForm = AS_WRITTEN,
    techniques: tuple[Technique, ...] = ALL,
) -> SessionPlan:
    program = a_program(a_session(*(blocks or BLOCKS)), techniques=techniques)
    return plan_session(program, 1, level=level, softness=softness, form=form)


def only(*flags: FormFlag) -> SessionForm:
    return frozenset(flags)


def test_each_side_is_a_step_of_its_own_under_the_number_of_its_block() -> None:
    steps = plan().steps
    assert [(step.no, step.of, step.title, step.side) for step in steps] == [
        (1, 3, "march", None),
        (2, 3, "side of hip", "left"),
        (2, 3, "side of hip", "right"),
        (3, 3, "bridge", None),
    ]


def test_lines_name_the_side_being_worked_and_the_other_one() -> None:
    left, right = plan().steps[1:3]
    assert left.lines == ("On the floor, right up.",)
    assert right.lines == ("On the floor, left up.",)
    at_wall = plan(softness=1).steps[1]
    assert at_wall.lines == ("At the wall, left.",)


def test_there_is_time_to_get_ready_and_to_turn_over() -> None:
    assert [step.pause_before_s for step in plan().steps] == [10, 10, 15, 10]


def test_the_length_counts_every_second_and_rounds_to_minutes() -> None:
    planned = plan()
    assert planned.seconds == 10 + 60 + 10 + 90 + 15 + 90 + 10 + 60
    assert planned.minutes == 6
    assert plan(a_block(BRIDGE, seconds=20)).minutes == 1


def test_each_step_says_what_follows() -> None:
    assert [step.then for step in plan().steps] == ["side of hip", "right side", "bridge", ""]


def test_two_sets_alternate_the_sides_and_never_become_three() -> None:
    steps = plan(a_block(HIP, sets=3), a_block(BRIDGE)).steps
    assert [(step.side, step.set_no, step.pause_before_s) for step in steps] == [
        ("left", 1, 10),
        ("right", 1, 15),
        ("left", 2, 15),
        ("right", 2, 15),
        (None, 1, 10),
    ]


def test_two_sets_without_sides_have_a_rest_between_them() -> None:
    steps = plan(a_block(BRIDGE, sets=2)).steps
    assert [(step.pause_before_s, step.then) for step in steps] == [(10, "once more"), (30, "")]


@pytest.mark.parametrize(
    ("written", "level", "planned"),
    [
        (60, 0, 60),
        (47, 0, 47),
        (60, -1, 30),
        (45, -1, 20),
        (15, -1, 10),
        (60, 1, 75),
        (90, 1, 110),
        (100, 1, 120),
        (120, 1, 120),
    ],
)
def test_the_level_halves_or_adds_a_quarter_inside_the_cap(
    written: int, level: int, planned: int
) -> None:
    assert scaled_seconds(written, level) == planned


def test_strength_moves_scale_too() -> None:
    assert plan(level=-1).steps[-1].seconds == 30
    assert plan(level=1).steps[-1].seconds == 75


def test_one_level_down_takes_the_softest_tool_and_the_easier_move() -> None:
    steps = plan(level=-1).steps
    assert steps[1].tool is Tool.HANDS
    assert steps[-1].lines == ("On the floor.", "Easier: half as high.")
    assert plan().steps[-1].lines == ("On the floor.",)
    assert plan(level=-1, techniques=(MARCH, HIP, BUTTOCK, replace(BRIDGE, easier=""))).steps[
        -1
    ].lines == ("On the floor.",)


@pytest.mark.parametrize(
    ("softness", "needs"),
    [
        (0, (Tool.TENNIS_BALL, Tool.FLOOR)),
        (1, (Tool.TENNIS_BALL, Tool.WALL)),
        (2, (Tool.HANDS, Tool.CHAIR)),
    ],
)
def test_softness_steps_from_the_usual_tool_to_the_softest(
    softness: int, needs: tuple[Tool, ...]
) -> None:
    assert plan(softness=softness).steps[1].needs == needs


def test_softness_beyond_the_softest_stays_there() -> None:
    gentle = replace(HIP, forms=tuple(replace(form, usual=False) for form in HIP.forms))
    steps = plan(softness=2, techniques=(MARCH, gentle, BRIDGE)).steps
    assert steps[1].tool is Tool.HANDS


def test_strength_moves_keep_their_form_whatever_the_softness() -> None:
    assert plan(softness=2).steps[-1].tool is Tool.FLOOR


def test_the_hands_form_needs_nothing_bought() -> None:
    planned = plan(form=only(FormFlag.HANDS))
    assert planned.tools == (Tool.FLOOR, Tool.HANDS, Tool.CHAIR)


def test_off_the_floor_nobody_lies_down_and_the_firmest_possible_tool_stays() -> None:
    planned = plan(form=only(FormFlag.OFF_FLOOR))
    assert Tool.FLOOR not in planned.tools
    assert planned.steps[1].needs == (Tool.TENNIS_BALL, Tool.WALL)


def test_a_wish_that_no_form_fulfils_leaves_the_forms_as_they_are() -> None:
    floor_only = replace(HIP, forms=HIP.forms[2:])
    forms = only(FormFlag.HANDS, FormFlag.OFF_FLOOR)
    steps = plan(form=forms, techniques=(MARCH, floor_only, BRIDGE)).steps
    assert steps[1].needs == (Tool.TENNIS_BALL, Tool.FLOOR)


def test_the_short_form_holds_only_its_blocks() -> None:
    titles = [step.title for step in plan(form=only(FormFlag.SHORT)).steps]
    assert titles == ["side of hip", "side of hip", "bridge"]


def test_the_short_form_ends_with_the_strengthening_move_even_if_it_was_not_marked() -> None:
    blocks = (a_block(MARCH, in_short_form=True), a_block(HIP), a_block(BRIDGE))
    titles = [step.title for step in plan(*blocks, form=only(FormFlag.SHORT)).steps]
    assert titles == ["march", "bridge"]


def test_a_short_form_without_marked_blocks_is_the_strengthening_move_alone() -> None:
    steps = plan(a_block(HIP), a_block(BRIDGE), form=only(FormFlag.SHORT)).steps
    assert [step.title for step in steps] == ["bridge"]


def test_swapping_takes_each_stand_in_and_leaves_blocks_without_one() -> None:
    keys = [step.technique for step in plan(form=only(FormFlag.SWAP)).steps]
    assert keys == ["march", "buttock-ball", "buttock-ball", "side-leg-raise"]


def test_what_to_have_ready_is_what_to_fetch() -> None:
    planned = plan(form=only(FormFlag.HANDS))
    assert planned.have_ready == (Tool.FLOOR, Tool.CHAIR)


def test_the_feel_of_a_session_is_its_strongest() -> None:
    light = replace(BUTTOCK, feel=Feel(low=2, high=4))
    blocks = (a_block(BUTTOCK), a_block(HIP), a_block(BRIDGE))
    assert plan(*blocks, techniques=(light, HIP, BRIDGE)).feel == Feel(low=3, high=5)
    assert plan(a_block(BRIDGE)).feel is None


def test_cautions_of_program_and_session_come_once_each() -> None:
    assert plan().cautions == ("Never on bone.", "Slowly.")


def test_a_card_warns_with_the_first_never_do() -> None:
    assert plan().steps[1].never == ("Never on bone.",)


@pytest.mark.parametrize("level", [-2, 2])
def test_a_level_out_of_range_is_refused(level: int) -> None:
    with pytest.raises(ValueError, match="level is -1 to 1"):
        plan(level=level)


@pytest.mark.parametrize("softness", [-1, 3])
def test_a_softness_out_of_range_is_refused(softness: int) -> None:
    with pytest.raises(ValueError, match="softness is 0 to 2"):
        plan(softness=softness)


def test_a_session_that_the_program_does_not_have_is_refused() -> None:
    with pytest.raises(SessionNotFoundError):
        plan_session(a_program(a_session(*BLOCKS), techniques=ALL), 2)


def test_forms_are_packed_in_a_stable_order() -> None:
    assert form_to_text(AS_WRITTEN) == ""
    assert form_to_text(only(FormFlag.SHORT, FormFlag.HANDS)) == "hands+short"


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="fast"):
        form_from_text("hands+fast")


def test_a_plan_that_is_remembered_belongs_to_one_version_level_tool_and_form() -> None:
    def versions() -> list[ProgramVersion]:
        return [
            ProgramVersion(program=program, content_hash=content_hash)
            for content_hash, program in {
                "old": a_program(a_session(*BLOCKS), techniques=ALL),
                "new": a_program(a_session(*BLOCKS[1:]), techniques=ALL),
            }.items()
        ]

    for version in (*versions(), *versions()):
        for level, softness, form in ((0, 0, ""), (-1, 0, ""), (0, 1, ""), (0, 0, "hands+short")):
            given = session_as_given(version, 1, level, softness, form)
            flags = form_from_text(form)
            assert given == plan_session(
                version.program, 1, level=level, softness=softness, form=flags
            )
            # The same program, read again, finds what is remembered.
            again = next(each for each in versions() if each.content_hash == version.content_hash)
            assert session_as_given(again, 1, level, softness, form) is given

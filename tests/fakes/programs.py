"""Small programs for tests, complete and within all rules unless a test bends them."""

from dataclasses import replace

from bot.domain.enrollment import CheckInKind
from bot.domain.program import Block, DaysPerWeek, Program, SessionOutline
from bot.domain.technique import (
    Area,
    Dose,
    Evidence,
    EvidenceLabel,
    Feel,
    Form,
    Kind,
    NoGo,
    Sides,
    Source,
    Technique,
    Tool,
)

BALL_FORMS = (
    Form(needs=(Tool.HANDS, Tool.CHAIR), lines=("By hand, {side}.",)),
    Form(needs=(Tool.TENNIS_BALL, Tool.WALL), lines=("At the wall, {side}.",)),
    Form(needs=(Tool.TENNIS_BALL, Tool.FLOOR), lines=("On the floor, {other} up.",), usual=True),
)
FLOOR_OR_CHAIR = (
    Form(needs=(Tool.CHAIR,), lines=("On the chair.",)),
    Form(needs=(Tool.FLOOR,), lines=("On the floor.",), usual=True),
)


def a_massage(key: str = "hip-ball", *, name: str = "side of hip") -> Technique:
    return Technique(
        key=key,
        name=name,
        kind=Kind.PRESS,
        muscle="gluteus medius",
        area=Area.SIDE_OF_HIP,
        purpose="Presses the hip.",
        sides=Sides.BOTH,
        dose=Dose(seconds=60, sets=1),
        feel=Feel(low=3, high=5),
        forms=BALL_FORMS,
        never=("Never on bone.", "Never on the spine."),
        never_on=(NoGo.KNEECAP, NoGo.JOINT_LINE, NoGo.BACK_OF_KNEE, NoGo.BONE),
        stop_when=("It hurts more than 5 of 10.",),
        not_for=("Anyone on blood thinners.",),
        evidence=Evidence(label=EvidenceLabel.PRACTICE, line="From practice."),
        sources=(Source(title="Practice article", url="seed"),),
        alt_text="A ball at the hip.",
    )


def a_strength_move(key: str = "bridge", *, name: str = "bridge") -> Technique:
    return replace(
        a_massage(key, name=name),
        kind=Kind.STRENGTH,
        area=Area.HIP_AND_THIGH,
        sides=Sides.NONE,
        feel=None,
        forms=FLOOR_OR_CHAIR,
        never_on=(),
        not_for=(),
        easier="Easier: half as high.",
        harder="Harder: one leg.",
    )


def a_warm_up(key: str = "march", *, name: str = "march") -> Technique:
    return replace(a_strength_move(key, name=name), kind=Kind.WARM_UP, easier="", harder="")


def a_block(technique: Technique, **changes: object) -> Block:
    block = Block(technique=technique.key, seconds=technique.dose.seconds, sides=technique.sides)
    return replace(block, **changes)  # type: ignore[arg-type]  # the caller names real fields


def a_session(*blocks: Block, title: str = "Side of the hip") -> SessionOutline:
    return SessionOutline(
        key="one", title=title, week=1, focus="The hip.", blocks=blocks, cautions=("Slowly.",)
    )


def a_program(
    *sessions: SessionOutline, techniques: tuple[Technique, ...], key: str = "reset"
) -> Program:
    return Program(
        key=key,
        name="Reset",
        summary="Short sessions.",
        language="en",
        days_per_week=DaysPerWeek(least=3, most=5, usual=frozenset({0, 2, 4})),
        have_ready="A ball.",
        why=("It may feel easier for a while.",),
        sources=(Source(title="Practice article", url="seed"),),
        cautions=("Never on bone.", "Slowly."),
        closing=("Done.",),
        check_ins=tuple(CheckInKind),
        sessions=sessions,
        techniques=techniques,
    )

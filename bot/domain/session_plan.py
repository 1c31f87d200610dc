"""Turns a session outline into the steps one person walks through today. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from bot.domain.program import Block, Program, ProgramVersion, SessionOutline
from bot.domain.technique import Feel, Form, Kind, Side, Sides, Technique, Tool

SETUP_S = 10  # to get into place before a block
TURN_OVER_S = 15  # between the two sides, and between sets of a two-sided block
REST_S = 30  # between sets of a block without sides
CAP_S = 120  # seconds a side; facts: 30 to 120 s per muscle, PMC8998857
CAP_SETS = 2
GRID_S = 5  # scaled times are rounded down to a multiple of this
LEAST_S = 10

FIRMEST_SOFTNESS, SOFTEST = 0, 2
LEAST_LEVEL, MOST_LEVEL = -1, 1

PLANS_REMEMBERED = 512  # about 4 KB each

_OTHER = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}


class FormFlag(StrEnum):
    """A wish for today that changes which blocks and which forms are used."""

    SHORT = "short"  # about 5 minutes
    HANDS = "hands"  # nothing one would have to buy
    OFF_FLOOR = "off_floor"  # nobody has to lie down
    SWAP = "swap"  # each block's stand-in


SessionForm = frozenset[FormFlag]
AS_WRITTEN: SessionForm = frozenset()


def form_to_text(form: SessionForm) -> str:
    """Pack a form into a short stable text, "" as written: `hands+short`."""
    return "+".join(sorted(form))


def form_from_text(text: str) -> SessionForm:
    """Unpack what `form_to_text` made. Raises ValueError for an unknown flag."""
    return frozenset(FormFlag(flag) for flag in text.split("+") if flag)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """One side of one set of one block: what the card shows until its time is up.

    `no` and `of` count blocks, so both sides of a block share a number. A step lasts
    `pause_before_s` to get into place, then `seconds`.
    """

    no: int
    of: int
    technique: str
    title: str
    side: Side | None
    set_no: int
    pause_before_s: int
    seconds: int
    lines: tuple[str, ...]
    never: tuple[str, ...]  # what the card warns of: the first of the technique's, for room
    feel: Feel | None
    tool: Tool
    needs: tuple[Tool, ...]
    is_strength: bool
    then: str  # "right side", or the next block's title; "" at the end


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """A session for one person on one day."""

    session_no: int
    title: str
    focus: str
    steps: tuple[PlannedStep, ...]
    seconds: int
    minutes: int
    have_ready: tuple[Tool, ...]  # what to fetch: the tools without the hands
    feel: Feel | None  # the strongest of its steps
    cautions: tuple[str, ...]
    tools: tuple[Tool, ...]


def plan_session(
    program: Program,
    session_no: int,
    *,
    level: int = 0,
    softness: int = 0,
    form: SessionForm = AS_WRITTEN,
) -> SessionPlan:
    """Plan session `session_no`, counted from 1.

    `level` -1 halves the seconds and takes the softest tool, +1 adds a quarter inside
    the caps. `softness` counts steps from the usual tool towards the softest. Strengthening
    moves keep their form and get their easier line at level -1. The plan ends with a strengthening move in every form.

    Raises SessionNotFoundError, and ValueError for a level or softness out of range.
    """
    if not LEAST_LEVEL <= level <= MOST_LEVEL:
        message = f"level is {LEAST_LEVEL} to {MOST_LEVEL}, not {level}"
        raise ValueError(message)
    if not FIRMEST_SOFTNESS <= softness <= SOFTEST:
        message = f"softness is {FIRMEST_SOFTNESS} to {SOFTEST}, not {softness}"
        raise ValueError(message)
    outline = program.session(session_no)
    chosen = _chosen_blocks(program, outline, form)
    bare = [
        step
        for no, (block, technique) in enumerate(chosen, start=1)
        for step in _block_steps(
            block,
            technique,
            _choose_form(technique, level=level, softness=softness, form=form),
            place=(no, len(chosen)),
            level=level,
        )
    ]
    steps = _linked(bare)
    seconds = sum(step.pause_before_s + step.seconds for step in steps)
    tools = tuple(dict.fromkeys(tool for step in steps for tool in step.needs))
    return SessionPlan(
        session_no=session_no,
        title=outline.title,
        focus=outline.focus,
        steps=steps,
        seconds=seconds,
        minutes=max(1, (seconds + 30) // 60),
        have_ready=tuple(tool for tool in tools if tool is not Tool.HANDS),
        feel=_strongest(steps),
        cautions=tuple(dict.fromkeys((*program.cautions, *outline.cautions))),
        tools=tools,
    )


@lru_cache(maxsize=PLANS_REMEMBERED)
def session_as_given(
    version: ProgramVersion, session_no: int, level: int, softness: int, form: str
) -> SessionPlan:
    """Plan a session as `plan_session` does, from the packed form, and remember it.

    Every press in a session asks for its plan, and many people share one.
    """
    return plan_session(
        version.program,
        session_no,
        level=level,
        softness=softness,
        form=form_from_text(form),
    )


def scaled_seconds(seconds: int, level: int) -> int:
    """Return the seconds of a step at `level`: half, as written, or a quarter more up to CAP_S."""
    if level == 0:
        return seconds
    wished = seconds // 2 if level < 0 else min(seconds * 5 // 4, CAP_S)
    return max(LEAST_S, wished - wished % GRID_S)


def _chosen_blocks(
    program: Program, outline: SessionOutline, form: SessionForm
) -> list[tuple[Block, Technique]]:
    """Pick the blocks of a form, and make sure that a strengthening move comes last."""
    swap = FormFlag.SWAP in form
    pairs: list[tuple[Block, Technique]] = []
    for block in outline.blocks:
        key = block.instead if swap and block.instead is not None else block.technique
        pairs.append((block, program.technique(key)))
    if FormFlag.SHORT not in form:
        return pairs
    short = [pair for pair in pairs if pair[0].in_short_form]
    if short and short[-1][1].is_strength:
        return short
    return [*short, pairs[-1]]


def _choose_form(technique: Technique, *, level: int, softness: int, form: SessionForm) -> Form:
    """Pick a form. What somebody cannot do goes first, then how soft it should be."""
    able = technique.forms
    if FormFlag.OFF_FLOOR in form:
        able = tuple(way for way in able if way.is_off_floor) or able
    if FormFlag.HANDS in form:
        able = tuple(way for way in able if way.is_tool_free) or able
    usual = technique.usual_form
    at = able.index(usual) if usual in able else len(able) - 1
    if not technique.is_massage:
        return able[at]
    return able[0] if level < 0 else able[max(0, at - softness)]


def _block_steps(
    block: Block, technique: Technique, way: Form, *, place: tuple[int, int], level: int
) -> Iterator[PlannedStep]:
    """Make one step for each set and side of a block, left before right."""
    two_sided = block.sides is Sides.BOTH
    sides: tuple[Side | None, ...] = tuple(Side) if two_sided else (None,)
    lighter = (technique.easier,) if level < 0 and technique.easier else ()
    lines = (*way.lines, *lighter)
    no, of = place
    first = True
    for set_no in range(1, min(block.sets, CAP_SETS) + 1):
        for side in sides:
            between = TURN_OVER_S if two_sided else REST_S
            yield PlannedStep(
                no=no,
                of=of,
                technique=technique.key,
                title=technique.name,
                side=side,
                set_no=set_no,
                pause_before_s=SETUP_S if first else between,
                seconds=scaled_seconds(block.seconds, level),
                lines=tuple(_filled(line, side) for line in lines),
                never=technique.never[:1],
                feel=technique.feel,
                tool=way.tool,
                needs=way.needs,
                is_strength=technique.kind is Kind.STRENGTH,
                then="",
            )
            first = False


def _filled(line: str, side: Side | None) -> str:
    """Put the side's word in its places."""
    if side is None:
        return line
    return line.replace("{side}", side).replace("{other}", _OTHER[side])


def _linked(steps: list[PlannedStep]) -> tuple[PlannedStep, ...]:
    """Let each step name the one after it."""
    linked = [replace(step, then=_named(step, following)) for step, following in pairwise(steps)]
    return (*linked, *steps[-1:])


def _named(step: PlannedStep, following: PlannedStep) -> str:
    """Name what follows: the other side of the same block, or the next block."""
    if following.no != step.no:
        return following.title
    return "once more" if following.side is None else f"{following.side} side"


def _strongest(steps: tuple[PlannedStep, ...]) -> Feel | None:
    """Return the feel with the highest top, or None if nothing is pressed."""
    feels = [step.feel for step in steps if step.feel is not None]
    return max(feels, key=lambda feel: feel.high, default=None)

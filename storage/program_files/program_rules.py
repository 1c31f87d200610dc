"""What a program must keep beyond its table: doses, lengths, days and the strengthening end."""

from collections.abc import Iterator
from itertools import pairwise

from bot.domain.program import Block, Program, SessionOutline
from bot.domain.session_plan import AS_WRITTEN, FormFlag, SessionForm, plan_session
from bot.domain.technique import Area, Technique
from storage.program_files.fields import LEAST_MASSAGE_SECONDS
from storage.program_files.node import Node
from storage.program_files.technique_rules import too_little
from storage.program_files.view import View

Wrong = tuple[Node, str]

LEAST_SESSION_S, MOST_SESSION_S = 10 * 60, 15 * 60
LEAST_SHORT_S, MOST_SHORT_S = 4 * 60, 6 * 60

_HIP = frozenset({Area.SIDE_OF_HIP, Area.FRONT_OF_HIP, Area.BUTTOCK})


def program_wrongs(view: View, program: Program) -> Iterator[Wrong]:
    """Yield every rule that a program breaks, with its place."""
    yield from _day_wrongs(view, program)
    yield from _week_wrongs(view, program)
    yield from _twice_wrongs(view, "sessions")
    yield from _twice_wrongs(view, "red_flags_added")
    for no, session in enumerate(view.views("sessions"), start=1):
        wrongs = tuple(_session_wrongs(session, program.session(no), program))
        # A session with another fault has no length worth telling.
        yield from wrongs or _length_wrongs(session, program, no)


def _session_wrongs(view: View, outline: SessionOutline, program: Program) -> Iterator[Wrong]:
    for block_view, block in zip(view.views("blocks"), outline.blocks, strict=True):
        yield from _block_wrongs(block_view, block, program)
    yield from _end_wrongs(view, outline, program)
    yield from _repeat_wrongs(view, outline, program)


def _day_wrongs(view: View, program: Program) -> Iterator[Wrong]:
    days, at = program.days_per_week, view.view("days_per_week")
    if days.least > days.most:
        yield at.at("least"), '"least" is above "most"; write the lower number as least'
    elif not days.least <= len(days.usual) <= days.most:
        yield (
            at.at("usual"),
            f"{len(days.usual)} usual days; {days.least} to {days.most} are right",
        )


def _week_wrongs(view: View, program: Program) -> Iterator[Wrong]:
    views = view.views("sessions")
    weeks = [session.week for session in program.sessions]
    if weeks[0] != 1:
        yield views[0].at("week"), "the first session is in week 1"
    for at, (before, here) in enumerate(pairwise(weeks), start=1):
        if here not in {before, before + 1}:
            yield (
                views[at].at("week"),
                f'"week: {here}" comes after week {before}; weeks rise by one',
            )
    most = program.days_per_week.most
    for week in sorted(set(weeks)):
        if weeks.count(week) > most:
            first = views[weeks.index(week)]
            yield first.at("week"), f"week {week} has {weeks.count(week)} sessions; at most {most}"


def _twice_wrongs(view: View, key: str) -> Iterator[Wrong]:
    seen: set[str] = set()
    for entry in view.views(key):
        name = entry.text("key")
        if name in seen:
            yield entry.at("key"), f'"key: {name}" stands here twice; give each its own'
        seen.add(name)


def _block_wrongs(view: View, block: Block, program: Program) -> Iterator[Wrong]:
    technique = program.technique(block.technique)
    if technique.is_massage and block.seconds < LEAST_MASSAGE_SECONDS:
        yield view.at("seconds"), too_little(block.seconds)
    if block.instead is None:
        return
    other = program.technique(block.instead)
    if other.key == technique.key:
        yield view.at("instead"), "this stands in for itself; name another technique"
    elif other.sides is not technique.sides:
        yield view.at("instead"), f'"{other.key}" has other sides; both must have the same'
    elif _sort_of(other) != _sort_of(technique):
        sort = " of ".join(_sort_of(technique))
        yield view.at("instead"), f'"{other.key}" does something else; it must be {sort} too'


def _sort_of(technique: Technique) -> tuple[str, ...]:
    """Return what must be equal for one technique to stand in for another."""
    if not technique.is_massage:
        return (technique.kind,)
    return "massage", "hip" if technique.area in _HIP else technique.area


def _end_wrongs(view: View, outline: SessionOutline, program: Program) -> Iterator[Wrong]:
    last = outline.blocks[-1]
    if not program.technique(last.technique).is_strength:
        message = f'the session ends with "{last.technique}"; end it with a strengthening move'
        yield view.views("blocks")[-1].at("technique"), message
    if not any(block.in_short_form for block in outline.blocks):
        yield view.at("blocks"), "no block is in the short form; mark some: in_short_form: yes"


def _repeat_wrongs(view: View, outline: SessionOutline, program: Program) -> Iterator[Wrong]:
    """Find a massage that comes twice, as written or swapped: it would pass the cap of sets."""
    told: set[int] = set()
    for swapped in (False, True):
        seen: set[str] = set()
        for at, block in enumerate(outline.blocks):
            key = block.instead if swapped and block.instead else block.technique
            if key in seen and program.technique(key).is_massage and at not in told:
                told.add(at)
                name = "instead" if key == block.instead else "technique"
                message = f'"{key}" comes twice in this session; keep one'
                yield view.views("blocks")[at].at(name), message
            seen.add(key)


def _length_wrongs(view: View, program: Program, session_no: int) -> Iterator[Wrong]:
    at = view.at("blocks")
    seconds = plan_session(program, session_no).seconds
    longest = plan_session(program, session_no, level=1).seconds
    if not LEAST_SESSION_S <= seconds <= MOST_SESSION_S:
        yield at, f"this session lasts {_minutes(seconds)} min; 10 to 15 are right"
    elif longest > MOST_SESSION_S:
        yield (
            at,
            (
                f"one level up this session lasts {_minutes(longest)} min; at most 15: make it shorter"
            ),
        )
    for form in _short_forms():
        short = plan_session(program, session_no, form=form).seconds
        if not LEAST_SHORT_S <= short <= MOST_SHORT_S:
            yield at, f"the short form lasts {_minutes(short)} min; 4 to 6 are right"
            return


def _short_forms() -> tuple[SessionForm, ...]:
    short = AS_WRITTEN | {FormFlag.SHORT}
    return short, short | {FormFlag.SWAP}


def _minutes(seconds: int) -> str:
    return f"{seconds / 60:.1f}"

"""Makes techniques and programs of trees that fit their tables."""

from bot.domain.enrollment import CheckInKind
from bot.domain.program import AddedFlag, Block, DaysPerWeek, Program, SessionOutline
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
from storage.program_files.fields import WEEKDAYS
from storage.program_files.view import View


def build_technique(key: str, view: View) -> Technique:
    """Make a technique. The tree must fit `fields.TECHNIQUE`."""
    feel, dose, evidence = view.view("feel"), view.view("dose"), view.view("evidence")
    return Technique(
        key=key,
        name=view.text("name"),
        kind=Kind(view.text("kind")),
        muscle=view.text("muscle"),
        area=Area(view.text("area")),
        purpose=view.text("purpose"),
        sides=Sides(view.text("sides")),
        dose=Dose(seconds=dose.number("seconds"), sets=dose.number("sets")),
        feel=(
            Feel(low=feel.number("low"), high=feel.number("high")) if view.has("feel") else None
        ),
        forms=tuple(_build_form(form) for form in view.views("forms")),
        never=view.texts("never"),
        never_on=tuple(NoGo(place) for place in view.texts("never_on")),
        stop_when=view.texts("stop_when"),
        not_for=view.texts("not_for"),
        evidence=Evidence(label=EvidenceLabel(evidence.text("label")), line=evidence.text("line")),
        sources=_build_sources(view),
        alt_text=view.text("alt_text"),
        picture=view.text("picture") or None,
        easier=view.text("easier"),
        harder=view.text("harder"),
    )


def _build_form(view: View) -> Form:
    return Form(
        needs=tuple(Tool(tool) for tool in view.texts("with")),
        lines=view.texts("steps"),
        usual=view.yes("usual"),
    )


def _build_sources(view: View) -> tuple[Source, ...]:
    return tuple(
        Source(title=source.text("title"), url=source.text("url"))
        for source in view.views("sources")
    )


def build_program(key: str, view: View, techniques: tuple[Technique, ...]) -> Program:
    """Make a program of its tree and the techniques it names.

    The tree must fit `fields.PROGRAM`, and every name in its blocks be among the techniques.
    """
    days = view.view("days_per_week")
    return Program(
        key=key,
        name=view.text("name"),
        summary=view.text("summary"),
        language=view.text("language") or "en",
        days_per_week=DaysPerWeek(
            least=days.number("least"),
            most=days.number("most"),
            usual=frozenset(WEEKDAYS.index(day) for day in days.texts("usual")),
        ),
        have_ready=view.text("have_ready"),
        why=view.texts("why"),
        sources=_build_sources(view),
        cautions=view.texts("cautions"),
        closing=view.texts("closing"),
        check_ins=tuple(CheckInKind(kind) for kind in view.texts("check_ins")),
        sessions=tuple(_build_session(session, techniques) for session in view.views("sessions")),
        techniques=tuple(sorted(techniques, key=lambda technique: technique.key)),
        red_flags_added=tuple(
            AddedFlag(key=flag.text("key"), tier=flag.number("tier"), text=flag.text("text"))
            for flag in view.views("red_flags_added")
        ),
        safety=view.yes("safety"),
    )


def _build_session(view: View, techniques: tuple[Technique, ...]) -> SessionOutline:
    by_key = {technique.key: technique for technique in techniques}
    return SessionOutline(
        key=view.text("key"),
        title=view.text("title"),
        week=view.number("week"),
        focus=view.text("focus"),
        blocks=tuple(
            _build_block(block, by_key[block.text("technique")]) for block in view.views("blocks")
        ),
        cautions=view.texts("cautions"),
    )


def _build_block(view: View, technique: Technique) -> Block:
    return Block(
        technique=technique.key,
        seconds=view.number("seconds", technique.dose.seconds),
        sides=technique.sides,
        sets=view.number("sets", technique.dose.sets),
        instead=view.text("instead") or None,
        in_short_form=view.yes("in_short_form"),
    )

"""What a technique must keep beyond its table: safety, wording of steps, forms and card size."""

import re
from collections.abc import Iterator

from bot.domain.technique import Form, Kind, NoGo, Sides, Technique, Tool
from storage.program_files.card import card_lines, most_card_lines
from storage.program_files.fields import LEAST_MASSAGE_SECONDS
from storage.program_files.node import Node
from storage.program_files.view import View
from storage.program_files.wording import names_a_long_time

Wrong = tuple[Node, str]

NEVER_UNDER_PRESSURE = (NoGo.KNEECAP, NoGo.JOINT_LINE, NoGo.BACK_OF_KNEE, NoGo.BONE)

# How firm a main tool is; the floor under it adds the weight of the body.
_FIRMNESS = {
    Tool.HANDS: 0,
    Tool.TOWEL: 0,
    Tool.TENNIS_BALL: 1,
    Tool.SOFT_ROLLER: 1,
    Tool.MASSAGE_BALL: 2,
    Tool.ROLLER: 2,
}
_BRACES = re.compile(r"\{([^{}]*)\}?|\}")
_FORBIDDEN_PLACE = re.compile(
    r"\b(knee ?caps?|patellas?|joint lines?|(back of|behind) (the|your) knees?|bones?|bony)\b",
    re.IGNORECASE,
)
_ONTO_THE_KNEE = re.compile(
    r"\b(to|over|on|onto|around|across|past) (the|your|that)( \{\w+\})? knees?\b",
    re.IGNORECASE,
)
_KEPT_OFF = re.compile(
    r"\b(not|never|no|above|below|away|off|clear|stop|short of|without)\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[.?!;:])\s+")


def technique_wrongs(view: View, technique: Technique) -> Iterator[Wrong]:
    """Yield every rule that a technique breaks, with its place."""
    yield from _usual_wrongs(view, technique)
    yield from _order_wrongs(view, technique)
    for form_view, form in zip(view.views("forms"), technique.forms, strict=True):
        yield from _form_wrongs(form_view, form, technique)
    if technique.is_massage:
        yield from _massage_wrongs(view, technique)
    yield from _strength_wrongs(view, technique)
    if technique.feel and technique.feel.low > technique.feel.high:
        yield view.at("feel"), '"low" is above "high"; write the lower number as low'


def too_little(seconds: int) -> str:
    """Say that a massage is too short."""
    least = LEAST_MASSAGE_SECONDS
    return f'"seconds: {seconds}" is too little for a massage; at least {least} a side'


def _usual_wrongs(view: View, technique: Technique) -> Iterator[Wrong]:
    usual = sum(form.usual for form in technique.forms)
    if usual > 1 or (usual == 0 and len(technique.forms) > 1):
        yield view.at("forms"), f'{usual} forms are "usual"; mark exactly one with usual: yes'
    if not any(form.is_tool_free and form.is_off_floor for form in technique.forms):
        message = "every form needs a bought tool or the floor; add one with hands, chair or wall"
        yield view.at("forms"), message


def _order_wrongs(view: View, technique: Technique) -> Iterator[Wrong]:
    """Find a form that is surely softer than the one before it."""
    if not technique.is_massage:
        return
    views = view.views("forms")
    for at in range(1, len(technique.forms)):
        before, here = _firmness(technique.forms[at - 1]), _firmness(technique.forms[at])
        if here != before and here[0] <= before[0] and here[1] <= before[1]:
            yield views[at].node, "this form is softer than the one above it; softest comes first"


def _firmness(form: Form) -> tuple[int, int]:
    return _FIRMNESS.get(form.tool, 0), int(not form.is_off_floor)


def _form_wrongs(view: View, form: Form, technique: Technique) -> Iterator[Wrong]:
    for node, line in zip(view.items("steps"), form.lines, strict=True):
        yield from ((node, message) for message in _line_wrongs(line, technique))
    if technique.is_massage and form.tool not in _FIRMNESS:
        yield view.at("with"), f'"{form.tool}" does not massage; name hands, towel, ball or roller'
    lines, most = card_lines(technique, form), most_card_lines(technique)
    if lines > most:
        yield view.at("steps"), f"the card of this form has {lines} lines; at most {most}"


def _line_wrongs(line: str, technique: Technique) -> Iterator[str]:
    known = {"side", "other"} if technique.sides is Sides.BOTH else set[str]()
    for found in _BRACES.finditer(line):
        if found.group(0) != f"{{{found.group(1)}}}" or found.group(1) not in known:
            yield (
                f'"{found.group(0)}" is not filled in; {{side}} and {{other}} are, '
                "where sides: both"
            )
    if names_a_long_time(line):
        yield "a step names no long time; leave it to the timer"
    if technique.is_massage:
        yield from _place_wrongs(line)


def _place_wrongs(line: str) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(line):
        found = _FORBIDDEN_PLACE.search(sentence) or _ONTO_THE_KNEE.search(sentence)
        if found and not _KEPT_OFF.search(sentence):
            yield (
                f'"{found.group().lower()}" must be kept clear of; say where to stop, such as '
                "'a hand above your knee'"
            )


def _massage_wrongs(view: View, technique: Technique) -> Iterator[Wrong]:
    missing = [place for place in NEVER_UNDER_PRESSURE if place not in technique.never_on]
    if missing:
        places = ", ".join(missing)
        yield view.at("never_on"), f'"never_on" must also hold {places}: pressure never goes there'
    if technique.feel is None:
        yield view.node, 'a massage needs "feel": low and high, such as 3 and 5'
    if not technique.not_for:
        yield view.node, 'a massage needs "not_for": who should not do it'
    if technique.dose.seconds < LEAST_MASSAGE_SECONDS:
        yield view.view("dose").at("seconds"), too_little(technique.dose.seconds)


def _strength_wrongs(view: View, technique: Technique) -> Iterator[Wrong]:
    for key in ("easier", "harder"):
        if technique.kind is Kind.STRENGTH and not view.has(key):
            yield view.node, f'a strengthening move needs "{key}": one line'
        if technique.kind is not Kind.STRENGTH and view.has(key):
            yield view.at(key), f'"{key}" is for strengthening moves; take it out'
        for message in _line_wrongs(view.text(key), technique):
            yield view.at(key), message

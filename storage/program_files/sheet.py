"""Reads one file: its problems, and the technique or program that it holds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from re import fullmatch

from bot.domain.program import Program
from bot.domain.technique import Technique
from storage.program_files.build import build_program, build_technique
from storage.program_files.check_shape import check_shape, texts_of
from storage.program_files.compose import compose
from storage.program_files.fields import PROGRAM, TECHNIQUE
from storage.program_files.files import UnreadableError, has_picture, read_inside
from storage.program_files.node import MapNode, Node, TextNode
from storage.program_files.problem import Problem
from storage.program_files.program_rules import program_wrongs
from storage.program_files.shape import KEY, Fields
from storage.program_files.technique_rules import technique_wrongs
from storage.program_files.view import View
from storage.program_files.wording import wording_wrongs


@dataclass(frozen=True, slots=True, kw_only=True)
class TechniqueSheet:
    """A technique file. `technique` is there if the file fits its table, problems or not."""

    key: str
    technique: Technique | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramSheet:
    """A program file with the keys of all techniques it names."""

    key: str
    program: Program | None
    names: frozenset[str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A file after its table and the wording rules; `view` is None if it does not fit."""

    view: View | None
    problems: tuple[Problem, ...]


def read_technique(path: Path, root: Path) -> TechniqueSheet:
    """Read a technique file of the programs folder `root`."""
    page = _read(path, root, TECHNIQUE)
    if page.view is None:
        return TechniqueSheet(key=path.stem, technique=None, problems=page.problems)
    technique = build_technique(path.stem, page.view)
    wrongs = list(technique_wrongs(page.view, technique))
    if technique.picture and not has_picture(root, technique.picture):
        wrongs.append((page.view.at("picture"), f'there is no picture "{technique.picture}"'))
    problems = (*page.problems, *_problems(wrongs, path))
    return TechniqueSheet(key=path.stem, technique=technique, problems=problems)


def read_program(path: Path, root: Path, shelf: tuple[TechniqueSheet, ...]) -> ProgramSheet:
    """Read a program file that may name the techniques of the shelf.

    Its rules are checked once every technique it names could be read.
    """
    page = _read(path, root, PROGRAM)
    if page.view is None:
        return ProgramSheet(key=path.stem, program=None, names=frozenset(), problems=page.problems)
    named = tuple(_names(page.view))
    names = frozenset(node.value for node in named)
    wrongs = list(_name_wrongs(named, shelf))
    program: Program | None = None
    techniques = tuple(
        sheet.technique for sheet in shelf if sheet.technique is not None and sheet.key in names
    )
    if len(techniques) == len(names):
        program = build_program(path.stem, page.view, techniques)
        wrongs += program_wrongs(page.view, program)
    problems = (*page.problems, *_problems(wrongs, path))
    return ProgramSheet(key=path.stem, program=program, names=names, problems=problems)


def looks_like_program(path: Path, root: Path) -> bool:
    """Tell whether a file that stands outside the known folders holds a program."""
    try:
        tree = compose(read_inside(path, root), str(path)).tree
    except UnreadableError:
        return False
    return isinstance(tree, MapNode) and tree.find("sessions") is not None


def _read(path: Path, root: Path, table: Fields) -> _Page:
    file = str(path)
    try:
        composed = compose(read_inside(path, root), file)
    except UnreadableError as error:
        problem = Problem(file=file, line=1, column=1, message=str(error))
        return _Page(view=None, problems=(problem,))
    if composed.tree is None:
        return _Page(view=None, problems=composed.problems)
    problems = [*_name_problem(path), *_wording_problems(composed.tree, table, file)]
    misfits = check_shape(composed.tree, table, file)
    return _Page(view=None if misfits else View(composed.tree), problems=(*problems, *misfits))


def _name_problem(path: Path) -> Iterator[Problem]:
    if len(path.stem) > KEY.most or not fullmatch(KEY.pattern, path.stem):
        message = f'the name of the file is its key; "{path.stem}" must be {KEY.right}'
        yield Problem(file=str(path), line=1, column=1, message=message)


def _wording_problems(tree: Node, table: Fields, file: str) -> Iterator[Problem]:
    for node, shape in texts_of(tree, table):
        if shape.said:
            for message in wording_wrongs(node.value):
                yield Problem(file=file, line=node.line, column=node.column, message=message)


def _problems(wrongs: Iterable[tuple[Node, str]], path: Path) -> Iterator[Problem]:
    for node, message in wrongs:
        yield Problem(file=str(path), line=node.line, column=node.column, message=message)


def _names(view: View) -> Iterator[TextNode]:
    """Yield every place where a program names a technique."""
    for session in view.views("sessions"):
        for block in session.views("blocks"):
            for key in ("technique", "instead"):
                node = block.at(key)
                if isinstance(node, TextNode):
                    yield node


def _name_wrongs(
    named: Iterable[TextNode], shelf: tuple[TechniqueSheet, ...]
) -> Iterator[tuple[Node, str]]:
    known = [sheet.key for sheet in shelf]
    for node in named:
        if node.value not in known:
            near = get_close_matches(node.value, known, n=1)
            hint = f'did you mean "{near[0]}"?' if near else "write its file into techniques/"
            yield node, f'there is no technique "{node.value}"; {hint}'

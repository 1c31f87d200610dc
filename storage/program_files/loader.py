"""A programs folder -> checked programs, and every problem of every file at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.domain.program import ProgramVersion
from storage.program_files.codec import version_of
from storage.program_files.files import PROGRAMS, TECHNIQUES, Folder, is_folder, open_folder
from storage.program_files.problem import Problem
from storage.program_files.sheet import (
    ProgramSheet,
    TechniqueSheet,
    looks_like_program,
    read_program,
    read_technique,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramLoad:
    """What a folder held: the programs without any problem, in the order of their keys.

    A program is left out if its own file or a technique it names has a problem.
    """

    programs: tuple[ProgramVersion, ...]
    problems: tuple[Problem, ...]


def load_programs(directory: Path) -> ProgramLoad:
    """Read a programs folder. Never raises for what the files hold."""
    folder = open_folder(directory)
    shelf = _shelf(folder)
    sheets = tuple(read_program(path, directory, shelf) for path in folder.programs)
    broken = {sheet.key for sheet in shelf if sheet.problems}
    programs = tuple(
        version_of(sheet.program)
        for sheet in sheets
        if sheet.program is not None and not sheet.problems and broken.isdisjoint(sheet.names)
    )
    return ProgramLoad(
        programs=programs,
        problems=_sorted((*_emptiness(folder), *_problems_of(shelf), *_problems_of(sheets))),
    )


def check_paths(paths: Iterable[Path]) -> tuple[Problem, ...]:
    """Check programs folders and single files, for people who write them.

    A program file is checked together with the techniques it names, which stand in the
    `techniques` folder beside its own. Each problem is told once.
    """
    return _sorted(problem for path in paths for problem in _check_path(path))


def _check_path(path: Path) -> Iterator[Problem]:
    if not path.is_dir():
        yield from _check_file(path)
    elif is_folder(path):
        yield from load_programs(path).problems
    elif path.name in {TECHNIQUES, PROGRAMS}:
        folder = open_folder(path.parent)
        for file in folder.techniques if path.name == TECHNIQUES else folder.programs:
            yield from _check_file(file)
    else:
        message = "no programs folder: it holds the folders techniques and programs"
        yield Problem(file=str(path), line=1, column=1, message=message)


def _check_file(path: Path) -> Iterator[Problem]:
    in_folder = path.parent.name in {TECHNIQUES, PROGRAMS}
    root = path.parent.parent if in_folder else path.parent
    if path.parent.name == PROGRAMS or (not in_folder and looks_like_program(path, root)):
        shelf = _shelf(open_folder(root))
        sheet = read_program(path, root, shelf)
        yield from sheet.problems
        yield from _problems_of(each for each in shelf if each.key in sheet.names)
    else:
        yield from read_technique(path, root).problems


def _shelf(folder: Folder) -> tuple[TechniqueSheet, ...]:
    return tuple(read_technique(path, folder.root) for path in folder.techniques)


def _problems_of(sheets: Iterable[TechniqueSheet | ProgramSheet]) -> Iterator[Problem]:
    for sheet in sheets:
        yield from sheet.problems


def _emptiness(folder: Folder) -> Iterator[Problem]:
    if not folder.programs:
        message = "there is no program in here; programs/programs/NAME.yaml is one"
        yield Problem(file=str(folder.root), line=1, column=1, message=message)


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems)))

"""Reads made-up files one after another, with little memory; `python -m tests.made.files_run N`.

A process of its own, so that what it may use can be bounded. `--only NUMBER` reads one alone.
"""

import json
import re
import resource
import signal
import sys
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path

from storage.program_files.codec import content_hash, program_from_json, program_to_json
from storage.program_files.files import open_folder
from storage.program_files.problem import Problem
from storage.program_files.sheet import TechniqueSheet, read_program, read_technique
from tests.fakes.program_folder import ProgramFolder
from tests.made.files import BIGGEST, MadeFile, made_file

MOST_BYTES = 96 * 1024 * 1024  # of memory, beside what the code itself takes
MOST_CPU_S = 20  # of one file; a file of the largest size takes a few


# How a message says what would be right: after a semicolon, as a form or as a bound, or by name.
RIGHT = re.compile(
    r"; |must be|must also hold|needs \"|at most|at least|did you mean|write|before|one file holds|is in week"
)


class TooSlowError(BaseException):
    """A file took longer than its size explains; the bot must not swallow this."""


def _too_slow(_signal: int, _frame: object) -> None:
    raise TooSlowError


def bound_memory() -> None:
    """Let everything beyond the bound fail; where a system cannot tell its size, nothing is set."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except FileNotFoundError:
        return
    most = pages * resource.getpagesize() + MOST_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


class Reader:
    """Reads made-up files in a folder whose other files have no problem."""

    def __init__(self, root: Path) -> None:
        self.folder = ProgramFolder(root)
        self.shelf: tuple[TechniqueSheet, ...] = tuple(
            read_technique(path, root) for path in open_folder(root).techniques
        )

    def read(self, made: MadeFile) -> str:
        """Read one file; it is loaded or refused, and what is refused says where and why."""
        root, problems = self.folder.root, tuple[Problem, ...]()
        if made.is_program:
            path = self.folder.program()
            path.write_bytes(made.raw)
            sheet = read_program(path, root, self.shelf)
            problems, is_there = sheet.problems, sheet.program is not None
            if sheet.program is not None and not problems:
                again = program_from_json(program_to_json(sheet.program))
                assert content_hash(again) == content_hash(sheet.program), "not kept as it is"
        else:
            path = root / "techniques" / "made.yaml"
            path.write_bytes(made.raw)
            technique = read_technique(path, root)
            problems, is_there = technique.problems, technique.technique is not None
        assert is_there or problems, "neither loaded nor refused"
        for problem in problems:
            check_problem(problem, made, path)
        return "refused" if problems else "loaded"


def check_problem(problem: Problem, made: MadeFile, path: Path) -> None:
    """Hold a problem to its promise: a place that an editor knows, and what would be right."""
    lines = made.raw.count(b"\n") + made.raw.count(b"\r") + 1
    assert problem.file == str(path)
    assert 1 <= problem.line <= lines + 1, f"{problem} of {lines} lines"
    assert 1 <= problem.column <= BIGGEST + 2, problem
    assert not any(unicodedata.category(sign) == "Cc" for sign in problem.message), ascii(problem)
    assert len(problem.message) < 1000, problem
    assert RIGHT.search(problem.message), problem


def main() -> None:
    """Read so many files, and print what became of them as JSON."""
    signal.signal(signal.SIGVTALRM, _too_slow)
    numbers = [int(sys.argv[2])] if sys.argv[1] == "--only" else range(int(sys.argv[1]))
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as root:
        reader = Reader(Path(root))
        made_file(1)
        bound_memory()
        for number in numbers:
            made = made_file(number)
            signal.setitimer(signal.ITIMER_VIRTUAL, MOST_CPU_S)
            try:
                became = reader.read(made)
            except BaseException as error:
                error.add_note(f"python -m tests.made.files_run --only {number}  ({made.way})")
                raise
            counts[f"{made.way}, {became}"] += 1
            counts["near" if made.is_near else "junk"] += 1
    counts["KiB of memory at most"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps(counts))  # noqa: T201  # what the test reads


if __name__ == "__main__":
    main()

"""The emulator can be wrong only in its own way: it shares nothing with what it judges."""

import ast
from pathlib import Path

FOLDER = Path(__file__).parent / "telegram"
FILES = sorted(FOLDER.glob("*.py"))
OURS = {"bot", "adapters", "storage", "bench", "telegram"}


def imported(path: Path) -> set[str]:
    """Give the names of all modules that a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or ".")
    return names


def test_it_imports_nothing_of_ours_and_no_library_for_telegram() -> None:
    names = {name for path in FILES for name in imported(path)}
    assert len(FILES) > 20
    assert {name for name in names if name.split(".")[0] in OURS} == set()
    own = {name for name in names if name.split(".")[0] == "tests"}
    assert {name for name in own if not name.startswith("tests.emulators.telegram")} == set()


def test_it_loads_nothing_by_name() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert "importlib" not in text, path.name
        assert "__import__" not in text, path.name


def test_it_says_that_it_is_self_written_and_what_it_leaves_out() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "written for Knead's own tests" in text
    assert "What it does not imitate" in text

"""The list of points is whole: whatever can be killed is killed."""

import ast
from collections.abc import Iterator

from storage.sqlite.crash import CrashPoint
from tests.crash.driver import ROOT
from tests.crash.points import KILLS

# Passed only where updates come from a platform: tests/kills kills there.
ON_TELEGRAM = {
    "answer.before",
    "answer.after_send",
    "answer.after_commit",
    "poll.fetched",
    "poll.kept",
    "webhook.kept",
}
PASSES = {"crash_point", "_crash_point", "crash_at", "_crash_at"}


def passed_in(tree: ast.AST) -> Iterator[str]:
    """Give the name of each point that some code passes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in PASSES:
            (point,) = node.args
            match point:
                case ast.Constant(value=str(name)):
                    yield name
                case ast.Attribute(value=ast.Name(id="CrashPoint"), attr=member):
                    yield CrashPoint[member].value
                case _:
                    yield f"{ast.unparse(node)}: a point is named where it is passed"


def _name(called: ast.expr) -> str:
    match called:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def test_each_point_in_the_code_is_killed_and_each_that_is_killed_is_there() -> None:
    files = (
        path for part in ("bot", "adapters", "storage") for path in (ROOT / part).rglob("*.py")
    )
    found = {point for path in files for point in passed_in(ast.parse(path.read_text("utf-8")))}
    assert found - ON_TELEGRAM == set(KILLS)


def test_each_life_ends_with_a_kill_at_the_point_it_is_about() -> None:
    assert {point: kills[-1].point for point, kills in KILLS.items()} == {
        point: point for point in KILLS
    }

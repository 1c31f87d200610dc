"""The house rules that no linter can say."""

import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

LONGEST_FILE = 300  # lines
NOT_OURS = {".git", ".venv", ".pins", "build", "__pycache__"}

INDEX_NAMED = re.compile(r"https?://|--(extra-)?index-url|--find-links")
IGNORE = re.compile(r"#\s*(?:type:\s*ignore|pyright:\s*ignore|noqa|ruff:\s*noqa|pragma:)")
REASONED_IGNORE = re.compile(
    r"#\s*(?:(?:type|pyright):\s*ignore\[[\w\-, ]+\]"
    r"|(?:ruff:\s*)?noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*"
    r"|pragma: no (?:cover|branch))"
    r"\s+#\s*(?!type:|pyright:|noqa|ruff:|pragma:)\w"
)
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)")


def kept_files() -> list[Path]:
    """Give the project's own files: what git keeps or would keep, else all but what tools leave."""
    if (ROOT / ".git").exists() and (git := shutil.which("git")):
        listing = subprocess.run(
            [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            encoding="utf-8",
        )
        found = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:
        found = [
            path for path in ROOT.rglob("*") if not NOT_OURS & set(path.relative_to(ROOT).parts)
        ]
    return sorted(path for path in found if path.is_file())


def kept(pattern: str) -> list[Path]:
    files = [path for path in kept_files() if path.match(pattern)]
    assert files, f"no file matches {pattern}: the rule checks nothing"
    return files


def lines_of(path: Path) -> list[tuple[str, str]]:
    """Give each line with its place."""
    place = path.relative_to(ROOT)
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(f"{place}:{number}", line) for number, line in enumerate(lines, start=1)]


def test_no_python_file_outgrows_its_idea() -> None:
    sizes = {str(path.relative_to(ROOT)): len(lines_of(path)) for path in kept("*.py")}
    assert {name: size for name, size in sizes.items() if size > LONGEST_FILE} == {}


def test_the_pins_hold_from_any_index() -> None:
    files = [*kept("requirements/*"), ROOT / "pyproject.toml", ROOT / "Makefile"]
    named = [place for path in files for place, line in lines_of(path) if INDEX_NAMED.search(line)]
    assert named == []


def test_every_pin_carries_its_hashes() -> None:
    for path in kept("requirements/*.txt"):
        blocks = re.split(r"^(?=[A-Za-z])", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        pins = blocks[1:]
        assert pins
        assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_what_develops_the_bot_holds_all_that_runs_it() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return set(re.findall(r"^([\w.\-]+==\S+)", text, flags=re.MULTILINE))

    assert pins("run.txt") - pins("dev.txt") == set()


def test_every_ignore_says_why() -> None:
    silent = [
        place
        for path in kept("*.py")
        if path != Path(__file__)
        for place, line in lines_of(path)
        if IGNORE.search(line) and not REASONED_IGNORE.search(line)
    ]
    assert silent == []


def test_every_link_to_a_file_leads_to_it() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in kept("*.md")
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:|#", target) and not (path.parent / target.split("#")[0]).exists()
    ]
    assert broken == []

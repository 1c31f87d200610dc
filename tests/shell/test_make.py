"""`make`: what a person with only Python and make types. Nothing is built or fetched here."""

import os
import shutil
import subprocess
from pathlib import Path

import pexpect
import pytest

ROOT = Path(__file__).resolve().parents[2]


def make(folder: Path, *words: str, **environ: str) -> str:
    """Run make in a folder, and give what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", *words],
        cwd=folder,
        env={**kept, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the recipes beside an environment that only says what it is asked."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    binaries = tmp_path / ".venv" / "bin"
    binaries.mkdir(parents=True)
    for name in ("knead", "python", "coverage"):
        command = binaries / name
        command.write_text(f'#!/bin/sh\necho {name} "$@"\n')
        command.chmod(0o755)
    (tmp_path / ".venv" / "made.stamp").write_text(f"{tmp_path}\n")
    for name in ("run", "dev", "project"):
        (tmp_path / ".venv" / f"{name}.stamp").touch()
    return tmp_path


def test_run_without_a_terminal_plays_the_demo(folder: Path) -> None:
    assert make(folder, "run") == "knead demo\n"


def test_run_hands_on_what_is_given(folder: Path) -> None:
    assert make(folder, "run", "ARGS=--help") == "knead demo --help\n"


def test_run_with_a_terminal_starts_the_bot(folder: Path) -> None:

    shown = pexpect.run(
        "make --no-print-directory run ARGS='--clock-speed 60'", cwd=str(folder), timeout=120
    )
    assert shown.decode().split() == ["knead", "run", "--clock-speed", "60"]


def test_demo_plays_the_demo(folder: Path) -> None:
    assert make(folder, "demo") == "knead demo\n"


def test_test_runs_everything_and_measures_it(folder: Path) -> None:
    lines = make(folder, "test").splitlines()
    assert lines[0].startswith("python -m pytest ")
    assert "coverage report --include=bot/domain/* --fail-under=100" in lines


def test_transcripts_renews_what_the_demo_and_telegram_say(folder: Path) -> None:
    kept = folder / "tests" / "transcripts"
    kept.mkdir(parents=True)
    make(folder, "transcripts")
    assert (kept / "two_weeks.txt").read_text() == "knead demo\n"
    weeks = (kept / "two_weeks_telegram.txt").read_text()
    assert weeks == "python -m tests.transcripts.telegram_weeks\n"


def test_nothing_is_made_anew_while_the_pins_stand(folder: Path) -> None:
    assert make(folder, "--dry-run", "run").count("pip") == 0
    os.utime(folder / ".venv" / "run.stamp", (0, 0))
    assert "--require-hashes" in make(folder, "--dry-run", "run")


def test_make_alone_lists_what_there_is(folder: Path) -> None:
    listed = make(folder)
    for target in ("run", "demo", "test", "check", "transcripts"):
        assert f"make {target} " in listed

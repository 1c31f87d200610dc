"""The `knead` command: in this process, so that it can be looked into, or in one of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

from bot import cli
from storage.places import GeoPlaces

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / "programs"
PATIENCE_S = 120  # for a machine under load; nothing here waits on purpose
# What a person types to subscribe, without scores.
JOIN = (
    "I am 18 or over, begin\nSessions only, no scores\nNone of these\nNone of these\n"
    "bogota\n07:30\nLooks right\n"
)


@lru_cache(maxsize=1)
def world() -> GeoPlaces:
    """Give the real places, read once for all tests: that takes most of a second."""
    return GeoPlaces()


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


def one_line(ended: Ended, code: int) -> str:
    """Give the one line of a fault."""
    assert ended.code == code
    assert ended.out == ""
    [line] = ended.err.splitlines()
    return line


@dataclass(frozen=True)
class Knead:
    """Runs commands in a folder of their own, which is also where their database lies."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    @property
    def database(self) -> Path:
        return self.folder / "data" / "knead.db"

    def set(self, **settings: object) -> None:
        """Set settings, by the part of their name after `KNEAD_`."""
        for name, value in settings.items():
            self.monkeypatch.setenv(f"KNEAD_{name.upper()}", str(value))

    def __call__(self, *words: str, typed: str | None = "") -> Ended:
        """Run a command to its end; without any `typed` its input stays open."""
        self.monkeypatch.setattr(sys, "argv", ["knead", *words])
        with _stdin(typed) as stdin, self.monkeypatch.context() as patched:
            patched.setattr(sys, "stdin", stdin)
            code = _code_of_main()
        out, err = self.capsys.readouterr()
        return Ended(code, out, err)

    def starts(self, *words: str) -> subprocess.Popen[str]:
        """Start a command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "bot.cli", *words],
            cwd=self.folder,
            env=self.environ(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def runs(self, *words: str) -> Ended:
        """Run a command in a process of its own, without a terminal and without input."""
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli", *words],
            cwd=self.folder,
            env=self.environ(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def environ(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def _code_of_main() -> int:
    try:
        cli.main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@contextmanager
def _stdin(typed: str | None) -> Iterator[object]:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w", encoding="utf-8") as out, os.fdopen(reading) as stdin:
        if typed is not None:
            out.write(typed)
            out.close()
        yield stdin

"""What a check of `knead doctor` finds, and all of them together."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a check ends."""

    OK = "ok"
    LOOK = "look"  # works, and wants a look
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was found, and what to do."""

    name: str
    verdict: Verdict
    found: str

    def line(self) -> str:
        """Give it as one line."""
        return f"{self.verdict:<6}{self.name:<11}{' '.join(self.found.split())}"


def ok(name: str, found: str) -> Check:
    """Make a check that found nothing wrong."""
    return Check(name, Verdict.OK, found)


def look(name: str, found: str) -> Check:
    """Make a check that wants a look."""
    return Check(name, Verdict.LOOK, found)


def wrong(name: str, found: str) -> Check:
    """Make a check that found something wrong."""
    return Check(name, Verdict.WRONG, found)


@dataclass(frozen=True, slots=True)
class Checkup:
    """All checks, in order."""

    checks: Sequence[Check]

    @property
    def is_well(self) -> bool:
        """Tell whether nothing is wrong."""
        return all(check.verdict is not Verdict.WRONG for check in self.checks)

    def as_text(self) -> str:
        """Give a line for each check."""
        return "\n".join(check.line() for check in self.checks)

    def as_json(self) -> str:
        """Give one JSON object on one line."""
        checks = [asdict(check) for check in self.checks]
        return json.dumps({"ok": self.is_well, "checks": checks})

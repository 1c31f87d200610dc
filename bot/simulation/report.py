"""What came of a simulation: whether all promises held, in one line of JSON or a few of text."""

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256

from bot.simulation.points import PASSED, PASSED_AFTER_FAULTS
from bot.simulation.rules import PROMISES, Rule, Tally

NOT_YET = ("I9", "I10", "I16")  # about clubs
FINAL = ("sent", "unknown", "expired", "cancelled", "failed")


@dataclass(slots=True)
class Report:
    """What one world, or several together, came to."""

    tally: Tally = field(default_factory=Tally)
    digests: list[str] = field(default_factory=list[str])
    occurrences: Counter[str] = field(default_factory=Counter[str])
    reasons: Counter[str] = field(default_factory=Counter[str])
    passed: Counter[str] = field(default_factory=Counter[str])
    crashed: Counter[str] = field(default_factory=Counter[str])
    updates: int = 0
    restarts: int = 0
    broken_shards: list[int] = field(default_factory=list[int])

    def add(self, other: "Report") -> None:
        """Take in the report of another world; in the order of the worlds."""
        self.tally.add(other.tally)
        self.digests += other.digests
        self.occurrences += other.occurrences
        self.reasons += other.reasons
        self.passed += other.passed
        self.crashed += other.crashed
        self.updates += other.updates
        self.restarts += other.restarts
        self.broken_shards += other.broken_shards

    @property
    def digest(self) -> str:
        """Name the lives of all worlds."""
        return sha256(" ".join(self.digests).encode()).hexdigest()[:16]

    @property
    def broken(self) -> int:
        """Count what was broken."""
        return self.tally.broken.total()

    def look_at_reach(self, *, has_faults: bool) -> None:
        """Hold all worlds together to having been everywhere."""
        hold = self.tally.hold
        for point in (*PASSED, *(PASSED_AFTER_FAULTS if has_faults else ())):
            hold(Rule.REACHED, self.passed[point] > 0, partial(_never, "passed", point))
            if has_faults:
                hold(Rule.REACHED, self.crashed[point] > 0, partial(_never, "crashed at", point))

    def as_json(self, **told: object) -> str:
        """Give one line; `told` is what the report cannot know: people, days, seconds."""
        return json.dumps(
            {
                "digest": self.digest,
                "broken": self.broken,
                **told,
                "occurrences": {state: self.occurrences[state] for state in FINAL},
                "left": sum(self.occurrences.values())
                - sum(self.occurrences[state] for state in FINAL),
                "reasons": dict(sorted(self.reasons.items())),
                "updates": self.updates,
                "crashes": self.crashed.total(),
                "rules": {
                    rule: {
                        "looked": self.tally.looked[rule],
                        "broken": self.tally.broken[rule],
                        **(
                            {"examples": self.tally.examples[rule]}
                            if self.tally.broken[rule]
                            else {}
                        ),
                    }
                    for rule in Rule
                },
                "not_yet": NOT_YET,
                "points": {
                    point: {"passed": self.passed[point], "crashed": self.crashed[point]}
                    for point in (*PASSED, *PASSED_AFTER_FAULTS)
                },
            }
        )

    def as_text(self) -> str:
        """Give a line for each rule, with examples where it was broken."""
        lines: list[str] = []
        for rule in Rule:
            looked, broken = self.tally.looked[rule], self.tally.broken[rule]
            mark = f"BROKEN {broken} times" if broken else "held"
            lines.append(f"{rule:<14} {looked:>9} looks, {mark}: {PROMISES[rule]}")
            lines += [f"    {example}" for example in self.tally.examples.get(rule, [])]
        ends = ", ".join(f"{state} {self.occurrences[state]}" for state in FINAL)
        lines.append(f"occurrences: {ends}")
        lines.append(f"updates: {self.updates}, crashes: {self.crashed.total()}")
        lines.append(f"digest {self.digest}, broken {self.broken}")
        return "\n".join(lines)


def _never(what: str, point: str) -> str:
    return f"{point} was never {what}; 100 people and 14 days are enough for that"

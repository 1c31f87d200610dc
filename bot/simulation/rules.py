"""What must hold in every made-up world, whatever happens in it, and how often it was looked at."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

MOST_EXAMPLES = 3  # of one broken rule that are kept in words


class Rule(StrEnum):
    """The invariants, by their usual numbers and a name; I9, I10 and I16 are about clubs."""

    ONCE = "I1 once"
    KEPT = "I2 kept"
    SILENT = "I3 silent"
    GAP = "I4 gap"
    PRIVATE = "I5 private"
    APART = "I6 apart"
    DAYS = "I7 days"
    QUIET = "I8 quiet"
    CATCH_UP = "I11 catch-up"
    BOUNDED = "I12 bounded"
    SUMS = "I13 sums"
    ERASED = "I14 erased"
    LIVE = "I15 live"
    ANSWERED = "answered"
    HANDLED = "handled"
    CONSENT = "consent"
    SAFETY = "safety"
    LEDGER = "ledger"
    REACHED = "reached"


PROMISES = {
    Rule.ONCE: "each occurrence is seen once; a session whose send was unclear at most twice",
    Rule.KEPT: "what a person was told is saved is in the books, after any crash",
    Rule.SILENT: "nothing is sent after a stop, an erasure or a closed chat",
    Rule.GAP: "two session cards of a person lie 12 hours apart",
    Rule.PRIVATE: "no line of the log tells who somebody is or what they typed",
    Rule.APART: "nobody's press changes the rows of another, and no message goes astray",
    Rule.DAYS: "days count on by one a date, and a press counts until its day ends",
    Rule.QUIET: "nothing unasked comes in quiet hours",
    Rule.CATCH_UP: "after a time away each person gets one message at most",
    Rule.BOUNDED: "the queue and the set of seen updates stay small",
    Rule.SUMS: "the states of deliveries add up, and the queue holds the unfinished ones",
    Rule.ERASED: "an erased person leaves no byte behind",
    Rule.LIVE: "after two quiet days nothing that was due is left",
    Rule.ANSWERED: "every new update is answered",
    Rule.HANDLED: "no step raises",
    Rule.CONSENT: "no score is asked for or kept without consent",
    Rule.SAFETY: "no step follows a score above 5, and none a red flag",
    Rule.LEDGER: "the ledger, worked out anew, agrees with the books",
    Rule.REACHED: "every crash point is passed, and with faults crashed at",
}


@dataclass(slots=True)
class Tally:
    """How often each rule was looked at and broken, with a few examples in words."""

    looked: Counter[Rule] = field(default_factory=Counter[Rule])
    broken: Counter[Rule] = field(default_factory=Counter[Rule])
    examples: dict[Rule, list[str]] = field(default_factory=dict[Rule, list[str]])

    def hold(self, rule: Rule, is_kept: bool, wrong: Callable[[], str]) -> None:  # noqa: FBT001  # reads as the sentence it is
        """Note one look at a rule; `wrong` is only put into words where it is broken."""
        self.looked[rule] += 1
        if not is_kept:
            self.breaks(rule, wrong())

    def breaks(self, rule: Rule, wrong: str) -> None:
        """Note that a rule is broken."""
        self.broken[rule] += 1
        examples = self.examples.setdefault(rule, [])
        if len(examples) < MOST_EXAMPLES:
            examples.append(wrong)

    def add(self, other: "Tally") -> None:
        """Take in what another world has noted."""
        self.looked += other.looked
        self.broken += other.broken
        for rule, examples in other.examples.items():
            mine = self.examples.setdefault(rule, [])
            mine += examples[: MOST_EXAMPLES - len(mine)]

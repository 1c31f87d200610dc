"""`ledger verify`: works the expected days of everybody out anew, and compares."""

import json
from dataclasses import asdict, dataclass

from bot.domain.ledger.audit import audit
from bot.domain.ledger.finding import Finding
from bot.domain.ledger.whole import check_whole
from bot.ports.ledger import LedgerBooks


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerReport:
    """How much was read, and all that is wrong with it."""

    people: int
    enrollments: int
    days: int
    occurrences: int
    findings: tuple[Finding, ...]

    def as_text(self) -> str:
        """Give a line for each problem, and the closing line."""
        counts = (
            _counted(self.people, "person", "people"),
            _counted(self.days, "day", "days"),
            _counted(self.occurrences, "occurrence", "occurrences"),
            _counted(len(self.findings), "problem", "problems"),
        )
        closing = f"ledger: {', '.join(counts)}"
        return "\n".join([*(finding.wrong for finding in self.findings), closing])

    def as_json(self) -> str:
        """Give one JSON object on one line."""
        return json.dumps(
            {
                "people": self.people,
                "enrollments": self.enrollments,
                "days": self.days,
                "occurrences": self.occurrences,
                "problems": [asdict(finding) for finding in self.findings],
            },
        )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def verify(books: LedgerBooks, host_now: int) -> LedgerReport:
    """Audit everybody's books and the database as a whole.

    `host_now` is the host's time; how far people's time runs ahead of it is kept in the books.
    """
    now = max(host_now + books.clock_offset_s(), books.last_at())
    audits = [audit(book, now) for book in books.books()]
    findings = [finding for it in audits for finding in it.findings]
    return LedgerReport(
        people=len(audits),
        enrollments=sum(it.enrollments for it in audits),
        days=sum(it.days for it in audits),
        occurrences=sum(it.occurrences for it in audits),
        findings=(*findings, *check_whole(books.whole(), now)),
    )

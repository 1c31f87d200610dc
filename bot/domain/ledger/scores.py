"""Pain scores: each under a session, a consent and its own hour, one standing of each kind."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from bot.domain.ledger.case import SCORES, Case
from bot.domain.ledger.finding import Finding
from bot.domain.ledger.hours import closes_at
from bot.domain.ledger.log import CLOCK_SLACK_S
from bot.domain.ledger.rows import CheckInRow, RunRow

# How many days after its session each moment is asked.
_ASKED_AFTER = {"before": 0, "after": 0, "morning": 1}
WORST = 10
_ASKS_AFTER = frozenset({"done", "stopped"})
_ASKS_MORNING = frozenset({"done", "stopped", "opened"})


def check_scores(case: Case) -> Iterator[Finding]:
    """Find scores that nothing asked for or covers, and chains of replacements that break."""
    rows = sorted(case.check_ins, key=lambda row: (row.day_no, row.kind, row.check_in_id))
    for row in rows:
        for wrong in (*_covered(case, row), *_asked(case, row)):
            yield _finding(case, row, wrong)
    by_id = sorted(rows, key=lambda row: row.check_in_id)
    for before, after in pairwise(by_id):
        if after.answered_at < before.answered_at - CLOCK_SLACK_S:
            yield _finding(case, after, "is older than the one kept before it")
    for _, group in groupby(rows, key=lambda row: (row.day_no, row.kind)):
        yield from _check_chain(case, list(group))


def _finding(case: Case, row: CheckInRow, wrong: str) -> Finding:
    spot = case.spot_of(row.day_no)
    return spot.finding("check_in", row.check_in_id, f"the score {row.kind!r} {wrong}")


def _covered(case: Case, row: CheckInRow) -> Iterator[str]:
    consent = next((it for it in case.consents if it.consent_id == row.consent_id), None)
    if consent is None or consent.purpose != SCORES:
        yield "names no consent of this person to keeping scores"
    elif consent.withdrawn_at is not None:
        yield "is still there although its consent was withdrawn"
    elif row.answered_at < consent.given_at:
        yield "is older than its consent"


def _asked(case: Case, row: CheckInRow) -> Iterator[str]:
    run = case.run(row.day_no)
    if run is None:
        yield "belongs to no session"
    elif not _could_be_asked(run, row):
        yield f"is about a session that is {run.state}, and was not asked for"
    if row.kind not in _ASKED_AFTER or not 0 <= row.score <= WORST:
        yield "is none that is ever asked for"
        return
    day = case.day(row.day_no + _ASKED_AFTER[row.kind])
    if day is None:
        yield "stands under a day that never came"
        return
    wish = case.course.wish_at(row.answered_at, day)
    until_at = max(closes_at(wish, day.on), closes_at(day.wish, day.on))
    if not day.due_at - CLOCK_SLACK_S <= row.answered_at < min(until_at, case.now + 1):
        yield "was answered outside of its day"


def _could_be_asked(run: RunRow, row: CheckInRow) -> bool:
    """Tell whether a session came far enough for a score to be asked for."""
    if row.kind == "morning":
        return run.state in _ASKS_MORNING or run.reason == "pain"
    begun = run.started_at is not None and run.started_at <= row.answered_at
    return begun and (row.kind == "before" or run.state in _ASKS_AFTER)


def _check_chain(case: Case, rows: Sequence[CheckInRow]) -> Iterator[Finding]:
    """Find breaks in a chain: each replaced score ends when the next one begins."""
    for before, after in pairwise(rows):
        if before.replaced_at is None:
            yield _finding(case, before, "stands although another one came after it")
        elif before.replaced_at != after.answered_at:
            yield _finding(case, before, "was not replaced when the next one was answered")
        if before.score == after.score:
            yield _finding(case, after, "replaces the same score")
    if rows[-1].replaced_at is not None:
        yield _finding(case, rows[-1], "was replaced, and nothing took its place")

"""A person's own rows: who they are, how they are reached, what they agreed to, what stopped them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from bot.domain.ledger.case import SCORES
from bot.domain.ledger.doubles import doubles
from bot.domain.ledger.finding import Finding, Spot
from bot.domain.ledger.log import CLOCK_SLACK_S
from bot.domain.ledger.rows import AccountRow, ConsentRow, LedgerBook, StopRow
from bot.domain.ledger.versions import HASH_LENGTH, read_body
from bot.domain.red_flags import ALL_FLAGS, LISTS_VERSION

REACHES = frozenset({"open", "closed"})
PASSED, UNTOLD = 0, -1
# Lines that the bot may write in a person's name, without their having written to it.
_UNASKED = frozenset({"paused", "finished"})
KEPT_S = 365 * 24 * 3600  # so long after somebody was last here their consent ends by itself


def check_person(book: LedgerBook, now: int) -> Iterator[Finding]:
    """Find what is wrong with the person and their account."""
    spot = Spot(person_id=book.person.person_id)
    for wrong in _person(book, now):
        yield spot.finding("person", book.person.person_id, wrong)
    if not book.accounts:
        yield spot.finding("account", "-", "has no account")
    for double in book.accounts[1:]:
        yield spot.finding("account", double.user_ref, "has a second account")
    for account in book.accounts:
        for wrong in _account(account, book, now):
            yield spot.finding("account", account.user_ref, f"the account {wrong}")


def _person(book: LedgerBook, now: int) -> Iterator[str]:
    person = book.person
    if not person.language:
        yield "has no language"
    if not person.created_at - CLOCK_SLACK_S <= person.seen_at <= now:
        yield "was last seen before being known, or in the future"
    if person.seen_at + CLOCK_SLACK_S < max(_acted(book), default=0):
        yield "did something after being last seen"


def _acted(book: LedgerBook) -> Iterator[int]:
    """Give the instants at which the person surely did something."""
    for row in book.changes:
        if row.actor_person_id == book.person.person_id and row.what not in _UNASKED:
            yield row.at
    for check_in in book.check_ins:
        yield check_in.answered_at
    for consent in book.consents:
        yield consent.given_at
        if (consent.withdrawn_at or 0) < book.person.seen_at + KEPT_S:
            yield consent.withdrawn_at or 0
    for stop in book.stops:
        yield stop.at
    for run in book.runs:
        yield run.started_at or 0


def _account(account: AccountRow, book: LedgerBook, now: int) -> Iterator[str]:
    if account.person_id != book.person.person_id:
        yield "is somebody else's"
    if account.reach not in REACHES:
        yield "is neither open nor closed"
    if not book.person.created_at - CLOCK_SLACK_S <= account.reach_at <= now:
        yield "was reached before the person was known, or in the future"
    if not account.chat_ref or not account.user_ref:
        yield "names no chat"


def check_consents(book: LedgerBook, now: int) -> Iterator[Finding]:
    """Find consents that are none, or that stand beside each other for one purpose."""
    spot = Spot(person_id=book.person.person_id)
    rows = sorted(book.consents, key=lambda row: row.consent_id)
    for row in rows:
        for wrong in _consent(row, book, now):
            yield spot.finding("consent", row.consent_id, f"consent {row.consent_id} {wrong}")
    for before, after in pairwise(rows):
        ended_at = before.withdrawn_at
        if ended_at is None or ended_at > after.given_at + CLOCK_SLACK_S:
            wrong = f"consent {after.consent_id} was given while another one stood"
            yield spot.finding("consent", after.consent_id, wrong)


def _consent(row: ConsentRow, book: LedgerBook, now: int) -> Iterator[str]:
    if row.person_id != book.person.person_id:
        yield "is somebody else's"
    if row.purpose != SCORES:
        yield f"is for {row.purpose!r}, which nobody is asked"
    if len(row.text_hash) != HASH_LENGTH or set(row.text_hash) - set("0123456789abcdef"):
        yield "names no text"
    if not row.text_version or not row.language:
        yield "names no version or no language of its text"
    end = now if row.withdrawn_at is None else row.withdrawn_at
    if not book.person.created_at - CLOCK_SLACK_S <= row.given_at <= end <= now:
        yield "was given too early, or ended before it was given, or in the future"


def check_stops(book: LedgerBook, now: int) -> Iterator[Finding]:
    """Find stops that nothing bears out, and programs that run in spite of one."""
    spot = Spot(person_id=book.person.person_id)
    owned = {it.enrollment_id for it in book.enrollments}
    rows = sorted(book.stops, key=lambda it: it.stop_id)
    for before, after in pairwise(rows):
        if after.at < before.at - CLOCK_SLACK_S:
            wrong = f"stop {after.stop_id} is older than the one kept before it"
            yield spot.finding("safety_stop", after.stop_id, wrong)
    for first, double in doubles(rows, _content, lambda row: row.at, may_repeat=True):
        wrong = f"stop {double.stop_id} says what stop {first.stop_id} says"
        yield spot.finding("safety_stop", double.stop_id, wrong)
    for row in rows:
        for wrong in (*_stop(row, book, now), *_cover(row, book)):
            yield spot.finding("safety_stop", row.stop_id, f"stop {row.stop_id} {wrong}")
        if row.enrollment_id is not None and row.enrollment_id not in owned:
            wrong = f"stop {row.stop_id} is about an enrollment of somebody else"
            yield spot.finding("safety_stop", row.stop_id, wrong)
        if row.tier != PASSED and _went_on(row, book):
            wrong = f"stop {row.stop_id} was not cleared when a program went on"
            yield spot.finding("safety_stop", row.stop_id, wrong)
    yield from _check_passes(book, spot)


def _went_on(row: StopRow, book: LedgerBook) -> bool:
    """Tell whether a program ran, began or was resumed while a stop stood."""
    cleared_at = row.cleared_at
    stands = cleared_at is None and any(it.state == "running" for it in book.enrollments)
    return stands or any(
        line.what in ("enrolled", "resumed")
        and row.at < line.at
        and (cleared_at is None or line.at < cleared_at)
        for line in book.changes
    )


def _content(row: StopRow) -> StopRow:
    return replace(row, stop_id=0)


def _check_passes(book: LedgerBook, spot: Spot) -> Iterator[Finding]:
    """Find programs begun without both lists passed in the same moment, or twice."""
    passes = Counter((it.enrollment_id, it.at) for it in book.stops if it.tier == PASSED)
    for line in book.changes:
        passed = passes[(line.subject_id, line.at)]
        if line.what == "enrolled" and passed != 1:
            often = "not" if passed == 0 else f"{passed} times"
            wrong = (
                f"the stop signs of enrollment {line.subject_id} were {often} passed when it began"
            )
            yield spot.finding("safety_stop", "passed", wrong)


def _stop(row: StopRow, book: LedgerBook, now: int) -> Iterator[str]:
    if row.person_id != book.person.person_id:
        yield "is somebody else's"
    if (row.tier > PASSED) != (row.flag != "") or not UNTOLD <= row.tier <= 3:  # noqa: PLR2004  # tiers 1 to 3
        yield "has a tier without its sign, or a sign without its tier"
    if not row.lists_version:
        yield "names no lists"
    if not book.person.created_at - CLOCK_SLACK_S <= row.at <= now:
        yield "is older than the person, or lies in the future"
    if row.cleared_at is not None:
        if row.tier == PASSED:
            yield "was passed and needs no clearing"
        if not row.at <= row.cleared_at <= now:
            yield "was cleared before it began, or in the future"


def _cover(row: StopRow, book: LedgerBook) -> Iterator[str]:
    """Find a sign that no consent covers, or one that consent covers and that is not kept."""
    is_covered = any(it.given_at <= row.at and it.withdrawn_at is None for it in book.consents)
    if row.tier > PASSED and not is_covered:
        yield "tells a sign that no consent covers"
    stood = any(it.given_at < row.at and it.withdrawn_at is None for it in book.consents)
    if row.tier == UNTOLD and stood:
        yield "tells no sign although consent covers it"
    contents = [read_body(version.body) for version in book.versions]
    added = {sign for content in contents if content is not None for sign in content.signs}
    known = {(flag.key, flag.tier) for flag in ALL_FLAGS} | added
    # Of a program that was looked at and never begun, no version need be kept.
    is_known = (row.flag, row.tier) in known or row.enrollment_id is None
    if row.flag and row.lists_version == LISTS_VERSION and not is_known:
        yield "tells a sign that is on no list, or of another tier"

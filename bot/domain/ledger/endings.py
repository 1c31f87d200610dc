"""How a delivery ended: its state, its reason, its times, and its place in the queue."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.ledger.case import GIVEN, UNFINISHED, Case
from bot.domain.ledger.finding import Finding
from bot.domain.ledger.log import CLOCK_SLACK_S
from bot.domain.ledger.rows import DeliveryRow, QueueRow
from bot.domain.ledger.words import name_of

MOST_ATTEMPTS = 8
# How long after its last instant a row may still wait for a bot that is up, out of the queue.
PATIENCE_S = 3600
# By how much a host's clock may go back while one message is on its way.
SENDING_SLACK_S = 60
LANES = {"session": 0, "later": 0, "finish": 0, "makeup": 0, "morning": 1, "reminder": 1}
# It was due in a time that a restore lost: nobody knows whether it was sent.
RESTORED = "restored"
STANDS_STILL = frozenset({"paused", "stopped", "finished"})
_ANY = frozenset(LANES)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ending:
    """One way to end: of which kinds, and whether it was kept as over from the start."""

    state: str
    kinds: frozenset[str] = _ANY
    from_start: frozenset[bool] = frozenset({False})


_ENDINGS = {
    "": _Ending(state="sent", kinds=_ANY - {"makeup"}),
    "asked": _Ending(state="sent", kinds=frozenset({"makeup"})),
    "unclear": _Ending(state="unknown"),
    RESTORED: _Ending(state="unknown", kinds=_ANY - {"makeup"}),
    "unreachable": _Ending(state="failed"),
    "rejected": _Ending(state="failed"),
    "downtime": _Ending(state="expired", from_start=frozenset({True})),
    "late": _Ending(state="expired"),
    "moved": _Ending(
        state="cancelled",
        kinds=frozenset({"session", "reminder", "later"}),
        from_start=frozenset({True}),
    ),
    "too_soon": _Ending(
        state="cancelled", kinds=frozenset({"session"}), from_start=frozenset({True})
    ),
    "answered": _Ending(
        state="cancelled",
        kinds=frozenset({"morning", "reminder", "later"}),
        from_start=frozenset({True, False}),
    ),
    "later": _Ending(
        state="cancelled", kinds=frozenset({"reminder"}), from_start=frozenset({True})
    ),
    "just_sent": _Ending(
        state="cancelled", kinds=frozenset({"reminder"}), from_start=frozenset({True})
    ),
    "paused": _Ending(state="cancelled"),
    "stopped": _Ending(state="cancelled"),
    "finished": _Ending(state="cancelled"),
}


def check_endings(case: Case) -> Iterator[Finding]:
    """Find deliveries whose end does not hold together, and a queue that does not fit them."""
    for row in case.deliveries:
        spot = case.spot_of(row.day_no)
        wrongs = _unfinished(case, row) if row.state in UNFINISHED else _finished(case, row)
        for wrong in (*wrongs, *_times(case, row), *_address(case, row)):
            yield spot.finding("delivery", row.delivery_id, f"the {name_of(row.kind)} {wrong}")
        for wrong in _queued(case, row):
            yield spot.finding("queue", row.delivery_id, f"the {name_of(row.kind)} {wrong}")


def _unfinished(case: Case, row: DeliveryRow) -> Iterator[str]:
    if row.reason or row.done_at is not None:
        yield f"is {row.state} and has an end all the same"
    is_queued = any(it.delivery_id == row.delivery_id for it in case.queue)
    if not is_queued and case.now > row.late_until + PATIENCE_S:
        yield f"is {row.state} though its time is long over"


def _finished(case: Case, row: DeliveryRow) -> Iterator[str]:
    ending = _ENDINGS.get(row.reason)
    if ending is None or ending.state != row.state or row.kind not in ending.kinds:
        yield (
            f"is {row.state} because of {row.reason!r}, which cannot be"
            if row.reason
            else f"is {row.state} without a reason"
        )
        return
    if (row.done_at is None) not in ending.from_start:
        yield f"is {row.state} and has {'no' if row.done_at is None else 'an'} instant of its end"
    if row.reason in STANDS_STILL and row.reason not in case.course.states_at(row.done_at or 0):
        yield f"says that the program was {row.reason}, and the log does not"
    if row.reason == RESTORED and not _was_lost(case, row):
        yield "says that a restore lost it, and none did"
    yield from _sending(row, row.reason)


def _was_lost(case: Case, row: DeliveryRow) -> bool:
    """Tell whether a row was due, and ended, in a time that a restore lost."""
    done_at = row.done_at or 0
    return any(
        it.from_at <= done_at <= it.until_at and row.due_at <= done_at for it in case.restores
    )


def _sending(row: DeliveryRow, reason: str) -> Iterator[str]:
    was_tried = row.attempts > 0
    is_told = row.state in ("sent", "unknown", "failed") and reason != RESTORED
    if is_told and was_tried == (reason == "asked"):
        yield f"is {row.state} after {row.attempts} attempts"
    if row.done_at is None and was_tried:
        yield "was over from the start and was tried all the same"
    if row.state == "sent" and reason == "" and not row.message_ref:
        yield "is sent and names no message"


def _times(case: Case, row: DeliveryRow) -> Iterator[str]:
    first, done = row.first_attempt_at, row.done_at
    if (row.attempts > 0) != (first is not None) or row.attempts > MOST_ATTEMPTS:
        yield f"counts {row.attempts} attempts, which its first one does not bear out"
    if first is not None and not row.due_at <= first <= row.late_until:
        yield "was first tried outside of its time"
    begun_at = row.due_at - CLOCK_SLACK_S if first is None else first - SENDING_SLACK_S
    last_at = min([case.now, *_tried_later(case, row)])
    if done is not None and not begun_at <= done <= last_at:
        yield "ended before it began, or after something later was tried"


def _tried_later(case: Case, row: DeliveryRow) -> Iterator[int]:
    """Give when rows of later days were first tried, which is after one that was given ended."""
    if row.state in GIVEN:
        for other in case.deliveries:
            if other.day_no > row.day_no and other.first_attempt_at is not None:
                yield other.first_attempt_at


def check_order(case: Case) -> Iterator[Finding]:
    """Find rows whose numbers are not in the order in which they were planned: day by day."""
    ordered = sorted(case.deliveries, key=lambda row: (row.day_no, row.slot != "card"))
    for before, after in pairwise(ordered):
        is_later = (after.day_no, after.slot != "card") > (before.day_no, before.slot != "card")
        if is_later and after.delivery_id < before.delivery_id:
            wrong = (
                f"the {name_of(after.kind)} has a number from before the {name_of(before.kind)}"
            )
            yield case.spot_of(after.day_no).finding("delivery", after.delivery_id, wrong)


def _address(case: Case, row: DeliveryRow) -> Iterator[str]:
    if row.person_id != case.person.person_id:
        yield f"is addressed to person {row.person_id}"
    if case.account is not None and row.platform != case.account.platform:
        yield f"went out by {row.platform}, where the person has no account"


def check_addresses(case: Case) -> Iterator[Finding]:
    """Find a chat that stands alone among rows that went to another chat before and after it.

    A chat may move, and no line says so; but it does not move there and back.
    """
    rows = sorted(case.deliveries, key=lambda row: row.delivery_id)
    chats = [(row.chat_ref, row.thread_ref) for row in rows]
    if case.account is not None:
        chats.append((case.account.chat_ref or "", case.account.thread_ref))
    for place, row in enumerate(rows):
        around = set(chats[:place]) & set(chats[place + 1 :])
        if around - {chats[place]}:
            wrong = f"the {name_of(row.kind)} went to another chat than those around it"
            yield case.spot_of(row.day_no).finding("delivery", row.delivery_id, wrong)


def _queued(case: Case, row: DeliveryRow) -> Iterator[str]:
    rows = [it for it in case.queue if it.delivery_id == row.delivery_id]
    if row.state not in UNFINISHED:
        if rows:
            yield f"is {row.state} and still in the queue"
        return
    if not rows:
        yield f"is {row.state} and not in the queue"
    if rows[1:]:
        yield "is in the queue twice"
    for queued in rows:
        yield from _place_in_queue(case, row, queued)


def _place_in_queue(case: Case, row: DeliveryRow, queued: QueueRow) -> Iterator[str]:
    if queued.platform != row.platform or queued.lane != LANES.get(row.kind):
        yield f"waits in the wrong lane of the queue ({queued.platform}, {queued.lane})"
    if not row.due_at <= queued.not_before <= max(case.now, row.late_until):
        yield "waits in the queue for an instant that is not its own"
    # The end of a program waits until the last question of its day is an hour old.
    may_wait = row.kind == "finish" and case.row(row.day_no, "card") is not None
    is_untried = row.attempts == 0 and row.state == "planned"
    if is_untried and queued.not_before != row.due_at and not may_wait:
        yield "waits in the queue for another instant than the one it is due"
    is_leased = queued.lease_owner is not None and queued.lease_until is not None
    if is_leased != (row.state != "planned"):
        yield f"is {row.state} and is {'' if is_leased else 'not '}taken in the queue"

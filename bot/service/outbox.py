"""The way of a delivery through its states: claimed, begun, sent or not, recovered.

No transaction is open while a message is on its way: `begin` commits before it, `record` after.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from bot.domain.address import Platform
from bot.domain.delivery import (
    GIVEN,
    UNFINISHED,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Rejected,
    RetryLater,
    SendOutcome,
    Sent,
    Unknown,
    Unreachable,
)
from bot.domain.enrollment import EnrollmentState, PauseReason
from bot.domain.ids import DeliveryId
from bot.domain.message import OutgoingMessage
from bot.domain.person import Reach
from bot.domain.schedule import card_at, is_quiet
from bot.domain.wish import Wish
from bot.ports.store import Tx
from bot.service import cards, finish, pausing, runs
from bot.service.moment import Moment
from bot.service.nudges import JUST_SENT_S
from bot.service.scene import Scene, scene_of

LEASE_S = 60
MOST_ATTEMPTS = 8
FIRST_WAIT_S = 30  # doubled with each attempt
LONGEST_WAIT_S = 3600
# Sent a second time where the first send is unclear; a nudge never is.
SENT_AGAIN = frozenset({DeliveryKind.SESSION})


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery taken by this process, and the words that were made for it."""

    delivery: Delivery
    message: OutgoingMessage


def claim(tx: Tx, at: Moment, platform: Platform, owner: str, limit: int) -> tuple[Claimed, ...]:
    """Take what is due for a platform; what is no longer wanted ends here with its reason."""
    taken = take(tx, at, platform, owner, limit)
    put = (put_into_words(tx, at, delivery) for delivery in taken)
    return tuple(item for item in put if item is not None)


def take(tx: Tx, at: Moment, platform: Platform, owner: str, limit: int) -> Sequence[Delivery]:
    """Lease what is due for a platform to this process, as it stands."""
    lease = (at.real_at, at.real_at + LEASE_S)
    return tx.deliveries.claim(platform, owner, at.now, lease, limit)


def put_into_words(tx: Tx, at: Moment, delivery: Delivery) -> Claimed | None:
    """Make the words of a taken delivery; None where it waits, or is no longer wanted and ends."""
    if not _is_wanted(tx, delivery, at):
        return None
    if _comes_too_soon(tx, delivery, at):
        _wait_an_hour(tx, delivery, at)
        return None
    return Claimed(delivery, cards.message_of(tx, at, delivery))


def _wait_an_hour(tx: Tx, delivery: Delivery, at: Moment) -> None:
    """Queue a delivery again for an hour later; where that is too late it comes another day."""
    not_before = at.now + JUST_SENT_S
    if not_before > delivery.late_until:
        _end(tx, delivery, DeliveryState.EXPIRED, "late", at)
    else:
        tx.deliveries.put_back(delivery, not_before)


def _comes_too_soon(tx: Tx, delivery: Delivery, at: Moment) -> bool:
    """Tell whether the end of a program would come together with the last question, after a gap."""
    if delivery.kind is not DeliveryKind.FINISH:
        return False
    card = tx.deliveries.at_slot(delivery.enrollment_id, delivery.day_no, "card")
    if card is None:
        return False
    was_just_given = card.state in GIVEN and (card.done_at or 0) > at.now - JUST_SENT_S
    return card.state in UNFINISHED or was_just_given


def give_up(tx: Tx, delivery: Delivery, at: Moment) -> None:
    """End a delivery for which no words can be made: a fault of ours, which the log names."""
    tried = replace(
        delivery,
        attempts=delivery.attempts + 1,
        first_attempt_at=delivery.first_attempt_at or at.now,
    )
    _end(tx, tried, DeliveryState.FAILED, "rejected", at)


def begin(tx: Tx, delivery_id: DeliveryId, at: Moment) -> bool:
    """Ask again whether a claimed delivery is wanted, and mark it as being sent."""
    delivery = tx.deliveries.find(delivery_id)  # None: the person was erased since
    if delivery is None or delivery.state is not DeliveryState.CLAIMED:
        return False
    if not _is_wanted(tx, delivery, at):
        return False
    tx.deliveries.save(
        replace(
            delivery,
            state=DeliveryState.ATTEMPTING,
            attempts=delivery.attempts + 1,
            first_attempt_at=delivery.first_attempt_at or at.now,
        ),
    )
    return True


def _is_wanted(tx: Tx, delivery: Delivery, at: Moment) -> bool:
    ending = _unwanted(tx, delivery, at)
    if ending is None:
        return True
    state, reason = ending
    _end(tx, delivery, state, reason, at)
    return False


def _unwanted(tx: Tx, delivery: Delivery, at: Moment) -> tuple[DeliveryState, str] | None:
    enrollment = tx.enrollments.get(delivery.enrollment_id)
    if enrollment.state is not EnrollmentState.RUNNING:
        return DeliveryState.CANCELLED, enrollment.state.value
    scene = scene_of(tx, at, delivery)
    if at.now > delivery.late_until or _is_quiet_now(scene.wish, delivery, at.now):
        return DeliveryState.EXPIRED, "late"
    return None if _is_open(scene, delivery) else (DeliveryState.CANCELLED, "answered")


def _is_quiet_now(wish: Wish, row: Delivery, now: int) -> bool:
    """Tell whether a row must wait for the quiet hours; the person's own hour is always granted.

    So is one they asked for. What was due by a zone they have left is neither.
    """
    is_granted = row.kind is DeliveryKind.LATER or row.due_at == card_at(wish, row.local_on)
    return is_quiet(wish, now) and not (is_granted and is_quiet(wish, row.due_at))


def _is_open(scene: Scene, delivery: Delivery) -> bool:
    match delivery.kind:
        case DeliveryKind.MORNING:
            return scene.owes_morning()
        case DeliveryKind.REMINDER:
            return runs.open_matter(scene.tx, scene.enrollment, delivery.day_no) is not None
        case DeliveryKind.LATER:
            return runs.is_untouched(scene.tx, scene.enrollment, delivery.day_no)
        case DeliveryKind.SESSION | DeliveryKind.FINISH | DeliveryKind.MAKEUP:
            return True


def _end(tx: Tx, delivery: Delivery, state: DeliveryState, reason: str, at: Moment) -> Delivery:
    ended = replace(delivery, state=state, reason=reason, done_at=at.now)
    tx.deliveries.save(ended)
    return ended


def record(tx: Tx, delivery_id: DeliveryId, outcome: SendOutcome, at: Moment) -> None:
    """Keep what became of a send; one already known to have arrived stays as it is."""
    delivery = tx.deliveries.find(delivery_id)
    if delivery is None or delivery.state is not DeliveryState.ATTEMPTING:
        return
    match outcome:
        case Sent():
            take_as_sent(tx, delivery, outcome, at)
        case RetryLater():
            _retry(tx, delivery, outcome, at)
        case Unreachable():
            _end(tx, delivery, DeliveryState.FAILED, "unreachable", at)
            _close_chat(tx, delivery, at)
        case Rejected():
            _end(tx, delivery, DeliveryState.FAILED, "rejected", at)
        case Unknown():
            # Not at once: a platform that stumbles would stumble over it again.
            _unclear(tx, delivery, at, wait_s=FIRST_WAIT_S)
        case _:
            assert_never(outcome)


def take_as_sent(tx: Tx, delivery: Delivery, sent: Sent, at: Moment) -> Delivery:
    """End a delivery as sent, with all that follows from having been given."""
    ended = _end(
        tx,
        replace(delivery, message_ref=sent.message_ref),
        DeliveryState.SENT,
        "",
        at,
    )
    _give(tx, ended, at)
    return ended


def _retry(tx: Tx, delivery: Delivery, outcome: RetryLater, at: Moment) -> None:
    wait_s = min(FIRST_WAIT_S * 2 ** (delivery.attempts - 1), LONGEST_WAIT_S)
    not_before = at.now + max(outcome.after_s or 0, wait_s)
    if delivery.attempts >= MOST_ATTEMPTS or not_before > delivery.late_until:
        _end(tx, delivery, DeliveryState.EXPIRED, "late", at)
        return
    tx.deliveries.put_back(delivery, not_before)


def _unclear(tx: Tx, delivery: Delivery, at: Moment, wait_s: int = 0) -> None:
    if delivery.kind in SENT_AGAIN and delivery.attempts < 2:  # noqa: PLR2004  # once more, ever
        tx.deliveries.put_back(delivery, at.now + wait_s)
        return
    leave_unknown(tx, delivery, "unclear", at)


def leave_unknown(tx: Tx, delivery: Delivery, reason: str, at: Moment) -> None:
    """End a delivery that may have arrived; it counts as given."""
    ended = _end(tx, delivery, DeliveryState.UNKNOWN, reason, at)
    _give(tx, ended, at)


def _close_chat(tx: Tx, delivery: Delivery, at: Moment) -> None:
    tx.people.set_reach(delivery.person_id, Reach.CLOSED, at.now)
    enrollment = tx.enrollments.get(delivery.enrollment_id)
    if enrollment.state is not EnrollmentState.RUNNING:
        return  # it stands still for a reason of its own, which being back does not end
    pausing.stand_still(
        tx,
        at,
        enrollment,
        EnrollmentState.PAUSED,
        PauseReason.UNREACHABLE,
    )


def _give(tx: Tx, delivery: Delivery, at: Moment) -> None:
    """Do what follows from a message that the person has, or may have."""
    enrollment = tx.enrollments.get(delivery.enrollment_id)
    if delivery.kind is DeliveryKind.FINISH:
        finish.end_program(tx, at, enrollment)
    if delivery.kind is DeliveryKind.SESSION:
        session_no = delivery.args[0]
        tx.enrollments.save(
            replace(enrollment, session_no=max(enrollment.session_no, session_no)),
        )
        if tx.runs.find(enrollment.enrollment_id, delivery.day_no) is None:
            tx.runs.save(scene_of(tx, at, delivery).provisional_run(session_no))


def note_live(tx: Tx, scene: Scene, message_ref: str) -> None:
    """Note in which message the session of a day lives, so that its steps can turn there."""
    for slot in ("card", "makeup"):
        row = tx.deliveries.at_slot(scene.enrollment.enrollment_id, scene.day_no, slot)
        if row is not None and row.message_ref != message_ref:
            tx.deliveries.save(replace(row, message_ref=message_ref))


def note_shown(tx: Tx, delivery_id: DeliveryId, message_ref: str, at: Moment) -> None:
    """Note the message in which an answer showed a session."""
    delivery = tx.deliveries.find(delivery_id)
    if delivery is not None and delivery.state not in UNFINISHED:
        note_live(tx, scene_of(tx, at, delivery), message_ref)


def recover(tx: Tx, owner: str, at: Moment) -> int:
    """Put the rows of dead processes right, at start; give how many there were."""
    rows = tx.deliveries.unowned(owner)
    for row in rows:
        if row.state is DeliveryState.ATTEMPTING:
            _unclear(tx, row, at)
        else:
            tx.deliveries.put_back(row, row.due_at)
    return len(rows)

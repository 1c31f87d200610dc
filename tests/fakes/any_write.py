"""Every kind of write that the topic stores know, and every question that they answer."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.domain.address import ChatAddress
from bot.domain.change import Change, What
from bot.domain.delivery import DeliveryState
from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import (
    SESSION_TRACK,
    CheckInKind,
    EnrollmentState,
    PauseReason,
    RunState,
)
from bot.domain.ids import EnrollmentId, PersonId
from bot.domain.person import Conversation, Reach
from bot.ports.store import Tx
from tests.fakes.rows import (
    CHAT,
    HEALTH,
    WISH,
    a_run,
    a_score,
    a_stop,
    an_occurrence,
    kept_consent,
    kept_delivery,
    kept_enrollment,
    kept_person,
)

Step = Callable[[Tx, int], object]
WHO = PersonId(1)
WHERE = EnrollmentId(1)
DAYS = range(1, 4)


def moved(tx: Tx, number: int, state: DeliveryState) -> None:
    for row in tx.deliveries.unfinished_of(WHO)[:number]:
        tx.deliveries.save(replace(row, state=state, done_at=number, message_ref=f"m{number}"))


def put_back(tx: Tx, number: int) -> None:
    for row in tx.deliveries.all_of(WHERE)[:1]:
        tx.deliveries.put_back(row, number)


def withdrawn(tx: Tx, number: int) -> None:
    for consent in tx.consents.all_of(WHO)[:number]:
        tx.consents.withdraw(consent.consent_id, 500 + number)


def scored(tx: Tx, number: int) -> None:
    consent = kept_consent(tx, WHO)
    tx.check_ins.replace(a_score(WHERE, consent.consent_id, number, day_no=1))


def enrolled(tx: Tx, number: int) -> None:
    for enrollment in tx.enrollments.all_of(WHO):
        tx.enrollments.save(replace(enrollment, state=EnrollmentState.STOPPED))
    kept_enrollment(tx, WHO, day_no=number)


def saved(tx: Tx, number: int) -> None:
    enrollment = tx.enrollments.get(WHERE)
    reason = PauseReason.ILL if number else PauseReason.NONE
    tx.enrollments.save(replace(enrollment, day_no=number, reason=reason))


def asked(tx: Tx, number: int) -> None:
    tx.conversations.put(
        Conversation(
            person_id=WHO,
            address=CHAT,
            flow="flow",
            step=str(number),
            draft="",
            waits_for="",
            updated_at=number,
        )
    )


def changed(tx: Tx, number: int) -> None:
    change = Change(
        subject="enrollment", subject_id=1, actor_person_id=WHO, at=number, what=What.WISH, new=""
    )
    tx.changes.add(change)


WRITES: tuple[Step, ...] = (
    enrolled,
    saved,
    withdrawn,
    scored,
    put_back,
    asked,
    changed,
    lambda tx, number: moved(tx, number, DeliveryState.SENT),
    lambda tx, number: moved(tx, number, DeliveryState.ATTEMPTING),
    lambda tx, number: tx.deliveries.claim(CHAT.platform, "me", 9_000, (0, number), number + 1),
    lambda tx, number: tx.deliveries.plan(
        an_occurrence(tx.enrollments.get(WHERE), day_no=number), number
    ),
    lambda tx, number: tx.runs.save(a_run(WHERE, day_no=1 + number % 3, step_no=number)),
    lambda tx, number: tx.runs.save(a_run(WHERE, day_no=1, state=list(RunState)[number])),
    lambda tx, number: tx.check_ins.forget(WHO),
    lambda tx, number: tx.safety_stops.add(a_stop(WHO, tier=number % 3)),
    lambda tx, number: tx.safety_stops.clear(WHO, 900 + number),
    lambda tx, number: tx.safety_stops.forget(WHO),
    lambda tx, number: tx.people.seen(WHO, ChatAddress(CHAT.platform, f"c{number}"), number),
    lambda tx, number: tx.people.set_wish(WHO, replace(WISH, hour_min=480 + number)),
    lambda tx, number: tx.people.set_reach(WHO, list(Reach)[number % 2], number),
    lambda tx, number: tx.people.add(CHAT, f"user-{number}-{len(tx.people.accounts())}", "en", 1),
    lambda tx, number: tx.conversations.end(WHO),
    lambda tx, number: tx.dues.put(Due(number, "enrollment", 1, DueWhat.CARD)),
    lambda tx, number: tx.dues.drop("enrollment", 1),
    lambda tx, number: tx.meta.put("key", str(number)),
    lambda tx, number: tx.people.erase(WHO),
)


def everything(tx: Tx) -> Iterator[object]:
    """Read all that the topic stores can tell, each with the questions that a step asks."""
    for days in DAYS:
        yield tx.runs.find(WHERE, days)
        yield tx.runs.last_before(WHERE, days)
        yield tx.deliveries.at_slot(WHERE, days, "card")
        yield tx.deliveries.of_day(WHERE, days)
        for kind in CheckInKind:
            yield tx.check_ins.current(WHERE, days, kind)
    for no in DAYS:
        yield tx.enrollments.find(EnrollmentId(no))
        yield tx.deliveries.by_message(CHAT.platform, f"m{no}")
        yield tx.people.account_of(PersonId(no))
    yield tx.runs.all_of(WHERE)
    yield tx.check_ins.all_of(WHERE)
    yield tx.deliveries.all_of(WHERE)
    yield [tx.deliveries.find(row.delivery_id) for row in tx.deliveries.all_of(WHERE)]
    yield tx.deliveries.last_sent(WHO)
    yield tx.deliveries.unfinished_of(WHO)
    yield tx.deliveries.unowned("nobody")
    yield tx.deliveries.next_at()
    yield tx.enrollments.live(WHO, SESSION_TRACK)
    yield tx.enrollments.newest(WHO, SESSION_TRACK)
    yield tx.enrollments.all_of(WHO)
    yield tx.people.accounts()
    yield tx.people.account(CHAT.platform, "user-1")
    account = tx.people.account_of(WHO)
    yield None if account is None else tx.people.person(WHO)
    yield tx.consents.active(WHO, HEALTH)
    yield tx.consents.all_of(WHO)
    yield tx.conversations.of(WHO)
    yield tx.safety_stops.open_of(WHO)
    yield tx.safety_stops.all_of(WHO)
    yield tx.changes.of_subject("enrollment", 1)
    yield tx.dues.of("enrollment", 1)
    yield tx.dues.until(99, 9)
    yield tx.dues.next_at()
    yield tx.meta.get("key")


def furnish(tx: Tx) -> None:
    """Keep somebody in the middle of a program."""
    enrollment = kept_enrollment(tx, kept_person(tx).person_id)
    tx.runs.save(a_run(enrollment.enrollment_id))
    kept_delivery(tx, enrollment)

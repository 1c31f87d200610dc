"""Rows for tests: made with plain values, changed by keyword."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.address import ChatAddress, Platform
from bot.domain.delivery import Delivery, DeliveryKind, NewDelivery
from bot.domain.enrollment import (
    SESSION_TRACK,
    CheckIn,
    CheckInKind,
    Enrollment,
    EnrollmentState,
    PauseReason,
    RunState,
    SafetyStop,
    SessionRun,
)
from bot.domain.ids import (
    CheckInId,
    ConsentId,
    EnrollmentId,
    PersonId,
    StopId,
    VersionId,
)
from bot.domain.person import Consent, Person
from bot.domain.wish import Wish
from bot.ports.store import Tx

CHAT = ChatAddress(Platform.TERMINAL, "chat-1")
HEALTH = "health"
WISH = Wish(zone="Europe/Berlin", hour_min=7 * 60 + 30, weekdays=frozenset({0, 2, 4}))
DAY_ONE = date(2027, 3, 1)


def kept_person(tx: Tx, user_ref: str = "user-1", chat: ChatAddress = CHAT) -> Person:
    """Keep a person who wrote at instant 100."""
    return tx.people.add(chat, user_ref, "en", 100)


def kept_version(tx: Tx, content_hash: str = "hash-1") -> VersionId:
    return tx.versions.keep("hip", content_hash, '{"key": "hip"}', 50)


def kept_consent(tx: Tx, person_id: PersonId, **changes: Any) -> Consent:
    consent = Consent(
        consent_id=ConsentId(0),
        person_id=person_id,
        purpose=HEALTH,
        text_version="1",
        text_hash="abc",
        language="en",
        given_at=110,
        withdrawn_at=None,
    )
    return tx.consents.give(replace(consent, **changes))


def kept_enrollment(tx: Tx, person_id: PersonId, **changes: Any) -> Enrollment:
    enrollment = Enrollment(
        enrollment_id=EnrollmentId(0),
        person_id=person_id,
        version_id=kept_version(tx),
        track=SESSION_TRACK,
        state=EnrollmentState.RUNNING,
        reason=PauseReason.NONE,
        paused_until_on=None,
        started_on=DAY_ONE,
        day_no=0,
        session_no=0,
        level=0,
        softness=0,
        form="",
        place="",
        on_date=date(2027, 2, 28),
    )
    return tx.enrollments.add(replace(enrollment, **changes))


def a_run(enrollment_id: EnrollmentId, **changes: Any) -> SessionRun:
    run = SessionRun(
        enrollment_id=enrollment_id,
        day_no=1,
        session_no=1,
        local_on=DAY_ONE,
        form="",
        level=0,
        softness=0,
        state=RunState.OPEN,
        step_no=0,
        step_ends_at=None,
        step_left_s=None,
        reason="",
        started_at=None,
        ended_at=None,
    )
    return replace(run, **changes)


def a_score(
    enrollment_id: EnrollmentId, consent_id: ConsentId, score: int = 3, **changes: Any
) -> CheckIn:
    check_in = CheckIn(
        check_in_id=CheckInId(0),
        enrollment_id=enrollment_id,
        day_no=1,
        kind=CheckInKind.BEFORE,
        score=score,
        consent_id=consent_id,
        answered_at=200,
        replaced_at=None,
    )
    return replace(check_in, **changes)


def a_stop(person_id: PersonId, tier: int = 2, **changes: Any) -> SafetyStop:
    stop = SafetyStop(
        stop_id=StopId(0),
        person_id=person_id,
        enrollment_id=None,
        tier=tier,
        flag="numbness" if tier > 0 else "",
        lists_version="1",
        at=300,
        cleared_at=None,
    )
    return replace(stop, **changes)


def an_occurrence(enrollment: Enrollment, **changes: Any) -> NewDelivery:
    new = NewDelivery(
        enrollment_id=enrollment.enrollment_id,
        person_id=enrollment.person_id,
        day_no=1,
        slot="card",
        kind=DeliveryKind.SESSION,
        address=CHAT,
        local_on=DAY_ONE,
        due_at=1_000,
        late_until=2_000,
        args=(1,),
        rule="training day",
    )
    return replace(new, **changes)


def kept_delivery(tx: Tx, enrollment: Enrollment, lane: int = 1, **changes: Any) -> Delivery:
    delivery = tx.deliveries.plan(an_occurrence(enrollment, **changes), lane)
    assert delivery is not None
    return delivery

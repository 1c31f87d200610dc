"""What is run on the store: the check-in transaction alone, and a whole press of a score."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from bench.made_database import CARD_AT, PLATFORM, user_ref_of
from bench.moments import moment_at
from bot.domain.action import Action
from bot.domain.address import ChatAddress
from bot.domain.enrollment import (
    SESSION_TRACK,
    CheckIn,
    CheckInKind,
    Enrollment,
    EnrollmentState,
    PauseReason,
)
from bot.domain.ids import CheckInId, ConsentId, EnrollmentId, PersonId, VersionId
from bot.domain.update import ButtonPressed
from bot.ports.store import Tx
from bot.service import inbox

Fn = Callable[[Tx], object]
STEP = 7_919  # through all people in no order, as they press

_ENROLLMENT = Enrollment(
    enrollment_id=EnrollmentId(0),
    person_id=PersonId(0),
    version_id=VersionId(1),
    track=SESSION_TRACK,
    state=EnrollmentState.RUNNING,
    reason=PauseReason.NONE,
    paused_until_on=None,
    started_on=date(2027, 3, 1),
    day_no=3,
    session_no=2,
    level=0,
    softness=1,
    form="",
    place="",
    on_date=date(2027, 3, 3),
)


def check_ins(count: int, people: int) -> list[Fn]:
    """Give check-in transactions by topic stores: 1 select, 2 inserts and 1 update each."""
    # A handler has the enrollment at hand when it saves it.
    enrollments = [
        replace(_ENROLLMENT, enrollment_id=EnrollmentId(1 + no)) for no in range(people)
    ]
    return [
        partial(
            _check_in, no=no, day_no=3 + no // people, enrollment=enrollments[no * STEP % people]
        )
        for no in range(count)
    ]


def _check_in(tx: Tx, no: int, day_no: int, enrollment: Enrollment) -> None:
    enrollment_id = enrollment.enrollment_id
    at = CARD_AT + no
    tx.seen_updates.add(PLATFORM, str(no), user_ref_of(enrollment_id), at)
    tx.check_ins.replace(
        CheckIn(
            check_in_id=CheckInId(0),
            enrollment_id=enrollment_id,
            day_no=day_no,
            kind=CheckInKind.BEFORE,
            score=3,
            consent_id=ConsentId(enrollment_id),
            answered_at=at,
            replaced_at=None,
        )
    )
    tx.enrollments.save(enrollment)


def presses(count: int, people: int) -> list[Fn]:
    """Give presses of the score 3 before a session, through the one way in.

    Raises:
        ValueError: if there are fewer people than presses; a second one would find another card.
    """
    if count > people:
        msg = f"{people} people cannot press {count} times"
        raise ValueError(msg)
    press = partial(_press, people=people)
    return [partial(press, no=no) for no in range(count)]


def _press(tx: Tx, people: int, no: int) -> object:
    person_no = 1 + no * STEP % people
    user_ref = user_ref_of(person_no)
    update = ButtonPressed(
        update_ref=str(no),
        address=ChatAddress(PLATFORM, user_ref),
        user_ref=user_ref,
        action=Action("score", person_no, "b3"),
        message_ref=f"m{person_no}",
    )
    return inbox.handle(tx, update, moment_at(CARD_AT + 90))

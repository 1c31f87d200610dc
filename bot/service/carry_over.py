"""Carries over what people took back since a backup, where the old database can still be read.

A restore must not write to somebody who has stopped meanwhile, nor bring scores back whose
consent was withdrawn. Only that is carried over: what people gave since is lost with the rest.
"""

from dataclasses import dataclass, replace
from datetime import date

from bot.domain.address import Platform
from bot.domain.change import What
from bot.domain.enrollment import (
    SESSION_TRACK,
    Enrollment,
    EnrollmentState,
    PauseReason,
    SafetyStop,
)
from bot.domain.ids import ConsentId, EnrollmentId
from bot.domain.person import Account
from bot.domain.red_flags import UNTOLD
from bot.domain.schedule import card_at
from bot.ports.store import Tx
from bot.service import pausing
from bot.service.clocks import LAST_AT, kept_offset
from bot.service.forgetting import forget_health_data
from bot.service.moment import SCORES, Moment, Turn
from bot.service.plan_rows import SUBJECT

_LIVE = frozenset({EnrollmentState.RUNNING, EnrollmentState.PAUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsStill:
    """An enrollment that no longer runs, named so that no other is taken for it."""

    platform: Platform
    user_ref: str
    enrollment_id: EnrollmentId
    started_on: date
    reason: PauseReason
    until_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """A consent that was withdrawn, and when."""

    platform: Platform
    user_ref: str
    consent_id: ConsentId
    given_at: int
    withdrawn_at: int
    seen_at: int  # when its person was last here


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagHit:
    """A red flag that stopped somebody and is not cleared."""

    platform: Platform
    user_ref: str
    stop: SafetyStop
    seen_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What an old database tells of the time since a backup of it."""

    last_at: int
    offset_s: int
    still: tuple[StandsStill, ...]
    taken_back: tuple[TakenBack, ...]
    flags: tuple[FlagHit, ...]


def read_since(tx: Tx) -> Since:
    """Read what people took back, from a database that another will take the place of."""
    accounts = tx.people.accounts()
    return Since(
        last_at=int(tx.meta.get(LAST_AT) or 0),
        offset_s=kept_offset(tx),
        still=tuple(it for account in accounts for it in _still_of(tx, account)),
        taken_back=tuple(it for account in accounts for it in _taken_back_by(tx, account)),
        flags=tuple(it for account in accounts for it in _flags_of(tx, account)),
    )


def _still_of(tx: Tx, account: Account) -> list[StandsStill]:
    return [
        StandsStill(
            platform=account.address.platform,
            user_ref=account.user_ref,
            enrollment_id=each.enrollment_id,
            started_on=each.started_on,
            reason=each.reason,
            until_on=each.paused_until_on,
        )
        for each in tx.enrollments.all_of(account.person_id)
        if each.state is not EnrollmentState.RUNNING
    ]


def _taken_back_by(tx: Tx, account: Account) -> list[TakenBack]:
    return [
        TakenBack(
            platform=account.address.platform,
            user_ref=account.user_ref,
            consent_id=consent.consent_id,
            given_at=consent.given_at,
            withdrawn_at=consent.withdrawn_at,
            seen_at=tx.people.person(account.person_id).seen_at,
        )
        for consent in tx.consents.all_of(account.person_id)
        if consent.withdrawn_at is not None
    ]


def _flags_of(tx: Tx, account: Account) -> list[FlagHit]:
    stop = tx.safety_stops.open_of(account.person_id)
    if stop is None:
        return []
    return [
        FlagHit(
            platform=account.address.platform,
            user_ref=account.user_ref,
            stop=stop,
            seen_at=tx.people.person(account.person_id).seen_at,
        )
    ]


def carry_over(tx: Tx, since: Since, at: Moment) -> int:
    """Pause who had stopped or paused, and let red flags stand; give how many were paused."""
    paused = sum(_pause(tx, still, at) for still in since.still)
    return paused + sum(_stop_for(tx, flag, at) for flag in since.flags)


def _stop_for(tx: Tx, flag: FlagHit, at: Moment) -> bool:
    """Let a red flag stand, with its sign only where a consent here covers that.

    Gives whether a program ran in spite of it, which is paused then.
    """
    account = tx.people.account(flag.platform, flag.user_ref)
    if account is None or tx.safety_stops.open_of(account.person_id) is not None:
        return False
    # A pause that ended in the lost time must not seem to have ended in spite of the flag.
    since_at = at.now if _went_on(tx, account, flag.stop.at) else flag.stop.at
    consent = tx.consents.active(account.person_id, SCORES)
    is_covered = consent is not None and consent.given_at < since_at
    tx.people.seen(account.person_id, account.address, max(flag.seen_at, since_at))
    tx.safety_stops.add(
        replace(
            flag.stop,
            person_id=account.person_id,
            enrollment_id=None,
            tier=flag.stop.tier if is_covered else UNTOLD,
            flag=flag.stop.flag if is_covered else "",
            at=since_at,
        )
    )
    live = tx.enrollments.live(account.person_id, SESSION_TRACK)
    if live is None or live.state is not EnrollmentState.RUNNING:
        return False
    pausing.stand_still(tx, at, live, EnrollmentState.PAUSED, PauseReason.SAFETY)
    return True


def _went_on(tx: Tx, account: Account, at: int) -> bool:
    """Tell whether a program of somebody was resumed after an instant."""
    return any(
        line.what is What.RESUMED and line.at > at
        for enrollment in tx.enrollments.all_of(account.person_id)
        for line in tx.changes.of_subject(SUBJECT, enrollment.enrollment_id)
    )


def _pause(tx: Tx, still: StandsStill, at: Moment) -> bool:
    enrollment = _same(tx, still)
    if enrollment is None or enrollment.state not in _LIVE or _is_over(tx, enrollment, still, at):
        return False
    reason = PauseReason.ASKED if still.reason is PauseReason.NONE else still.reason
    stands = (enrollment.state, enrollment.reason, enrollment.paused_until_on)
    if stands == (EnrollmentState.PAUSED, reason, still.until_on):
        return False
    pausing.stand_still(tx, at, enrollment, EnrollmentState.PAUSED, reason, still.until_on)
    return True


def _is_over(tx: Tx, enrollment: Enrollment, still: StandsStill, at: Moment) -> bool:
    """Tell whether a pause has ended by now."""
    wish = tx.people.person(enrollment.person_id).wish
    if still.until_on is None or wish is None:
        return False
    return card_at(wish, still.until_on) <= at.now


def _same(tx: Tx, still: StandsStill) -> Enrollment | None:
    """Give the enrollment of the same person, id and beginning."""
    account = tx.people.account(still.platform, still.user_ref)
    enrollment = tx.enrollments.find(still.enrollment_id)
    if account is None or enrollment is None:
        return None
    is_same = (enrollment.person_id, enrollment.started_on) == (
        account.person_id,
        still.started_on,
    )
    return enrollment if is_same else None


def forget(tx: Tx, taken: TakenBack, at: Moment) -> bool:
    """Forget what a withdrawn consent covered; False where nothing here is covered by it."""
    account = tx.people.account(taken.platform, taken.user_ref)
    if account is None:
        return False
    active = tx.consents.active(account.person_id, SCORES)
    if active is None or (active.consent_id, active.given_at) != (
        taken.consent_id,
        taken.given_at,
    ):
        return False
    tx.people.seen(account.person_id, account.address, max(taken.seen_at, at.now))
    person = tx.people.person(account.person_id)
    forget_health_data(Turn(tx=tx, at=at, person=person, account=account))
    return True

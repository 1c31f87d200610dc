"""The rows of the books, exactly as they are stored: a row that was altered must still be read."""

from dataclasses import dataclass

from bot.domain.restore import Restore


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A row of `person`."""

    person_id: int
    language: str
    zone: str | None
    hour_min: int | None
    weekdays: str | None
    quiet_from: int | None
    quiet_to: int | None
    day_ends_min: int | None
    reminders: int | None
    created_at: int
    seen_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """A row of `account`."""

    platform: str
    user_ref: str
    person_id: int
    chat_ref: str | None
    thread_ref: str | None
    reach: str
    reach_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """A row of `consent`."""

    consent_id: int
    person_id: int
    purpose: str
    text_version: str
    text_hash: str
    language: str
    given_at: int
    withdrawn_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """A row of `program_version`."""

    version_id: int
    content_hash: str
    program_key: str
    body: str
    loaded_at: int
    retired_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollmentRow:
    """A row of `enrollment`."""

    enrollment_id: int
    person_id: int
    version_id: int
    track: str
    state: str
    reason: str
    paused_until_on: str | None
    started_on: str
    day_no: int
    session_no: int
    level: int
    softness: int
    form: str
    place: str
    on_date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A row of `change`."""

    change_id: int
    subject: str
    subject_id: int
    actor_person_id: int | None
    at: int
    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """A row of `delivery`."""

    delivery_id: int
    subject: str
    subject_id: int
    day_no: int
    slot: str
    kind: str
    person_id: int | None
    platform: str
    chat_ref: str
    thread_ref: str | None
    local_on: str
    due_at: int
    late_until: int
    state: str
    reason: str
    attempts: int
    first_attempt_at: int | None
    args: str
    rule: str
    message_ref: str | None
    done_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """A row of `queue`."""

    platform: str
    lane: int
    not_before: int
    delivery_id: int
    lease_owner: str | None
    lease_until: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """A row of `due`."""

    due_at: int
    subject: str
    subject_id: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A row of `session_run`."""

    enrollment_id: int
    day_no: int
    session_no: int
    local_on: str
    form: str
    level: int
    softness: int
    state: str
    step_no: int
    step_ends_at: int | None
    step_left_s: int | None
    reason: str
    started_at: int | None
    ended_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInRow:
    """A row of `check_in`."""

    check_in_id: int
    enrollment_id: int
    day_no: int
    kind: str
    score: int
    consent_id: int
    answered_at: int
    replaced_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRow:
    """A row of `safety_stop`."""

    stop_id: int
    person_id: int
    enrollment_id: int | None
    tier: int
    flag: str
    lists_version: str
    at: int
    cleared_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerBook:
    """All rows that are about one person, or say they are.

    A row belongs in it when any of its columns names the person or one of their enrollments, so
    that an altered owner is seen from both sides. Changes come by `change_id`.
    """

    person: PersonRow
    accounts: tuple[AccountRow, ...] = ()
    consents: tuple[ConsentRow, ...] = ()
    versions: tuple[VersionRow, ...] = ()  # those that the enrollments name
    enrollments: tuple[EnrollmentRow, ...] = ()
    changes: tuple[ChangeRow, ...] = ()
    deliveries: tuple[DeliveryRow, ...] = ()
    queue: tuple[QueueRow, ...] = ()
    dues: tuple[DueRow, ...] = ()
    runs: tuple[RunRow, ...] = ()
    check_ins: tuple[CheckInRow, ...] = ()
    stops: tuple[StopRow, ...] = ()
    restores: tuple[Restore, ...] = ()  # those that made this database, the same for everybody

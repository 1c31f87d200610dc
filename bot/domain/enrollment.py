"""One person going through one version of a program, and what happened on each day of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.ids import CheckInId, ConsentId, EnrollmentId, PersonId, StopId, VersionId

SESSION_TRACK = "session"  # movement breaks may run beside it as a track of their own


class EnrollmentState(StrEnum):
    """Life of an enrollment."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"


class PauseReason(StrEnum):
    """Why an enrollment stands still; the person sees it in words."""

    NONE = ""
    ASKED = "asked"
    ILL = "ill"
    SAFETY = "safety"  # a red flag: needs an explicit restart
    TWO_REDS = "two_reds"  # two hard days running: the red flags are asked first
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrollment:
    """A place in a program.

    `day_no` counts the local dates whose card hour came while the enrollment ran; `on_date`
    is the date up to which that is worked out. `session_no` sessions are used up.
    """

    enrollment_id: EnrollmentId
    person_id: PersonId
    version_id: VersionId
    track: str
    state: EnrollmentState
    reason: PauseReason
    paused_until_on: date | None  # None while paused: until the person says
    started_on: date
    day_no: int
    session_no: int
    level: int  # -1, 0 or 1; health data
    softness: int  # 0 usual tool, 1 one softer, 2 the softest; health data
    form: str  # usual form of a session, as flags: "", "short", "hands", "hands+short"
    place: str  # where it hurts, or "" where no consent covers it; health data
    on_date: date


class RunState(StrEnum):
    """What became of the session of one day."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    STOPPED = "stopped"  # for pain; counts as done
    SKIPPED = "skipped"
    OPENED = "opened"  # walked to the end without a tap
    MISSED = "missed"
    EXCUSED = "excused"  # ill, paused or stopped by a red flag: costs nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRun:
    """The session given on one day of an enrollment."""

    enrollment_id: EnrollmentId
    day_no: int
    session_no: int
    local_on: date
    form: str
    level: int
    softness: int
    state: RunState
    step_no: int  # 0 before the first step; past the last one: the closing question
    step_ends_at: int | None  # while a step runs by itself
    step_left_s: int | None  # while a step is held
    reason: str
    started_at: int | None
    ended_at: int | None


class CheckInKind(StrEnum):
    """The three moments at which pain is asked, all with the same anchors."""

    BEFORE = "before"
    AFTER = "after"
    MORNING = "morning"  # of the day after; kept under the day of its session


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One pain score from 0 to 10; a replaced one is kept with the time of its replacement."""

    check_in_id: CheckInId
    enrollment_id: EnrollmentId
    day_no: int
    kind: CheckInKind
    score: int
    consent_id: ConsentId
    answered_at: int
    replaced_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyStop:
    """Red flags asked: passed (tier 0), or a stop of tier 1 to 3 until it is cleared.

    Without consent only tier 0 rows and stops without tier and flag (-1, "") are kept.
    """

    stop_id: StopId
    person_id: PersonId
    enrollment_id: EnrollmentId | None
    tier: int
    flag: str
    lists_version: str
    at: int
    cleared_at: int | None

"""When something is next to be looked at; one row a subject and matter."""

from dataclasses import dataclass
from enum import StrEnum


class DueWhat(StrEnum):
    """What is due of an enrollment."""

    CARD = "card"  # its next card hour: comes on every date, also on rest days
    REMINDER = "reminder"
    LATER = "later"
    FINISH = "finish"
    STEP = "step"  # a step of a running session ends


@dataclass(frozen=True, slots=True)
class Due:
    """A matter of a subject, and when."""

    due_at: int
    subject: str
    subject_id: int
    what: DueWhat

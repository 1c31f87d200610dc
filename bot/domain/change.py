"""The change log: what was changed, by whom and when; no health data."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import PersonId


class What(StrEnum):
    """What was changed. The ledger works the expected days out from these alone."""

    ENROLLED = "enrolled"  # subject enrollment; new: the first date
    WISH = "wish"  # subject person; old and new: packed wishes
    PAUSED = "paused"  # subject enrollment; new: the date it ends on, or ""
    RESUMED = "resumed"  # subject enrollment; new: the first date that can have a card
    STOPPED = "stopped"  # subject enrollment
    FINISHED = "finished"  # subject enrollment
    LATER = "later"  # subject enrollment; old: the day; new: the instant of the card


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the change log."""

    subject: str  # "person" or "enrollment"
    subject_id: int
    actor_person_id: PersonId | None  # None: the bot itself
    at: int
    what: What
    old: str = ""
    new: str = ""

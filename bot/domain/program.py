"""What a program is, as values. Reading and checking its file is storage's."""

from dataclasses import dataclass, field

from bot.domain.enrollment import CheckInKind
from bot.domain.technique import Sides, Source, Technique


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One technique inside a session, with its dose there."""

    technique: str
    seconds: int
    sides: Sides
    sets: int = 1
    instead: str | None = None  # the technique that stands in when somebody is bored of this one
    in_short_form: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOutline:
    """A session as its author wrote it, before level, tool and form are known."""

    key: str
    title: str
    week: int
    focus: str
    blocks: tuple[Block, ...]
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysPerWeek:
    """How many training days a week a program bears, and which ones it proposes (Monday is 0)."""

    least: int
    most: int
    usual: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedFlag:
    """A stop sign that a program adds to the ones that always hold; tier 1 is the gravest."""

    key: str
    tier: int
    text: str


class SessionNotFoundError(LookupError):
    """The program has no session of this number."""


class TechniqueNotFoundError(LookupError):
    """The program carries no technique of this key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """An ordered list of sessions with all techniques they name, complete in itself."""

    key: str
    name: str
    summary: str
    language: str
    days_per_week: DaysPerWeek
    have_ready: str
    why: tuple[str, ...]
    sources: tuple[Source, ...]
    cautions: tuple[str, ...]
    closing: tuple[str, ...]
    check_ins: tuple[CheckInKind, ...]
    sessions: tuple[SessionOutline, ...]
    techniques: tuple[Technique, ...]
    red_flags_added: tuple[AddedFlag, ...] = ()
    safety: bool = False  # a correction that goes to everyone at the next session

    @property
    def weeks(self) -> int:
        """How many weeks its author planned."""
        return max(session.week for session in self.sessions)

    def session(self, session_no: int) -> SessionOutline:
        """Return session `session_no`, counted from 1.

        Raises SessionNotFoundError outside 1 to the number of sessions.
        """
        if not 1 <= session_no <= len(self.sessions):
            message = f"{self.key} has sessions 1 to {len(self.sessions)}, not {session_no}"
            raise SessionNotFoundError(message)
        return self.sessions[session_no - 1]

    def technique(self, key: str) -> Technique:
        """Return the technique of this key. Raises TechniqueNotFoundError."""
        for technique in self.techniques:
            if technique.key == key:
                return technique
        message = f"{self.key} carries no technique {key!r}"
        raise TechniqueNotFoundError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramVersion:
    """A program exactly as one content hash names it: SHA-256 over its canonical JSON.

    Two are equal if their hashes are.
    """

    program: Program = field(compare=False)
    content_hash: str

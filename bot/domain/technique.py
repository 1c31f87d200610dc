"""What a technique is, as values. How a program strings techniques together is program.py's."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a technique does; MASSAGE_KINDS put pressure on a muscle."""

    WARM_UP = "warm_up"
    ROLL = "roll"
    PRESS = "press"
    KNEAD = "knead"
    STRENGTH = "strength"
    MOBILITY = "mobility"


MASSAGE_KINDS = frozenset({Kind.ROLL, Kind.PRESS, Kind.KNEAD})


class Tool(StrEnum):
    """What a form of a technique needs at hand; its name in words belongs to the catalogs."""

    HANDS = "hands"
    CHAIR = "chair"
    WALL = "wall"
    FLOOR = "floor"
    TOWEL = "towel"
    TENNIS_BALL = "tennis_ball"
    MASSAGE_BALL = "massage_ball"
    SOFT_ROLLER = "soft_roller"
    ROLLER = "roller"


BOUGHT_TOOLS = frozenset(
    {Tool.TENNIS_BALL, Tool.MASSAGE_BALL, Tool.SOFT_ROLLER, Tool.ROLLER},
)


class Area(StrEnum):
    """Where on the body a technique works. No kneecap, joint line, back of knee or bone here."""

    SIDE_OF_HIP = "side_of_hip"
    FRONT_OF_HIP = "front_of_hip"
    BUTTOCK = "buttock"
    OUTER_THIGH = "outer_thigh"
    FRONT_THIGH = "front_thigh"
    INNER_THIGH = "inner_thigh"
    BACK_THIGH = "back_thigh"
    CALF = "calf"
    SHIN = "shin"
    FOOT = "foot"
    LOW_BACK = "low_back"
    HIP_AND_THIGH = "hip_and_thigh"
    WHOLE_LEG = "whole_leg"


class NoGo(StrEnum):
    """Places that no pressure goes on."""

    KNEECAP = "kneecap"
    JOINT_LINE = "joint_line"
    BACK_OF_KNEE = "back_of_knee"
    BONE = "bone"
    BROKEN_SKIN = "broken_skin"
    BRUISE = "bruise"
    RASH = "rash"
    VARICOSE_VEIN = "varicose_vein"
    GROIN = "groin"


class Side(StrEnum):
    """A side of the body; the value is the English word that step lines are filled with."""

    LEFT = "left"
    RIGHT = "right"


class Sides(StrEnum):
    """Whether a technique is done on each side in turn, or once for the whole body."""

    BOTH = "both"
    NONE = "none"


class EvidenceLabel(StrEnum):
    """How well a claim is supported, from best to least."""

    GUIDELINE = "guideline"
    TRIALS = "trials"
    SMALL_STUDIES = "small_studies"
    MIXED = "mixed"
    PRACTICE = "practice"


SEED = "seed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a text is based on; `url` is an https address, or SEED for a practice article."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How well it is supported: a label, and one honest line a person can read."""

    label: EvidenceLabel
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feel:
    """How strong it should feel, from 0 to 10."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """Seconds a side (or in all, without sides), and how many times over."""

    seconds: int
    sets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to do a technique: what it needs, and what to do line by line.

    `needs` names the main tool first. Lines may hold `{side}` and `{other}`, filled
    with the side being worked and the opposite one.
    """

    needs: tuple[Tool, ...]
    lines: tuple[str, ...]
    usual: bool = False

    @property
    def tool(self) -> Tool:
        """The main tool."""
        return self.needs[0]

    @property
    def is_tool_free(self) -> bool:
        """True if nothing is needed that one would have to buy."""
        return BOUGHT_TOOLS.isdisjoint(self.needs)

    @property
    def is_off_floor(self) -> bool:
        """True if nobody has to lie down."""
        return Tool.FLOOR not in self.needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    """One thing to do for one area. `forms` go from softest to firmest; one is usual."""

    key: str
    name: str
    kind: Kind
    muscle: str
    area: Area
    purpose: str
    sides: Sides
    dose: Dose
    feel: Feel | None  # None: nothing is pressed, so there is nothing to rate
    forms: tuple[Form, ...]
    never: tuple[str, ...]
    never_on: tuple[NoGo, ...]
    stop_when: tuple[str, ...]
    not_for: tuple[str, ...]
    evidence: Evidence
    sources: tuple[Source, ...]
    alt_text: str
    picture: str | None = None  # a path below the programs folder
    easier: str = ""  # one line, a lighter way that fits every form; strengthening moves only
    harder: str = ""

    @property
    def is_massage(self) -> bool:
        """True if it puts pressure on a muscle."""
        return self.kind in MASSAGE_KINDS

    @property
    def is_strength(self) -> bool:
        """True for the moves that may end a session."""
        return self.kind is Kind.STRENGTH

    @property
    def usual_form(self) -> Form:
        """The form most people are given: the one marked usual, else the first."""
        return next((form for form in self.forms if form.usual), self.forms[0])

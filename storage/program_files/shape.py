"""The forms that a value in a file can have. The tables in fields.py are made of these."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text; `said` ones are read by people and held to the wording rules."""

    most: int  # characters
    said: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A text for the machine that matches a regular expression as a whole."""

    pattern: str
    most: int  # characters
    right: str  # what would be right, to follow "write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A whole number in plain digits."""

    least: int
    most: int
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One word of a closed list."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf:
    """A list of values of one shape; `unique` ones hold no text twice."""

    item: "Shape"
    least: int
    most: int
    unique: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key of a map."""

    key: str
    shape: "Shape"
    meaning: str
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """A map with known keys."""

    name: str
    fields: tuple[Field, ...]

    def find(self, key: str) -> Field | None:
        """Return the field of this key."""
        return next((field for field in self.fields if field.key == key), None)


KEY = Pattern(
    pattern="[a-z0-9]+(-[a-z0-9]+)*",
    most=40,
    right="lower-case letters, digits and hyphens, at most 40",
)
ADDRESS = Pattern(
    pattern=r"seed|https://[^\s/.]+(\.[^\s/.]+)+(/\S*)?",
    most=300,
    right="an https:// address, or seed for a practice article",
)
PICTURE = Pattern(
    pattern="media/([A-Za-z0-9][A-Za-z0-9_-]*/)*[A-Za-z0-9][A-Za-z0-9_-]*[.](png|jpg)",
    most=200,
    right="a path such as media/bridge.png",
)
YES, NO = "yes", "no"
YES_NO = Choice(words=(YES, NO))

TextShape: TypeAlias = Words | Pattern | Number | Choice
Shape: TypeAlias = TextShape | ListOf | Fields

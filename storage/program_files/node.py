"""A YAML file as a plain tree of texts, lists and maps, each with its place in the file."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class TextNode:
    """A scalar. Always text: `no` stays "no" and 12:30 stays "12:30"."""

    line: int
    column: int
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNode:
    """A sequence."""

    line: int
    column: int
    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapNode:
    """A mapping with its entries in the order of the file, duplicates included."""

    line: int
    column: int
    entries: "tuple[tuple[TextNode, Node], ...]"

    def find(self, key: str) -> "Node | None":
        """Return the value of the first entry with this key."""
        return next((value for name, value in self.entries if name.value == key), None)


Node: TypeAlias = TextNode | ListNode | MapNode

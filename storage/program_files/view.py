"""Reads values out of a map that was held against its table before. Never raises."""

from storage.program_files.node import ListNode, MapNode, Node, TextNode
from storage.program_files.shape import YES


class View:
    """One map of a file, with its values by key and their places."""

    def __init__(self, node: Node | None) -> None:
        self.node: Node = node or MapNode(line=1, column=1, entries=())

    def at(self, key: str) -> Node:
        """Return where the value of this key stands, or the map itself without it."""
        return self._find(key) or self.node

    def has(self, key: str) -> bool:
        """Tell whether the key is there."""
        return self._find(key) is not None

    def text(self, key: str) -> str:
        """Return a text on one line; "" if it is not there."""
        return _one_line(self._find(key))

    def number(self, key: str, default: int = 0) -> int:
        """Return a number, or the default if it is not there."""
        text = self.text(key)
        return int(text) if text else default

    def yes(self, key: str) -> bool:
        """Return True for `yes`; a key that is not there means no."""
        return self.text(key) == YES

    def items(self, key: str) -> tuple[Node, ...]:
        """Return the entries of a list; none if it is not there."""
        value = self._find(key)
        return value.items if isinstance(value, ListNode) else ()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the entries of a list of texts."""
        return tuple(_one_line(item) for item in self.items(key))

    def views(self, key: str) -> "tuple[View, ...]":
        """Return the entries of a list of maps."""
        return tuple(View(item) for item in self.items(key))

    def view(self, key: str) -> "View":
        """Return a map below this one; an empty one if it is not there."""
        return View(self._find(key))

    def _find(self, key: str) -> Node | None:
        return self.node.find(key) if isinstance(self.node, MapNode) else None


def _one_line(node: Node | None) -> str:
    return " ".join(node.value.split()) if isinstance(node, TextNode) else ""

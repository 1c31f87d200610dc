"""Bytes of a YAML file -> a tree of texts, or the reasons why not.

Works on the parser's events: what could blow up is refused before anything is built of it,
and no YAML tag, alias or type guess ever takes effect.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import yaml

from storage.program_files.node import ListNode, MapNode, Node, TextNode
from storage.program_files.problem import Problem

MOST_BYTES = 256 * 1024
MOST_NODES = 20_000
MOST_DEPTH = 20

# Control characters, and line breaks that editors do not count as lines.
_ODD_CHARACTER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]",
)

_Marked: TypeAlias = yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent
_NOT_A_KEY = "a key is one plain word; write it as `key: value`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """The tree of one file, or None and at least one problem."""

    tree: Node | None
    problems: tuple[Problem, ...] = ()


def compose(raw: bytes, file: str) -> Composed:
    """Read one file's bytes. Never raises for anything that a file may hold."""
    if len(raw) > MOST_BYTES:
        return _refused(file, 1, 1, f"the file is too big; at most {MOST_BYTES // 1024} KiB")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _place(raw[: error.start].decode("utf-8"))
        return _refused(file, line, column, "this is not UTF-8 text; save the file as UTF-8")
    odd = _ODD_CHARACTER.search(text)
    if odd is not None:
        line, column = _place(text[: odd.start()])
        return _refused(file, line, column, _odd_message(odd))
    return _from_events(text, file)


def _refused(file: str, line: int, column: int, message: str) -> Composed:
    problem = Problem(file=file, line=line, column=column, message=message)
    return Composed(tree=None, problems=(problem,))


def _odd_message(odd: re.Match[str]) -> str:
    return f"character U+{ord(odd.group()):04X} does not belong in a text; take it out"


def _place(before: str) -> tuple[int, int]:
    """Return line and column, from 1, of what follows `before`."""
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines), len(lines[-1]) + 1


@dataclass(slots=True)
class _Open:
    """A list or map whose end has not come yet."""

    line: int
    column: int
    is_map: bool
    items: list[Node] = field(default_factory=list[Node])


class _TooMuchError(Exception):
    """Reading on would cost more than any honest file does."""


class _Builder:
    """Grows the tree from events, with a stack instead of recursion."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[_Open] = []
        self._nodes = 0
        self._documents = 0
        self.place = (1, 1)  # where the last event ended
        self.tree: Node | None = None
        self.problems: list[Problem] = []

    def take(self, event: yaml.Event) -> None:
        """Take the next event. Raises _TooMuchError once a limit is passed."""
        line, column = _from_one(event.start_mark)
        self.place = _from_one(event.end_mark)
        match event:
            case yaml.DocumentStartEvent():
                self._start_document(event, line, column)
            case yaml.AliasEvent():
                self._wrong(line, column, "aliases (*name) are not read; write the text again")
                self._add(TextNode(line=line, column=column, value=""))
            case yaml.ScalarEvent():
                self._refuse_marks(event, line, column)
                self._refuse_odd(event.value, line, column)
                self._add(TextNode(line=line, column=column, value=event.value))
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._refuse_marks(event, line, column)
                self._descend(line, column, is_map=isinstance(event, yaml.MappingStartEvent))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._ascend()
            case _:
                pass

    def _wrong(self, line: int, column: int, message: str) -> None:
        self.problems.append(
            Problem(file=self._file, line=line, column=column, message=message),
        )

    def _start_document(self, event: yaml.DocumentStartEvent, line: int, column: int) -> None:
        self._documents += 1
        if self._documents > 1:
            self._wrong(line, column, "a second document starts here; one file holds one")
            raise _TooMuchError
        if event.version is not None or event.tags:
            self._wrong(line, column, "directives (%) are not read; take the line out")

    def _refuse_marks(self, event: _Marked, line: int, column: int) -> None:
        if event.anchor is not None:
            self._wrong(line, column, "anchors (&name) are not read; write the text where needed")
        if event.tag is not None:
            self._wrong(line, column, "tags (!name) are not read; every value is text")

    def _refuse_odd(self, value: str, line: int, column: int) -> None:
        r"""Refuse what an escape such as "\0" or "\uD800" smuggles into a text."""
        odd = _ODD_CHARACTER.search(value)
        if odd is not None:
            self._wrong(line, column, _odd_message(odd))

    def _add(self, node: Node) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._wrong(node.line, node.column, f"too many values; at most {MOST_NODES} a file")
            raise _TooMuchError
        if self._open:
            self._open[-1].items.append(node)
        else:
            self.tree = node

    def _descend(self, line: int, column: int, *, is_map: bool) -> None:
        if len(self._open) >= MOST_DEPTH:
            self._wrong(line, column, f"nested too deep; at most {MOST_DEPTH} levels")
            raise _TooMuchError
        self._open.append(_Open(line=line, column=column, is_map=is_map))

    def _ascend(self) -> None:
        done = self._open.pop()
        if not done.is_map:
            self._add(ListNode(line=done.line, column=done.column, items=tuple(done.items)))
            return
        entries: list[tuple[TextNode, Node]] = []
        for key, value in zip(done.items[::2], done.items[1::2], strict=True):
            if isinstance(key, TextNode):
                entries.append((key, value))
            else:
                self._wrong(key.line, key.column, _NOT_A_KEY)
        self._add(MapNode(line=done.line, column=done.column, entries=tuple(entries)))


class _Mark(Protocol):
    """What both of PyYAML's own mark classes offer."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


def _from_one(mark: _Mark | None) -> tuple[int, int]:
    """Return line and column counted from 1; PyYAML counts from 0."""
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)


def _events(text: str) -> Iterator[yaml.Event]:
    yield from yaml.parse(text, Loader=yaml.SafeLoader)


def _from_events(text: str, file: str) -> Composed:
    builder = _Builder(file)
    stopped: tuple[Problem, ...] = ()
    try:
        for event in _events(text):
            builder.take(event)
    except _TooMuchError:
        pass
    except yaml.MarkedYAMLError as error:
        stopped = (_syntax_problem(error, file),)
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError):
        # The last two: PyYAML makes a character of an escape such as "\UFFFFFFFF" unchecked.
        line, column = builder.place
        message = "what follows cannot be read as YAML; check escapes and nesting"
        stopped = (Problem(file=file, line=line, column=column, message=message),)
    problems = (*builder.problems, *stopped)
    if problems:
        return Composed(tree=None, problems=problems)
    if builder.tree is None:
        return _refused(file, 1, 1, "the file is empty; see docs/how-to/write-a-program.md")
    return Composed(tree=builder.tree)


def _syntax_problem(error: yaml.MarkedYAMLError, file: str) -> Problem:
    line, column = _from_one(error.problem_mark or error.context_mark)
    what = error.problem or error.context or "something is out of place"
    return Problem(
        file=file,
        line=line,
        column=column,
        message=f"this is not YAML: {what}; check indentation, quotes and colons",
    )

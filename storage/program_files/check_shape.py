"""Holds a tree against a table of fields: keys, kinds of values and bounds.

Nothing is converted here. A tree without problems can be built without a check.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from storage.program_files.node import ListNode, MapNode, Node, TextNode
from storage.program_files.problem import Problem
from storage.program_files.shape import (
    Choice,
    Fields,
    ListOf,
    Number,
    Pattern,
    Shape,
    TextShape,
    Words,
)

_SHOWN = 40  # characters of a wrong value that a message repeats


def check_shape(node: Node, shape: Shape, file: str) -> tuple[Problem, ...]:
    """Return every place where the tree does not have this shape, in the order of the file."""
    found = (
        Problem(file=file, line=at.line, column=at.column, message=message)
        for at, message in _wrongs(node, shape, shape.name if isinstance(shape, Fields) else "")
    )
    return tuple(sorted(found))


def texts_of(node: Node, shape: Shape) -> Iterator[tuple[TextNode, Words]]:
    """Walk every text of a tree, also of one that has problems elsewhere."""
    match shape, node:
        case Words(), TextNode():
            yield node, shape
        case ListOf(), ListNode():
            for item in node.items:
                yield from texts_of(item, shape.item)
        case Fields(), MapNode():
            for field in shape.fields:
                value = node.find(field.key)
                if value is not None:
                    yield from texts_of(value, field.shape)
        case _:
            pass


_Wrong = tuple[Node, str]


def _wrongs(node: Node, shape: Shape, key: str) -> Iterator[_Wrong]:
    match shape, node:
        case Fields(), MapNode():
            yield from _map_wrongs(node, shape)
        case ListOf(), ListNode():
            yield from _list_wrongs(node, shape, key)
        case ((Words() | Pattern() | Number() | Choice()), TextNode()):
            yield from ((node, message) for message in _text_wrongs(node.value, shape, key))
        case _:
            yield node, f'"{key}" must be {_wanted(shape)}'


def _wanted(shape: Shape) -> str:
    match shape:
        case Fields():
            keys = ", ".join(field.key for field in shape.fields if field.required)
            return f"a map with the keys {keys}"
        case ListOf():
            return 'a list: one line each, starting with "- "'
        case _:
            return 'one value; put quotes around a text that holds ": "'


def _map_wrongs(node: MapNode, shape: Fields) -> Iterator[_Wrong]:
    keys = tuple(field.key for field in shape.fields)
    seen: set[str] = set()
    meant: set[str] = set()
    for key, value in node.entries:
        field = shape.find(key.value)
        if key.value in seen:
            yield key, f'"{_short(key.value)}" stands here twice; keep one'
        elif field is None:
            yield key, _unknown(key.value, keys, shape.name)
            meant.update(_near(key.value, keys))  # a slip of the pen is told once
        else:
            yield from _wrongs(value, field.shape, field.key)
        seen.add(key.value)
    for field in shape.fields:
        if field.required and field.key not in seen | meant:
            yield node, f'this {shape.name} needs "{field.key}": {field.meaning}'


def _list_wrongs(node: ListNode, shape: ListOf, key: str) -> Iterator[_Wrong]:
    count = len(node.items)
    if not shape.least <= count <= shape.most:
        yield node, f'"{key}" has {count} entries; {shape.least} to {shape.most} are right'
    seen: set[str] = set()
    for item in node.items:
        yield from _wrongs(item, shape.item, key)
        if shape.unique and isinstance(item, TextNode):
            if item.value in seen:
                yield item, f'"{_short(item.value)}" stands here twice; keep one'
            seen.add(item.value)


def _text_wrongs(value: str, shape: TextShape, key: str) -> Iterator[str]:
    match shape:
        case Words():
            yield from _words_wrongs(value, shape, key)
        case Number():
            yield from _number_wrongs(value, shape, key)
        case Choice():
            if value not in shape.words:
                yield _unknown(value, shape.words, f'"{key}"')
        case Pattern():
            if len(value) > shape.most or not re.fullmatch(shape.pattern, value):
                yield f'"{key}: {_short(value)}" is not right; write {shape.right}'


def _words_wrongs(value: str, shape: Words, key: str) -> Iterator[str]:
    length = len(" ".join(value.split()))
    if length == 0:
        yield f'"{key}" is empty; write it, or take the key out'
    elif length > shape.most:
        yield f'"{key}" has {length} characters; at most {shape.most}'


def _number_wrongs(value: str, shape: Number, key: str) -> Iterator[str]:
    shown = f'"{key}: {_short(value)}"'
    unit = f" {shape.unit}" if shape.unit else ""
    if not re.fullmatch("0|[1-9][0-9]*", value):
        yield f"{shown} is no whole number; write digits alone, without a leading zero"
    elif len(value) > len(str(shape.most)) or int(value) > shape.most:
        yield f"{shown} is over the cap; at most {shape.most}{unit}"
    elif int(value) < shape.least:
        yield f"{shown} is too little; at least {shape.least}{unit}"


def _near(word: str, known: tuple[str, ...]) -> list[str]:
    return get_close_matches(word[:_SHOWN], known, n=1)


def _unknown(word: str, known: tuple[str, ...], where: str) -> str:
    near = _near(word, known)
    hint = f'did you mean "{near[0]}"?' if near else f"{where} knows {', '.join(known)}"
    return f'unknown word "{_short(word)}"; {hint}'


def _short(value: str) -> str:
    one_line = " ".join(value.split())
    return one_line if len(one_line) <= _SHOWN else f"{one_line[: _SHOWN - 1]}…"

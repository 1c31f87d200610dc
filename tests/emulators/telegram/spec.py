"""Judges a request by the machine-readable description of the Bot API, where it is at hand."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.emulators.telegram.wire import Sent, Upload

SPEC_FILE = Path(__file__).resolve().parents[4] / "shared" / "specs" / "telegram-bot-api.json"
LIST = "Array of "
WORDS = {"true": True, "false": False, "True": True, "False": False, "0": False, "1": True}


class Spec:
    """Tables of methods and types, and what a request makes of them."""

    def __init__(self, read: Mapping[str, Any]) -> None:
        self._methods = {name.lower(): method for name, method in read["methods"].items()}
        self._types = read["types"]

    def has(self, method: str) -> bool:
        """Tell whether there is such a method."""
        return method.lower() in self._methods

    def fields(self, method: str) -> frozenset[str]:
        """Give the names of all parameters of a method."""
        return frozenset(one["name"] for one in self._methods[method.lower()].get("fields", ()))

    def faults(self, method: str, given: Mapping[str, Sent]) -> Iterator[str]:
        """Give what is wrong with a request."""
        if not self.has(method):
            yield f"{method}: there is no such method"
            return
        fields = {one["name"]: one for one in self._methods[method.lower()].get("fields", ())}
        for name, field in fields.items():
            if field["required"] and name not in given:
                yield f"{method}: {name} is required"
        attached = attachments(given)
        for name, sent in given.items():
            if name in fields:
                yield from self._parameter(f"{method}.{name}", sent, fields[name]["types"])
            elif name not in attached:
                yield f"{method}: unknown field {name}"

    def _parameter(self, place: str, sent: Sent, types: list[str]) -> Iterator[str]:
        """Judge a parameter, all of which come as texts."""
        if isinstance(sent, Upload):
            if "InputFile" not in types:
                yield f"{place}: a file where {' or '.join(types)} belongs"
            return
        if "String" in types or ("InputFile" in types and sent.startswith("attach://")):
            return
        if types == ["Boolean"] and sent in WORDS:
            return
        try:
            value = json.loads(sent)
        except ValueError:
            yield f"{place}: {sent[:40]!r} where {' or '.join(types)} belongs"
            return
        yield from self._value(place, value, types)

    def _value(self, place: str, value: Any, types: list[str]) -> Iterator[str]:
        """Judge a JSON value: it must be right for one of the types."""
        found = [list(self._of_type(place, value, one)) for one in types]
        if all(found):
            yield from min(found, key=len)

    def _of_type(self, place: str, value: Any, kind: str) -> Iterator[str]:
        if kind.startswith(LIST):
            if not isinstance(value, list):
                yield f"{place}: no list where {kind} belongs"
                return
            for at, one in enumerate(value):
                yield from self._value(f"{place}[{at}]", one, [kind.removeprefix(LIST)])
        elif kind in SIMPLE:
            if type(value) not in SIMPLE[kind]:
                yield f"{place}: {value!r:.40} where {kind} belongs"
        elif kinds := self._types[kind].get("subtypes"):
            yield from self._value(place, value, self._likely(value, kinds))
        else:
            yield from self._object(place, value, kind)

    def _likely(self, value: Any, kinds: list[str]) -> list[str]:
        """Give the one of several types that an object says it is, all if it does not say."""
        said = f"must be {value.get('type')}" if isinstance(value, dict) else ""
        for kind in kinds:
            for field in self._types[kind].get("fields", ()):
                if field["name"] == "type" and field["description"].endswith((said, f"“{said}”")):
                    return [kind]
        return kinds

    def _object(self, place: str, value: Any, kind: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{place}: {value!r:.40} where {kind} belongs"
            return
        fields = {one["name"]: one for one in self._types[kind].get("fields", ())}
        for name, field in fields.items():
            if field["required"] and name not in value:
                yield f"{place}: {kind} needs {name}"
        for name, inner in value.items():
            if name not in fields:
                yield f"{place}: {kind} has no field {name}"
            else:
                yield from self._value(f"{place}.{name}", inner, fields[name]["types"])


SIMPLE: Mapping[str, tuple[type, ...]] = {
    "Integer": (int,),
    "String": (str,),
    "Boolean": (bool,),
    "Float": (int, float),
    "InputFile": (str,),
}


def attachments(given: Mapping[str, Sent]) -> set[str]:
    """Give the names of files that a parameter points to with `attach://`."""
    texts = " ".join(sent for sent in given.values() if isinstance(sent, str))
    return {
        name
        for name, sent in given.items()
        if isinstance(sent, Upload) and f"attach://{name}" in texts
    }


@cache
def read_spec(path: Path = SPEC_FILE) -> Spec | None:
    """Read the description, None where it is not at hand."""
    if not path.is_file():
        return None
    return Spec(json.loads(path.read_text(encoding="utf-8")))

"""The parameters of one request, read as the types that the documentation names."""

import json
from collections.abc import Mapping
from typing import Any

from tests.emulators.telegram.refusals import refuse
from tests.emulators.telegram.wire import Sent, Upload

TRUE = {"true", "True", "1"}
FALSE = {"false", "False", "0"}


class Given:
    """What a client sent, by name. Every reader raises Refused for the wrong type."""

    def __init__(self, sent: Mapping[str, Sent]) -> None:
        self.sent = sent

    def has(self, name: str) -> bool:
        return name in self.sent

    def text(self, name: str, default: str = "") -> str:
        value = self.sent.get(name, default)
        if isinstance(value, Upload):
            refuse(f'parameter "{name}" must be a String')
        return value

    def maybe(self, name: str) -> str | None:
        return self.text(name) if self.has(name) else None

    def integer(self, name: str, default: int | None = None) -> int | None:
        if not self.has(name):
            return default
        try:
            return int(self.text(name))
        except ValueError:
            refuse(f'parameter "{name}" must be an Integer')

    def number(self, name: str, default: int) -> int:
        found = self.integer(name, default)
        return default if found is None else found

    def yes(self, name: str) -> bool:
        value = self.text(name, "false")
        if value not in TRUE | FALSE:
            refuse(f'parameter "{name}" must be a Boolean')
        return value in TRUE

    def json(self, name: str) -> Any:
        """Give a JSON-serialized value, None where there is none."""
        if not self.has(name):
            return None
        try:
            return json.loads(self.text(name))
        except ValueError:
            refuse(f"can't parse {name} JSON object")

    def json_list(self, name: str) -> list[Any] | None:
        value = self.json(name)
        if value is not None and not isinstance(value, list):
            refuse(f"{name} must be a JSON array")
        return value

    def json_object(self, name: str) -> dict[str, Any] | None:
        value = self.json(name)
        if value is not None and not isinstance(value, dict):
            refuse(f"object expected as {name}")
        return value

    def upload(self, name: str) -> Upload | None:
        """Give a file sent under this name, or one that `attach://…` points to."""
        value = self.sent.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.sent.get(value.removeprefix("attach://"))
            if not isinstance(value, Upload):
                refuse(f"can't find the file that {name} is attached to")
        return value if isinstance(value, Upload) else None

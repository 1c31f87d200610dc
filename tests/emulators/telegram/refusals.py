"""How a request is refused: the words and numbers of a refusing answer."""

from typing import Any, NoReturn


class Refused(Exception):  # noqa: N818  # an outcome that clients expect, no failure of the server
    """A request that is answered with `ok: false`."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None):
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}

    def body(self) -> dict[str, Any]:
        """Give the answer as the client reads it."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def refuse(description: str, **parameters: int) -> NoReturn:
    """Refuse what was asked: 400."""
    raise Refused(400, f"Bad Request: {description}", parameters)


def forbid(description: str) -> NoReturn:
    """Refuse to reach this chat: 403."""
    raise Refused(403, f"Forbidden: {description}")


def conflict(description: str) -> Refused:
    """Refuse a second reader of the updates: 409."""
    return Refused(409, f"Conflict: {description}")


def too_many(retry_after: int) -> Refused:
    """Refuse for now: 429."""
    description = f"Too Many Requests: retry after {retry_after}"
    return Refused(429, description, {"retry_after": retry_after})


def unauthorized() -> Refused:
    """Refuse the token: 401."""
    return Refused(401, "Unauthorized")


def unknown_method() -> Refused:
    """Refuse a method that there is not: 404."""
    return Refused(404, "Not Found: method not found")

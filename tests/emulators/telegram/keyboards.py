"""Inline keyboards, judged as the Bot API does."""

import re
from dataclasses import dataclass
from typing import Any

from tests.emulators.telegram.refusals import refuse

MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
LONGEST_DATA = 64  # bytes
ACTIONS = {
    "url", "callback_data", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
    "callback_game", "pay",
}  # fmt: skip
BESIDE = {"text", "style", "icon_custom_emoji_id"}
STYLES = {None, "danger", "success", "primary"}
OPENABLE = re.compile(r"(https?|tg)://\S+", re.IGNORECASE)
OTHER_MARKUPS = {"keyboard", "remove_keyboard", "force_reply"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under a message, as a person sees it."""

    label: str
    data: str | None = None
    url: str | None = None
    style: str | None = None
    other: str | None = None  # the action of a button that is neither of these

    def as_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {"text": self.label}
        optional = {"callback_data": self.data, "url": self.url, "style": self.style}
        return body | {name: value for name, value in optional.items() if value is not None}


Buttons = tuple[tuple[Button, ...], ...]


def button_of(raw: Any) -> Button:
    """Read one button.

    Raises:
        Refused: if it is none.
    """
    if not isinstance(raw, dict):
        refuse("can't parse inline keyboard button: expected an object")
    if unknown := set(raw) - ACTIONS - BESIDE:
        refuse(f"can't parse inline keyboard button: unknown field {min(unknown)}")
    label, actions = raw.get("text"), sorted(set(raw) & ACTIONS)
    if not isinstance(label, str) or not label.strip():
        refuse("can't parse inline keyboard button: text is empty")
    if not actions:
        refuse("can't parse inline keyboard button: text buttons are unallowed here")
    if len(actions) > 1:
        refuse("can't parse inline keyboard button: more than one action")
    if raw.get("style") not in STYLES:
        refuse("can't parse inline keyboard button: unknown style")
    check_action(actions[0], raw[actions[0]])
    return Button(
        label=label,
        data=raw.get("callback_data"),
        url=raw.get("url"),
        style=raw.get("style"),
        other=actions[0] if actions[0] not in {"url", "callback_data"} else None,
    )


def check_action(name: str, value: Any) -> None:
    """Refuse data that is too long, and a link that opens nothing."""
    if name == "callback_data":
        size = len(value.encode()) if isinstance(value, str) else 0
        if not 1 <= size <= LONGEST_DATA:
            refuse("BUTTON_DATA_INVALID")
    if name == "url" and not (isinstance(value, str) and OPENABLE.fullmatch(value)):
        refuse("BUTTON_URL_INVALID")


def read_keyboard(raw: dict[str, Any] | None) -> Buttons:
    """Read the keyboard of a message; another kind of markup shows no buttons under it.

    Raises:
        Refused: if it is none, or too large.
    """
    if raw is None or set(raw) & OTHER_MARKUPS:
        return ()
    rows = raw.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        refuse("object expected as reply markup")
    if unknown := set(raw) - {"inline_keyboard"}:
        refuse(f"can't parse reply markup: unknown field {min(unknown)}")
    buttons = tuple(tuple(button_of(one) for one in row) for row in rows if row)
    if sum(map(len, buttons)) > MOST_BUTTONS or any(len(row) > MOST_IN_A_ROW for row in buttons):
        refuse("reply markup is too long")
    return buttons


def keyboard_json(buttons: Buttons) -> dict[str, Any]:
    """Give a keyboard as an update shows it."""
    return {"inline_keyboard": [[one.as_json() for one in row] for row in buttons]}

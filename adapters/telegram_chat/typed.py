"""The words of a message: cleaned, and told apart into talk and commands. Pure."""

import re
from dataclasses import dataclass

MAX_TEXT = 4096  # Bot API, Message.text

# A command ends at a blank; a full stop behind it is no part of it, so that "/stop!" stops.
_COMMAND = re.compile(
    r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{1,64}))?[.,!?]*(?:\s+(.*))?",
    re.DOTALL,
)
_LINE_END = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A command as it was typed; `bot` is the name behind its @, in small letters."""

    name: str
    argument: str
    bot: str


def cleaned(text: str) -> str:
    """Give what may be kept of a text: at most `MAX_TEXT` signs, whole lines and no controls.

    Of the control signs only the line end and the tab stay, and blanks around the text go.
    No database keeps a NUL. Halves of characters stay; the core leaves them out.
    """
    return _CONTROL.sub("", _LINE_END.sub("\n", text[:MAX_TEXT])).strip()


def command_in(text: str) -> Typed | None:
    """Read a cleaned text that is a command; None for talk."""
    found = _COMMAND.fullmatch(text)
    if found is None:
        return None
    name, bot, argument = found.groups(default="")
    return Typed(name=name.lower(), argument=argument.strip(), bot=bot.lower())

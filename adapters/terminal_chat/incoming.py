"""A typed line as an update. Pure."""

import re

from adapters.terminal_chat.buttons import LiveMessage, pressed_by
from adapters.terminal_chat.harmless import harmless
from bot.domain.address import ChatAddress, Platform
from bot.domain.update import ButtonPressed, CommandReceived, TextReceived

MAX_CHARS = 4000  # as long as a Telegram message can be (4,096), rounded down
CHAT = ChatAddress(Platform.TERMINAL, "local")
USER_REF = "local"  # whoever sits at this computer

_COMMAND = re.compile(r"/([A-Za-z][A-Za-z0-9_]{0,31})(?:\s+(.*))?", re.DOTALL)


def to_update(
    line: str,
    *,
    update_ref: str,
    live: LiveMessage | None = None,
) -> TextReceived | CommandReceived | ButtonPressed | None:
    """Read a line: a command, a press on the live message's buttons, or words; None if empty.

    A command always wins; then a button's words, then its number. A command's plain word
    ("today") stays words: the core decides what they mean.
    """
    text = harmless(line[:MAX_CHARS]).strip()
    if not text:
        return None
    command = _COMMAND.fullmatch(text)
    if command is not None:
        return command_received(
            command[1].lower(),
            (command[2] or "").strip(),
            update_ref=update_ref,
        )
    button = None if live is None else pressed_by(text, live.message)
    if live is None or button is None:
        return TextReceived(update_ref=update_ref, address=CHAT, user_ref=USER_REF, text=text)
    return ButtonPressed(
        update_ref=update_ref,
        address=CHAT,
        user_ref=USER_REF,
        action=button.action,
        message_ref=live.message_ref,
    )


def command_received(name: str, argument: str = "", *, update_ref: str) -> CommandReceived:
    """Make the update of a command."""
    return CommandReceived(
        update_ref=update_ref,
        address=CHAT,
        user_ref=USER_REF,
        name=name,
        argument=argument,
    )

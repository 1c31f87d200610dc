"""The commands that Telegram offers behind its menu button. Pure."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

MAX_COMMANDS = 100  # Bot API, setMyCommands
MAX_DESCRIPTION = 256  # Bot API, BotCommand.description
_NAME = re.compile(r"[a-z0-9_]{1,32}", re.ASCII)  # Bot API, BotCommand.command
_LANGUAGE = re.compile(r"(?:[a-z]{2})?", re.ASCII)  # Bot API, setMyCommands: ISO 639-1, or none


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A command and the line that tells what it does."""

    name: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """One list for setMyCommands; an empty language is for everybody who has no other."""

    scope: BotCommandScope
    language: str
    commands: tuple[BotCommand, ...]


def menus(
    *, private: Sequence[MenuEntry], group: Sequence[MenuEntry], language: str = ""
) -> tuple[Menu, ...]:
    """Give the lists of one language, in the order of the entries.

    Raises:
        ValueError: if Telegram would refuse an entry or a list; the text names it.
    """
    if not _LANGUAGE.fullmatch(language):
        msg = f"not a language of two letters: {language!r}"
        raise ValueError(msg)
    return (
        Menu(scope=BotCommandScopeAllPrivateChats(), language=language, commands=_listed(private)),
        Menu(scope=BotCommandScopeAllGroupChats(), language=language, commands=_listed(group)),
    )


def fingerprint(lists: Sequence[Menu]) -> str:
    """Name what the lists hold, the same in every process, so that only a change is sent."""
    told = [
        [one.scope.type, one.language, [[it.command, it.description] for it in one.commands]]
        for one in lists
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _listed(entries: Sequence[MenuEntry]) -> tuple[BotCommand, ...]:
    names = [entry.name for entry in entries]
    if len(names) > MAX_COMMANDS:
        msg = f"{len(names)} commands; at most {MAX_COMMANDS} fit a menu"
        raise ValueError(msg)
    for name in names:
        if names.count(name) > 1:
            msg = f"/{name} is there twice"
            raise ValueError(msg)
    return tuple(_command(entry) for entry in entries)


def _command(entry: MenuEntry) -> BotCommand:
    if not _NAME.fullmatch(entry.name):
        msg = f"/{entry.name}: a name has 1 to 32 of a to z, 0 to 9 and _"
        raise ValueError(msg)
    if not entry.description.strip() or len(entry.description) > MAX_DESCRIPTION:
        msg = f"/{entry.name}: a description has 1 to {MAX_DESCRIPTION} characters"
        raise ValueError(msg)
    return BotCommand(entry.name, entry.description)

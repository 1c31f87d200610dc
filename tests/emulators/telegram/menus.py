"""setMyCommands, getMyCommands, deleteMyCommands: one list a scope and language."""

import json
import re
from typing import Any

from tests.emulators.telegram.given import Given
from tests.emulators.telegram.refusals import refuse
from tests.emulators.telegram.world import World

MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 256
NAME = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"([a-z]{2})?")
SCOPES: dict[str, tuple[str, ...]] = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


def where(given: Given) -> tuple[str, str]:
    """Give the scope, as one text, and the language.

    Raises:
        Refused: if there is no such scope or language.
    """
    scope = given.json_object("scope") or {"type": "default"}
    needed = SCOPES.get(str(scope.get("type")))
    if needed is None:
        refuse("can't parse BotCommandScope: unsupported type")
    if set(scope) != {"type", *needed}:
        refuse("can't parse BotCommandScope: wrong fields")
    language = given.text("language_code")
    if not LANGUAGE.fullmatch(language):
        refuse("invalid language code specified")
    return json.dumps(scope, sort_keys=True), language


def read_command(raw: Any) -> dict[str, str]:
    """Read one command.

    Raises:
        Refused: if it is none.
    """
    if not isinstance(raw, dict) or not {"command", "description"} <= set(raw):
        refuse("can't parse BotCommand: expected command and description")
    name, description = str(raw["command"]).removeprefix("/"), str(raw["description"]).strip()
    if not NAME.fullmatch(name):
        refuse("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= LONGEST_DESCRIPTION:
        refuse("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def set_commands(world: World, given: Given) -> Any:
    """Keep a list, in place of the one before."""
    place = where(given)
    commands = given.json_list("commands")
    if commands is None:
        refuse("commands must be non-empty")
    if len(commands) > MOST_COMMANDS:
        refuse("BOT_COMMANDS_TOO_MUCH")
    read = [read_command(raw) for raw in commands]
    if len({one["command"] for one in read}) != len(read):
        refuse("BOT_COMMAND_INVALID")
    world.commands[place] = read
    return True


def get_commands(world: World, given: Given) -> Any:
    """Give the list of exactly this place, empty if none was set."""
    return world.commands.get(where(given), [])


def delete_commands(world: World, given: Given) -> Any:
    """Take a list away."""
    world.commands.pop(where(given), None)
    return True


METHODS = {
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
}

"""getMe, what the bot calls itself, and getFile."""

from collections.abc import Callable
from typing import Any

from tests.emulators.telegram.given import Given
from tests.emulators.telegram.refusals import refuse
from tests.emulators.telegram.world import World

LONGEST = {"name": 64, "description": 512, "short_description": 120}


def get_me(world: World, given: Given) -> Any:
    """Give the bot itself."""
    return world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.rules.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
    }


def setter(field: str) -> Callable[[World, Given], Any]:
    """Make the method that sets one text for one language."""

    def set_words(world: World, given: Given) -> Any:
        words = given.text(field)
        if len(words) > LONGEST[field]:
            refuse(f"{field} is too long")
        world.bot_words[field, given.text("language_code")] = words
        return True

    return set_words


def getter(field: str) -> Callable[[World, Given], Any]:
    """Make the method that reads one text for one language."""

    def get_words(world: World, given: Given) -> Any:
        return {field: world.bot_words.get((field, given.text("language_code")), "")}

    return get_words


def get_file(world: World, given: Given) -> Any:
    """Give the path under which a file can be fetched."""
    return world.files.file_json(given.text("file_id"))


def refuse_to_close(world: World, given: Given) -> Any:
    """Refuse logOut and close: a test that calls them means something else."""
    refuse("this emulator does not close its bot")


METHODS = {
    "getMe": get_me,
    "setMyName": setter("name"),
    "getMyName": getter("name"),
    "setMyDescription": setter("description"),
    "getMyDescription": getter("description"),
    "setMyShortDescription": setter("short_description"),
    "getMyShortDescription": getter("short_description"),
    "getFile": get_file,
    "logOut": refuse_to_close,
    "close": refuse_to_close,
}

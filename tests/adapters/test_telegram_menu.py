import pytest
from telegram import BotCommand

from adapters.telegram_chat.menu import (
    MAX_COMMANDS,
    MAX_DESCRIPTION,
    Menu,
    MenuEntry,
    fingerprint,
    menus,
)
from bot.service import all_handlers
from bot.words.catalog import read_messages

TODAY = MenuEntry("today", "Today's session, or what comes next")
HELP = MenuEntry("help", "Everything I can do")
PINNED = "3caf9dc9fa782116a52dae61363a700b26f5e9584962546f0c6f50dc0c093b5f"  # of one list with one command


def test_private_chats_and_groups_have_lists_of_their_own_in_order() -> None:
    private, group = menus(private=[TODAY, HELP], group=[HELP], language="en")
    assert [(one.scope.type, one.language) for one in (private, group)] == [
        ("all_private_chats", "en"),
        ("all_group_chats", "en"),
    ]
    assert private.commands == (
        BotCommand("today", TODAY.description),
        BotCommand("help", HELP.description),
    )
    assert group.commands == (BotCommand("help", HELP.description),)


def test_no_language_is_for_everybody() -> None:
    assert {one.language for one in menus(private=[TODAY], group=[])} == {""}


@pytest.mark.parametrize("language", ["EN", "eng", "e", "en-US", "é1", "\n"])
def test_a_language_has_two_letters(language: str) -> None:
    with pytest.raises(ValueError, match="not a language"):
        menus(private=[TODAY], group=[], language=language)


@pytest.mark.parametrize("name", ["", "Today", "to-day", "/today", "x" * 33, "größe", "today\n"])
def test_a_name_that_telegram_refuses_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="a name has 1 to 32"):
        menus(private=[TODAY], group=[MenuEntry(name, "x")])


@pytest.mark.parametrize("description", ["", " ", "x" * (MAX_DESCRIPTION + 1)])
def test_a_description_that_telegram_refuses_is_refused(description: str) -> None:
    with pytest.raises(ValueError, match="/today: a description"):
        menus(private=[MenuEntry("today", description)], group=[])


def test_the_limits_themselves_are_taken() -> None:
    names = [f"{'x' * 28}_{no:03}" for no in range(MAX_COMMANDS)]
    entries = [MenuEntry(name, "x" * MAX_DESCRIPTION) for name in names]
    assert len(menus(private=entries, group=[])[0].commands) == MAX_COMMANDS
    with pytest.raises(ValueError, match="at most 100"):
        menus(private=[*entries, TODAY], group=[])


def test_a_name_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="/today is there twice"):
        menus(private=[TODAY, HELP, TODAY], group=[])


def lists(**changed: object) -> tuple[Menu, ...]:
    given = {"private": [TODAY, HELP], "group": [HELP], "language": "en", **changed}
    return menus(**given)


@pytest.mark.parametrize(
    "changed",
    [
        {"private": [HELP, TODAY]},
        {"private": [TODAY]},
        {"group": []},
        {"language": ""},
        {"group": [MenuEntry("help", "All")]},
        {"group": [MenuEntry("helps", HELP.description)]},
    ],
)
def test_any_change_changes_the_fingerprint(changed: dict[str, object]) -> None:
    assert fingerprint(lists(**changed)) != fingerprint(lists())


def test_the_fingerprint_is_the_same_in_every_process() -> None:
    told = menus(private=[MenuEntry("a", "ü")], group=[])
    assert fingerprint(told) == PINNED


def test_the_bots_own_commands_fit_a_menu() -> None:
    messages = read_messages("en")
    entries = [MenuEntry(name, messages[f"command.{name}"][0]) for name in all_handlers.COMMANDS]
    assert len(menus(private=entries, group=entries)[0].commands) == len(all_handlers.COMMANDS)

from typing import Any

import pytest

from tests.emulators.plain_client import PlainClient


def commands(count: int) -> list[dict[str, str]]:
    return [{"command": f"c{number}", "description": "does it"} for number in range(count)]


async def test_a_menu_is_kept_for_each_scope_and_language(client: PlainClient) -> None:
    places: list[dict[str, Any]] = [
        {},
        {"language_code": "de"},
        {"scope": {"type": "all_private_chats"}},
        {"scope": {"type": "all_group_chats"}, "language_code": "de"},
        {"scope": {"type": "all_chat_administrators"}},
        {"scope": {"type": "chat", "chat_id": 11}},
        {"scope": {"type": "chat_administrators", "chat_id": -5}},
        {"scope": {"type": "chat_member", "chat_id": -5, "user_id": 11}},
    ]
    for count, place in enumerate(places, start=1):
        assert (await client("setMyCommands", commands=commands(count), **place)).ok
    for count, place in enumerate(places, start=1):
        assert (await client("getMyCommands", **place)).result == commands(count)
    assert (await client("deleteMyCommands", **places[2])).ok
    assert (await client("getMyCommands", **places[2])).result == []
    assert (await client("getMyCommands", scope={"type": "default"})).result == commands(1)


async def test_a_hundred_commands_are_taken_and_no_more(client: PlainClient) -> None:
    assert (await client("setMyCommands", commands=commands(100))).ok
    answer = await client("setMyCommands", commands=commands(101))
    assert answer.said == "BOT_COMMANDS_TOO_MUCH"


@pytest.mark.parametrize("name", ["a", "a_1" * 10 + "bc"])
async def test_names_of_32_small_letters_are_taken(client: PlainClient, name: str) -> None:
    assert (await client("setMyCommands", commands=[{"command": name, "description": "d"}])).ok


@pytest.mark.parametrize("name", ["", "a" * 33, "Start", "pause-now", "größe", "a b"])
async def test_other_names_are_refused(client: PlainClient, name: str) -> None:
    answer = await client("setMyCommands", commands=[{"command": name, "description": "d"}])
    assert answer.said == "BOT_COMMAND_INVALID"


async def test_the_same_name_twice_is_refused(client: PlainClient) -> None:
    answer = await client("setMyCommands", commands=commands(1) * 2)
    assert answer.said == "BOT_COMMAND_INVALID"


async def test_descriptions_have_1_to_256_characters(client: PlainClient) -> None:
    longest = {"command": "a", "description": "d" * 256}
    assert (await client("setMyCommands", commands=[longest])).ok
    for description in ("", "  ", "d" * 257):
        wrong = {"command": "a", "description": description}
        answer = await client("setMyCommands", commands=[wrong])
        assert answer.said == "BOT_COMMAND_DESCRIPTION_INVALID"


@pytest.mark.parametrize(
    "place",
    [
        {"scope": {"type": "everybody"}},
        {"scope": {"type": "chat_member", "chat_id": -5}},
        {"scope": {"type": "default", "chat_id": -5}},
        {"language_code": "deu"},
    ],
)
async def test_a_scope_or_language_that_there_is_not_is_refused(
    client: PlainClient, place: dict[str, Any]
) -> None:
    assert (await client("setMyCommands", commands=commands(1), **place)).status == 400


@pytest.mark.parametrize(
    ("method", "field", "longest"),
    [
        ("setMyName", "name", 64),
        ("setMyDescription", "description", 512),
        ("setMyShortDescription", "short_description", 120),
    ],
)
async def test_what_the_bot_says_of_itself_has_its_length(
    client: PlainClient, method: str, field: str, longest: int
) -> None:
    assert (await client(method, **{field: "a" * longest, "language_code": "de"})).ok
    assert (await client(method, **{field: "a" * (longest + 1)})).said == f"{field} is too long"
    read = method.replace("set", "get")
    assert (await client(read, language_code="de")).result == {field: "a" * longest}
    assert (await client(read)).result == {field: ""}

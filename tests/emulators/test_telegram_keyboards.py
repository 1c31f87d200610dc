from typing import Any

import pytest

from tests.emulators.plain_client import Answer, PlainClient
from tests.emulators.telegram.people import Person

Rows = list[list[dict[str, Any]]]


def rows(*counts: int) -> Rows:
    return [[{"text": "a", "callback_data": "b"}] * count for count in counts]


async def sent(client: PlainClient, keyboard: Rows) -> Answer:
    markup = {"inline_keyboard": keyboard}
    return await client("sendMessage", chat_id=11, text="choose", reply_markup=markup)


async def test_a_hundred_buttons_are_taken(client: PlainClient, ada: Person) -> None:
    assert (await sent(client, rows(*[8] * 12, 4))).ok
    assert sum(map(len, ada.chat.last.buttons)) == 100


async def test_more_buttons_are_refused(client: PlainClient, ada: Person) -> None:
    assert (await sent(client, rows(*[8] * 12, 5))).said == "reply markup is too long"


async def test_more_than_eight_in_a_row_are_refused(client: PlainClient, ada: Person) -> None:
    assert (await sent(client, rows(9))).said == "reply markup is too long"


@pytest.mark.parametrize("data", ["a" * 64, "ä" * 32, "a"])
async def test_button_data_of_64_bytes_is_taken(
    client: PlainClient, ada: Person, data: str
) -> None:
    assert (await sent(client, [[{"text": "a", "callback_data": data}]])).ok
    assert ada.chat.last.button("a").data == data


@pytest.mark.parametrize("data", ["a" * 65, "ä" * 32 + "a", ""])
async def test_other_button_data_is_refused(client: PlainClient, ada: Person, data: str) -> None:
    answer = await sent(client, [[{"text": "a", "callback_data": data}]])
    assert answer.said == "BUTTON_DATA_INVALID"


@pytest.mark.parametrize(
    "button",
    [
        {"text": "a"},
        {"text": "", "callback_data": "b"},
        {"text": "  ", "callback_data": "b"},
        {"text": "a", "callback_data": "b", "url": "https://example.org"},
        {"text": "a", "callback_data": "b", "style": "loud"},
        {"text": "a", "callback_data": "b", "colour": "red"},
        {"text": "a", "url": "nowhere"},
    ],
)
async def test_a_button_has_words_and_exactly_one_action(
    client: PlainClient, ada: Person, button: dict[str, Any]
) -> None:
    assert (await sent(client, [[button]])).status == 400
    assert ada.chat.last is None


@pytest.mark.parametrize("markup", [[], {"inline_keyboard": "a"}, {"inline_keyboard": [1]}, {}])
async def test_a_keyboard_of_another_shape_is_refused(
    client: PlainClient, ada: Person, markup: Any
) -> None:
    answer = await client("sendMessage", chat_id=11, text="choose", reply_markup=markup)
    assert answer.status == 400


async def test_a_person_sees_words_data_and_links(client: PlainClient, ada: Person) -> None:
    row = [
        {"text": "Yes", "callback_data": "y", "style": "success"},
        {"text": "Read", "url": "https://example.org"},
    ]
    answer = await sent(client, [row])
    assert answer.result["reply_markup"] == {"inline_keyboard": [row]}
    shown = ada.chat.last
    assert shown.labels == [["Yes", "Read"]]
    assert shown.button("y") == shown.button("Yes")
    assert shown.button("Read").url == "https://example.org"


async def test_a_forced_reply_shows_no_buttons(client: PlainClient, ada: Person) -> None:
    answer = await client("sendMessage", chat_id=11, text="?", reply_markup={"force_reply": True})
    assert answer.ok
    assert ada.chat.last.buttons == ()
    assert ada.chat.last.markup == {"force_reply": True}


async def test_a_person_presses_only_what_is_there(client: PlainClient, ada: Person) -> None:
    await sent(client, [[{"text": "Read", "url": "https://example.org"}]])
    shown = ada.chat.last.message_id
    for wanted in ("Yes", "Read"):
        with pytest.raises(LookupError):
            ada.presses(shown, wanted)

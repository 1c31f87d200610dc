from typing import Any

import pytest

from tests.emulators.plain_client import PlainClient
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.people import Person


def bold(offset: int, length: int) -> dict[str, Any]:
    return {"type": "bold", "offset": offset, "length": length}


@pytest.mark.parametrize("text", ["a" * 4096, "😀" * 2048])
async def test_the_longest_text_is_taken(client: PlainClient, ada: Person, text: str) -> None:
    assert (await client("sendMessage", chat_id=11, text=text)).ok
    assert ada.chat.last.text == text


@pytest.mark.parametrize("text", ["a" * 4097, "😀" * 2048 + "a"])
async def test_a_longer_text_is_refused(client: PlainClient, ada: Person, text: str) -> None:
    assert (await client("sendMessage", chat_id=11, text=text)).said == "message is too long"
    assert ada.chat.last is None


@pytest.mark.parametrize("text", ["", " \n ", "\u200b"])
async def test_an_empty_text_is_refused(client: PlainClient, ada: Person, text: str) -> None:
    assert (await client("sendMessage", chat_id=11, text=text)).said == "message text is empty"


async def test_the_text_is_trimmed_and_its_entities_with_it(
    client: PlainClient, ada: Person
) -> None:
    entities = [bold(2, 4), {"type": "italic", "offset": 0, "length": 2}, bold(9, 3)]
    assert (await client("sendMessage", chat_id=11, text="  warm up\n  ", entities=entities)).ok
    shown = ada.chat.last
    assert shown.text == "warm up"
    assert [entity.of(shown.text) for entity in shown.entities] == ["warm"]


async def test_what_turns_lines_is_taken_out(client: PlainClient, ada: Person) -> None:
    text = "a\u202eb\r\nc\x00d"
    entities = [bold(2, 1), bold(5, 3)]
    assert (await client("sendMessage", chat_id=11, text=text, entities=entities)).ok
    shown = ada.chat.last
    assert shown.text == "ab\nc d"
    assert [entity.of(shown.text) for entity in shown.entities] == ["b", "c d"]


async def test_entities_are_counted_in_utf_16(client: PlainClient, ada: Person) -> None:
    assert (await client("sendMessage", chat_id=11, text="😀 yes", entities=[bold(3, 3)])).ok
    assert ada.chat.last.entities[0].of("😀 yes") == "yes"


@pytest.mark.parametrize(
    "entity",
    [
        bold(0, 4),
        bold(3, 1),
        bold(0, 0),
        bold(-1, 2),
        bold(1, 1),  # begins in the middle of the face
        bold(0, 1),  # ends there
        {"type": "loud", "offset": 0, "length": 3},
        {"type": "text_link", "offset": 0, "length": 3},
        {"type": "text_link", "offset": 0, "length": 3, "url": "nowhere"},
        {"type": "text_mention", "offset": 0, "length": 3},
    ],
)
async def test_an_entity_out_of_place_is_refused(
    client: PlainClient, ada: Person, entity: dict[str, Any]
) -> None:
    answer = await client("sendMessage", chat_id=11, text="😀!", entities=[entity])
    assert answer.status == 400
    assert ada.chat.last is None


async def test_a_hundred_entities_are_taken_and_no_more(client: PlainClient, ada: Person) -> None:
    text = "a" * 101
    entities = [bold(place, 1) for place in range(101)]
    assert (await client("sendMessage", chat_id=11, text=text, entities=entities[:100])).ok
    answer = await client("sendMessage", chat_id=11, text=text, entities=entities)
    assert answer.said == "too many entities"


async def test_links_and_names_are_kept(client: PlainClient, ada: Person) -> None:
    entities = [
        {"type": "text_link", "offset": 0, "length": 4, "url": "https://example.org/a"},
        {
            "type": "text_mention",
            "offset": 5,
            "length": 3,
            "user": {"id": 11, "is_bot": False, "first_name": "Ada"},
        },
    ]
    assert (await client("sendMessage", chat_id=11, text="here Ada", entities=entities)).ok
    link, name = ada.chat.last.entities
    assert (link.url, name.user_id) == ("https://example.org/a", 11)


async def test_markup_is_refused(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    answer = await client("sendMessage", chat_id=11, text="*hi*", parse_mode="MarkdownV2")
    assert answer.status == 400
    assert emulator.faults_of_ours
    emulator.rules.parse_mode = True
    assert (await client("sendMessage", chat_id=11, text="*hi*", parse_mode="MarkdownV2")).ok


async def test_the_longest_caption_is_taken_and_no_longer_one(
    client: PlainClient, ada: Person
) -> None:
    photo = ada.sends_photo()
    file_id = ada.chat.message(photo.message_id).photo
    assert (await client("sendPhoto", chat_id=11, photo=file_id, caption="😀" * 512)).ok
    answer = await client("sendPhoto", chat_id=11, photo=file_id, caption="😀" * 512 + "a")
    assert answer.said == "message caption is too long"
    assert (await client("sendPhoto", chat_id=11, photo=file_id)).ok
    assert [one.text for one in ada.chat.from_bot] == ["😀" * 512, ""]


async def test_a_message_may_be_silent(client: PlainClient, ada: Person) -> None:
    assert (await client("sendMessage", chat_id=11, text="hi", disable_notification=True)).ok
    assert ada.chat.last.silent


async def test_a_reply_names_a_message_that_is_there(client: PlainClient, ada: Person) -> None:
    asked = ada.writes("why?")
    reply = {"message_id": asked.message_id}
    answer = await client("sendMessage", chat_id=11, text="so", reply_parameters=reply)
    assert answer.result["reply_to_message"]["text"] == "why?"
    gone = {"message_id": 999}
    answer = await client("sendMessage", chat_id=11, text="so", reply_parameters=gone)
    assert answer.said == "message to be replied not found"
    gone["allow_sending_without_reply"] = True
    assert (await client("sendMessage", chat_id=11, text="so", reply_parameters=gone)).ok


async def test_what_the_bot_does_is_shown(client: PlainClient, ada: Person) -> None:
    assert (await client("sendChatAction", chat_id=11, action="typing")).ok
    assert (await client("sendChatAction", chat_id=11, action="dancing")).status == 400
    assert ada.chat.actions == ["typing"]

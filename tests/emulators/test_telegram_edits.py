from typing import Any

import pytest

from tests.emulators.plain_client import PlainClient
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.images import png
from tests.emulators.telegram.people import Person

HOUR_S = 3600
KEYBOARD = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the"
    " same as a current content and reply markup of the message"
)


async def sent(client: PlainClient, text: str = "one", **given: Any) -> int:
    answer = await client("sendMessage", chat_id=11, text=text, **given)
    return int(answer.result["message_id"])


async def test_an_edit_changes_what_is_seen_and_the_old_words_are_remembered(
    client: PlainClient, ada: Person
) -> None:
    shown = await sent(client)
    answer = await client("editMessageText", chat_id=11, message_id=shown, text="two")
    assert (answer.result["text"], answer.result["message_id"]) == ("two", shown)
    assert answer.result["edit_date"] >= answer.result["date"]
    now = ada.chat.message(shown)
    assert (now.text, now.earlier) == ("two", ("one",))
    assert len(ada.chat.from_bot) == 1


async def test_the_longest_text_can_be_edited_in_and_no_longer_one(
    client: PlainClient, ada: Person
) -> None:
    shown = await sent(client)
    edit = {"chat_id": 11, "message_id": shown}
    assert (await client("editMessageText", text="a" * 4096, **edit)).ok
    answer = await client("editMessageText", text="a" * 4097, **edit)
    assert answer.said == "message is too long"
    assert (await client("editMessageText", text="", **edit)).said == "message text is empty"


async def test_an_edit_that_changes_nothing_is_refused(client: PlainClient, ada: Person) -> None:
    bold = [{"type": "bold", "offset": 0, "length": 3}]
    shown = await sent(client, entities=bold, reply_markup=KEYBOARD)
    edit = {"chat_id": 11, "message_id": shown, "text": "one"}
    answer = await client("editMessageText", entities=bold, reply_markup=KEYBOARD, **edit)
    assert answer.said == SAME
    assert (await client("editMessageText", entities=bold, **edit)).ok  # the keyboard goes
    assert (await client("editMessageText", **edit)).ok  # the bold goes
    assert (await client("editMessageText", **edit)).said == SAME


async def test_a_keyboard_is_changed_alone(client: PlainClient, ada: Person) -> None:
    edit = {"chat_id": 11, "message_id": await sent(client)}
    answer = await client("editMessageReplyMarkup", reply_markup=KEYBOARD, **edit)
    assert answer.ok
    assert ada.chat.last.labels == [["a"]]
    answer = await client("editMessageReplyMarkup", reply_markup=KEYBOARD, **edit)
    assert answer.said == SAME
    assert (await client("editMessageReplyMarkup", **edit)).ok
    assert (ada.chat.last.labels, ada.chat.last.text) == ([], "one")


async def test_a_message_that_is_not_there_is_not_found(client: PlainClient, ada: Person) -> None:
    answer = await client("editMessageText", chat_id=11, message_id=999, text="two")
    assert answer.said == "message to edit not found"
    answer = await client("deleteMessage", chat_id=11, message_id=999)
    assert answer.said == "message to delete not found"
    answer = await client("editMessageText", chat_id=11, text="two")
    assert answer.said == "message identifier is not specified"


async def test_a_message_of_another_chat_is_not_found(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    shown = await sent(client)
    emulator.person(12).writes("hi")
    answer = await client("editMessageText", chat_id=12, message_id=shown, text="two")
    assert answer.said == "message to edit not found"


async def test_what_a_person_wrote_cannot_be_edited(client: PlainClient, ada: Person) -> None:
    written = ada.writes("mine").message_id
    answer = await client("editMessageText", chat_id=11, message_id=written, text="two")
    assert answer.said == "message can't be edited"


async def test_words_and_pictures_are_edited_by_their_own_methods(
    client: PlainClient, ada: Person
) -> None:
    words = await sent(client)
    await client.upload("sendPhoto", file="photo", content=png(3, 2), chat_id=11, caption="one")
    picture = ada.chat.last.message_id
    answer = await client("editMessageText", chat_id=11, message_id=picture, text="two")
    assert answer.said == "there is no text in the message to edit"
    answer = await client("editMessageCaption", chat_id=11, message_id=words, caption="two")
    assert answer.said == "there is no caption in the message to edit"
    edit = {"chat_id": 11, "message_id": picture}
    assert (await client("editMessageCaption", caption="a" * 1024, **edit)).ok
    answer = await client("editMessageCaption", caption="a" * 1025, **edit)
    assert answer.said == "message caption is too long"
    assert (ada.chat.last.earlier, ada.chat.last.photo is not None) == (("one",), True)


async def test_a_message_can_be_deleted_for_48_hours(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    first, second = await sent(client), await sent(client, "two")
    emulator.clock.move_on(48 * HOUR_S - 60)
    assert (await client("deleteMessage", chat_id=11, message_id=first)).ok
    emulator.clock.move_on(60)
    answer = await client("deleteMessage", chat_id=11, message_id=second)
    assert answer.said == "message can't be deleted"
    assert [one.text for one in ada.chat.from_bot] == ["two"]
    assert [one.text for one in ada.chat.deleted] == ["one"]


async def test_a_message_can_be_edited_at_any_age(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    shown = await sent(client)
    emulator.clock.move_on(1000 * HOUR_S)
    assert (await client("editMessageText", chat_id=11, message_id=shown, text="two")).ok


@pytest.mark.parametrize("status", ["member", "administrator"])
async def test_in_a_group_only_an_administrator_deletes_what_others_wrote(
    client: PlainClient, emulator: TelegramEmulator, ada: Person, status: str
) -> None:
    group = emulator.group("Knees")
    group.joins(ada)
    group.adds_bot(status=status)
    written = group.says(ada, "hello").message_id
    answer = await client("deleteMessage", chat_id=group.chat_id, message_id=written)
    assert answer.ok == (status == "administrator")

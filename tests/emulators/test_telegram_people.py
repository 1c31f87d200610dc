import pytest

from tests.emulators.plain_client import PlainClient
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.people import Person


async def refused(client: PlainClient, chat_id: object) -> tuple[int, str]:
    answer = await client("sendMessage", chat_id=chat_id, text="hi")
    return answer.status, answer.said


async def test_a_chat_that_there_is_not_is_not_found(client: PlainClient) -> None:
    for name in (404, "@nobody", 7_000_000_001):
        assert await refused(client, name) == (400, "chat not found")
    assert await refused(client, "") == (400, "chat_id is empty")


async def test_nobody_is_written_to_before_they_write(
    client: PlainClient, emulator: TelegramEmulator
) -> None:
    assert emulator.person(11).chat.messages == []
    said = "Forbidden: bot can't initiate conversation with a user"
    assert await refused(client, 11) == (403, said)
    emulator.person(11).opens_link("p-abc")
    assert (await client("sendMessage", chat_id=11, text="hi")).ok


async def test_who_blocks_the_bot_is_not_written_to_until_they_unblock_it(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    ada.blocks()
    assert await refused(client, 11) == (403, "Forbidden: bot was blocked by the user")
    with pytest.raises(LookupError):
        ada.writes("hello")
    ada.unblocks()
    assert (await client("sendMessage", chat_id=11, text="hi")).ok
    changes = [one["my_chat_member"] for one in await client.updates() if "message" not in one]
    statuses = [
        (one["old_chat_member"]["status"], one["new_chat_member"]["status"]) for one in changes
    ]
    assert statuses == [("member", "kicked"), ("kicked", "member")]
    assert changes[0]["chat"]["type"] == "private"
    assert changes[0]["new_chat_member"]["user"]["username"] == "knead_test_bot"


async def test_a_deleted_account_is_not_written_to(client: PlainClient, ada: Person) -> None:
    ada.deletes_account()
    assert await refused(client, 11) == (403, "Forbidden: user is deactivated")
    with pytest.raises(LookupError):
        ada.writes("hello")


async def test_a_link_sends_start_with_its_words(
    client: PlainClient, emulator: TelegramEmulator
) -> None:
    emulator.person(11, first_name="Ada", language_code="de").opens_link("p-abc")
    message = (await client.updates())[0]["message"]
    assert message["text"] == "/start p-abc"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"] == {
        "id": 11,
        "is_bot": False,
        "first_name": "Ada",
        "language_code": "de",
    }
    assert message["chat"] == {"id": 11, "type": "private", "first_name": "Ada"}


async def test_words_commands_and_edits_arrive(
    client: PlainClient, emulator: TelegramEmulator
) -> None:
    ada = emulator.person(11, language_code=None)
    written = ada.writes("😀 then /stop")
    ada.edits(written.message_id, "never mind")
    ada.sends_command("/help", "me")
    first, second, third = await client.updates()
    assert first["message"]["entities"] == [{"type": "bot_command", "offset": 8, "length": 5}]
    assert "language_code" not in first["message"]["from"]
    assert second["edited_message"]["text"] == "never mind"
    assert second["edited_message"]["message_id"] == written.message_id
    assert third["message"]["text"] == "/help me"


async def test_nobody_edits_what_the_bot_wrote(client: PlainClient, ada: Person) -> None:
    await client("sendMessage", chat_id=11, text="hi")
    with pytest.raises(LookupError):
        ada.edits(ada.chat.last.message_id, "ho")


async def test_pictures_voices_and_stickers_arrive(
    client: PlainClient, emulator: TelegramEmulator
) -> None:
    ada = emulator.person(11)
    ada.sends_photo(caption="my knee")
    ada.sends_voice()
    ada.sends_sticker()
    photo, voice, sticker = [one["message"] for one in await client.updates()]
    assert photo["caption"] == "my knee"
    assert (photo["photo"][0]["width"], voice["voice"]["duration"]) == (1, 2)
    assert sticker["sticker"]["type"] == "regular"
    assert all("text" not in one for one in (photo, voice, sticker))


async def test_people_and_groups_number_their_messages_together(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    group = emulator.group("Knees")
    own = emulator.group("Backs", supergroup=True)
    for one in (group, own):
        one.joins(ada)
    first = ada.writes("a").message_id
    assert group.says(ada, "b").message_id == first + 1
    assert own.says(ada, "c").message_id == 2
    assert emulator.person(12).writes("d").message_id == first + 2


async def test_any_update_can_be_made_however_wrong(
    client: PlainClient, emulator: TelegramEmulator
) -> None:
    body = {"id": [], "chat": None}
    update_id = emulator.makes_update("message", body)
    assert await client.updates() == [{"update_id": update_id, "message": body}]


async def test_the_same_id_is_the_same_person(emulator: TelegramEmulator, ada: Person) -> None:
    assert emulator.person(11).chat.messages == ada.chat.messages


async def test_waiting_in_vain_shows_the_end_of_the_log(
    emulator: TelegramEmulator, ada: Person
) -> None:
    with pytest.raises(TimeoutError, match="UpdateMade"):
        await emulator.wait_for(lambda: False, deadline_s=0.001)

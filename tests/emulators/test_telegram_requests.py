import json

import aiohttp
import pytest

from tests.emulators.plain_client import PlainClient
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.spec import read_spec

needs_spec = pytest.mark.skipif(
    read_spec() is None, reason="the description of the Bot API is not at hand"
)


async def test_parameters_come_in_the_query_string(client: PlainClient, ada: Person) -> None:
    url = client.url("sendMessage")
    async with client.session.get(url, params={"chat_id": 11, "text": "hi"}) as response:
        assert response.status == 200
    assert ada.chat.last.text == "hi"


async def test_parameters_come_as_a_form(client: PlainClient, ada: Person) -> None:
    assert (await client.post("sendMessage", data={"chat_id": "11", "text": "hi"})).ok
    assert ada.chat.last.text == "hi"


async def test_parameters_come_as_json(client: PlainClient, ada: Person) -> None:
    body = {"chat_id": 11, "text": "hi", "entities": [{"type": "bold", "offset": 0, "length": 2}]}
    assert (await client.post("sendMessage", json=body)).ok
    assert ada.chat.last.entities[0].of("hi") == "hi"


async def test_parameters_come_as_a_form_with_parts(client: PlainClient, ada: Person) -> None:
    with aiohttp.MultipartWriter("form-data") as form:
        for name, value in {"chat_id": "11", "text": "hi"}.items():
            form.append(value).set_content_disposition("form-data", name=name)
    assert (await client.post("sendMessage", data=form)).ok
    assert ada.chat.last.text == "hi"


async def test_the_case_of_a_method_does_not_matter(client: PlainClient) -> None:
    assert (await client("GETME")).result["username"] == "knead_test_bot"


async def test_a_method_that_there_is_not_is_not_found(
    client: PlainClient, emulator: TelegramEmulator
) -> None:
    answer = await client("sendPigeon")
    assert (answer.status, answer.said) == (404, "Not Found: method not found")
    assert emulator.faults_of_ours == ["sendPigeon: unknown or not imitated"]


async def test_a_path_without_a_bot_is_not_found(
    client: PlainClient, emulator: TelegramEmulator
) -> None:
    async with client.session.get(f"{emulator.url}/getMe") as response:
        assert response.status == 404


async def test_a_wrong_token_is_unauthorized(client: PlainClient) -> None:
    async with client.session.get(client.url("getMe", "1:wrong")) as response:
        body = await response.json()
    assert body == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_a_revoked_token_is_unauthorized(
    client: PlainClient, emulator: TelegramEmulator
) -> None:
    assert (await client("getMe")).ok
    emulator.revoke_token()
    assert (await client("getMe")).status == 401


@pytest.mark.parametrize("method", ["logOut", "close"])
async def test_the_bot_cannot_be_closed(client: PlainClient, method: str) -> None:
    assert (await client(method)).status == 400


async def test_an_unknown_field_is_our_fault(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    answer = await client("sendMessage", chat_id=11, text="hi", disable_web_page_preview=True)
    assert answer.status == 400
    assert emulator.faults_of_ours == ["sendMessage: unknown field disable_web_page_preview"]
    assert ada.chat.last is None


async def test_a_null_is_our_fault(client: PlainClient, emulator: TelegramEmulator) -> None:
    assert (await client.post("sendMessage", json={"chat_id": None, "text": "a"})).status == 400
    assert emulator.faults_of_ours == ['sendMessage: Bad Request: parameter "chat_id" is null']


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"text"'])
async def test_a_body_that_is_no_json_object_is_refused(client: PlainClient, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    assert (await client.post("sendMessage", data=body, headers=headers)).status == 400


@needs_spec
@pytest.mark.parametrize(
    ("method", "given", "fault"),
    [
        ("sendMessage", {"chat_id": 11}, "sendMessage: text is required"),
        (
            "sendMessage",
            {"chat_id": 11, "text": "a", "message_thread_id": "x"},
            "sendMessage.message_thread_id: 'x' where Integer belongs",
        ),
        (
            "sendMessage",
            {"chat_id": 11, "text": "a", "disable_notification": "perhaps"},
            "sendMessage.disable_notification: 'perhaps' where Boolean belongs",
        ),
        (
            "sendMessage",
            {"chat_id": 11, "text": "a", "entities": {"type": "bold"}},
            "sendMessage.entities: no list where Array of MessageEntity belongs",
        ),
        (
            "sendMessage",
            {"chat_id": 11, "text": "a", "entities": [{"type": "bold", "offset": 0}]},
            "sendMessage.entities[0]: MessageEntity needs length",
        ),
        (
            "sendMessage",
            {
                "chat_id": 11,
                "text": "a",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "data": "b"}]]},
            },
            "sendMessage.reply_markup.inline_keyboard[0][0]: InlineKeyboardButton has no field data",
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "chat"}},
            "setMyCommands.scope: BotCommandScopeChat needs chat_id",
        ),
        (
            "editMessageMedia",
            {"chat_id": 11, "message_id": 1, "media": {"type": "photo"}},
            "editMessageMedia.media: InputMediaPhoto needs media",
        ),
        ("sendSticker", {"chat_id": 11, "sticker": "x"}, "sendSticker: unknown or not imitated"),
    ],
)
async def test_what_the_description_forbids_is_our_fault(
    client: PlainClient,
    emulator: TelegramEmulator,
    ada: Person,
    method: str,
    given: dict[str, object],
    fault: str,
) -> None:
    assert (await client(method, **given)).status == 400
    assert emulator.faults_of_ours == [fault]


async def test_without_the_description_unknown_fields_are_still_found(ada: Person) -> None:
    async with TelegramEmulator(validate=False) as emulator, aiohttp.ClientSession() as session:
        client = PlainClient(session, emulator)
        emulator.person(11).writes("hi")
        assert not emulator.validates
        assert (await client("sendMessage", chat_id=11, text="a")).ok
        assert (await client("sendMessage", chat_id=11, text="a", silent=True)).status == 400
        assert emulator.faults_of_ours == ["sendMessage: unknown field silent"]


async def test_the_log_tells_each_request_and_its_outcome(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    await client("sendMessage", chat_id=11, text="hi")
    await client("sendMessage", chat_id=12, text="hi")
    good, wrong = emulator.log.requests("sendMessage")
    assert (good.ok, good.given["text"], good.message_id) == (True, "hi", 102)
    assert (wrong.ok, wrong.error_code) == (False, 400)
    assert wrong.description == "Bad Request: chat not found"
    assert good.number < wrong.number
    assert good.at <= wrong.at
    assert json.loads(json.dumps(good.result))["text"] == "hi"

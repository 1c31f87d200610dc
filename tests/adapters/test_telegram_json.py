"""What is called past the library's own layers arrives as the library would send it."""

import json
from collections.abc import Sequence
from io import BytesIO

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    MessageEntity,
)
from telegram.error import ChatMigrated, Forbidden

from adapters.telegram_chat.api import BotApi
from adapters.telegram_chat.faults import FloodError
from adapters.telegram_chat.keyboard import InlineKeyboard, keyboard_of
from adapters.telegram_chat.outgoing import NO_PREVIEW
from bot.domain.action import Action
from bot.domain.message import Button, Weight
from tests.fakes.raw_calls import TOKEN, answering, recording
from tests.fakes.raw_server import Manner, RawRequest, RawServer

ROWS = (
    (Button("0", Action("score", 35, "b0")), Button("1 🌅", Action("score", 35, "b1"))),
    (Button("Start", Action("start", 35), Weight.MAIN), Button("No", Action("x"), Weight.DANGER)),
)
LINK = MessageEntity("text_link", 5, 3, url="https://example.org/a?b=c")
MARKS = [MessageEntity("bold", 0, 4), MessageEntity("italic", 9, 2), LINK]
KEYBOARD = keyboard_of(ROWS)
CALLS: Sequence[tuple[str, dict[str, object]]] = [
    ("getMe", {}),
    ("getUpdates", {"offset": None, "timeout": 30, "allowed_updates": ["message"]}),
    ("answerCallbackQuery", {"callback_query_id": "44", "text": 'Ü "’" \ud800 \x00'}),
    (
        "sendMessage",
        {
            "chat_id": -1001,
            "message_thread_id": None,
            "text": "Step 2",
            "entities": MARKS,
            "reply_markup": KEYBOARD,
            "disable_notification": True,
            "link_preview_options": NO_PREVIEW,
        },
    ),
    (
        "editMessageMedia",
        {
            "chat_id": 7,
            "media": InputMediaPhoto("AgAC", caption="Step 2", caption_entities=MARKS),
            "reply_markup": KEYBOARD,
        },
    ),
    (
        "setMyCommands",
        {
            "commands": (BotCommand("today", "Today's session"),),
            "scope": BotCommandScopeAllPrivateChats(),
        },
    ),
]


def librarys_own(keyboard: InlineKeyboard) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(one.text, callback_data=one.callback_data, style=one.style)
                for one in row
            ]
            for row in keyboard.inline_keyboard
        ]
    )


async def answer_of(manner: Manner, method: str, **given: object) -> object:
    async with RawServer(manner) as server:
        api = BotApi(TOKEN, f"http://127.0.0.1:{server.port}")
        await api.open()
        try:
            found: object = await api.call(method, **given)
        finally:
            await api.close_all()
    return found


async def both_ways(method: str, given: dict[str, object]) -> tuple[RawRequest, RawRequest]:
    """Give what arrives of our call, and of the library's with its own objects."""
    seen: list[RawRequest] = []
    async with RawServer(recording(seen)) as server:
        api = BotApi(TOKEN, f"http://127.0.0.1:{server.port}")
        await api.open()
        try:
            assert await api.call(method, **given) is True
            told = {
                name: librarys_own(value) if isinstance(value, InlineKeyboard) else value
                for name, value in given.items()
            }
            assert await api._post(method, told) is True
        finally:
            await api.close_all()
    ours, librarys = seen
    return ours, librarys


@pytest.mark.parametrize(("method", "given"), CALLS, ids=[method for method, _ in CALLS])
async def test_a_call_is_the_one_that_the_library_would_make(
    method: str, given: dict[str, object]
) -> None:
    ours, librarys = await both_ways(method, given)
    assert ours.line == librarys.line == f"POST /bot{TOKEN}/{method} HTTP/1.1"
    assert ours.headers["content-type"] == "application/json"
    assert json.loads(ours.body) == json.loads(librarys.body)


async def test_a_file_goes_as_a_form_with_the_buttons_below_it() -> None:
    picture = InputFile(BytesIO(b"picture"), filename="picture.png")
    given = {"chat_id": 7, "photo": picture, "caption_entities": MARKS, "reply_markup": KEYBOARD}
    ours, librarys = await both_ways("sendPhoto", given)
    for each in (ours, librarys):
        assert each.headers["content-type"].startswith("multipart/form-data")
        assert b"\r\n\r\npicture\r\n" in each.body
    assert buttons_in(ours.body) == buttons_in(librarys.body)


def buttons_in(form: bytes) -> object:
    field = form.split(b'name="reply_markup"\r\n\r\n', 1)[1]
    return json.loads(field.split(b"\r\n", 1)[0])


async def test_what_is_refused_is_the_librarys_error() -> None:
    blocked = {"ok": False, "description": "Forbidden: bot was blocked by the user"}
    with pytest.raises(Forbidden, match="blocked by the user"):
        await answer_of(answering(403, blocked), "sendMessage", chat_id=7, text="Hi")
    moved = {"ok": False, "description": "moved", "parameters": {"migrate_to_chat_id": -1009}}
    with pytest.raises(ChatMigrated):
        await answer_of(answering(400, moved), "sendMessage", chat_id=7, text="Hi")
    flood = {"ok": False, "description": "slower", "parameters": {"retry_after": 9}}
    with pytest.raises(FloodError, match="9 s"):
        await answer_of(answering(429, flood), "sendMessage", chat_id=7, text="Hi")

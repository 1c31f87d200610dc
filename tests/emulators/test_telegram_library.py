"""What python-telegram-bot sends and reads, against the emulator."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.faults import ServerError, TooManyRequests
from tests.emulators.telegram.images import png
from tests.emulators.telegram.people import Person

KEYBOARD = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton(str(score), callback_data=f"s-{score}") for score in range(6)],
        [InlineKeyboardButton(str(score), callback_data=f"s-{score}") for score in range(6, 11)],
    ]
)


@pytest.fixture
async def bot(emulator: TelegramEmulator) -> AsyncIterator[telegram.Bot]:
    bot = telegram.Bot(
        emulator.token,
        base_url=f"{emulator.url}/bot",
        base_file_url=f"{emulator.url}/file/bot",
    )
    async with bot:
        yield bot


async def test_the_library_reads_and_writes_what_the_emulator_does(
    bot: telegram.Bot, emulator: TelegramEmulator, ada: Person
) -> None:
    assert (bot.username, bot.id) == (emulator.username, emulator.bot_id)
    started = (await bot.get_updates(timeout=1))[0]
    assert started.message is not None
    assert started.message.text == "/start"
    assert started.message.parse_entities([MessageEntity.BOT_COMMAND])

    entities = [MessageEntity(MessageEntity.BOLD, 0, 3)]
    sent = await bot.send_message(11, "How is it?", entities=entities, reply_markup=KEYBOARD)
    shown = ada.chat.last
    assert [len(row) for row in shown.labels] == [6, 5]
    assert sent.reply_markup == KEYBOARD
    assert sent.entities == tuple(entities)

    ada.presses(shown.message_id, "7")
    offset = started.update_id + 1
    press = (await bot.get_updates(offset=offset, allowed_updates=["callback_query"]))[0]
    assert emulator.log.confirmed() == [started.update_id]
    assert press.callback_query is not None
    assert press.callback_query.data == "s-7"
    assert await press.callback_query.answer("Saved.")
    assert [toast.text for toast in ada.chat.toasts] == ["Saved."]
    edited = await press.callback_query.edit_message_text("7. Saved.")
    assert isinstance(edited, telegram.Message)
    assert (ada.chat.last.text, ada.chat.last.labels) == ("7. Saved.", [])
    assert emulator.faults_of_ours == []


async def test_the_library_uploads_a_picture_once(
    bot: telegram.Bot, emulator: TelegramEmulator, ada: Person
) -> None:
    first = await bot.send_photo(11, png(30, 20), caption="roll", reply_markup=KEYBOARD)
    known = first.photo[-1].file_id
    second = await bot.send_photo(11, known, caption="again")
    assert second.photo[-1].file_id == known
    media = telegram.InputMediaPhoto(png(20, 30), caption="new")
    await second.edit_media(media, reply_markup=KEYBOARD)
    assert ada.chat.last.photo not in (None, known)
    file = await bot.get_file(known)
    assert bytes(await file.download_as_bytearray()) == png(30, 20)
    sent = await bot.send_document(11, b"day,score\n", filename="scores.csv")
    assert sent.document is not None
    assert sent.document.file_name == "scores.csv"
    assert emulator.faults_of_ours == []


async def test_the_library_sets_menus_and_a_webhook(
    bot: telegram.Bot, emulator: TelegramEmulator
) -> None:
    scope = telegram.BotCommandScopeChat(11)
    assert await bot.set_my_commands([("start", "Begin")], scope=scope, language_code="de")
    commands = await bot.get_my_commands(scope=scope, language_code="de")
    assert [one.command for one in commands] == ["start"]
    assert await bot.set_my_description("Knead")
    assert await bot.set_webhook("https://bot.example.org/hook", secret_token="a" * 10)
    info = await bot.get_webhook_info()
    assert info.url == "https://bot.example.org/hook"
    assert await bot.delete_webhook()
    assert emulator.faults_of_ours == []


async def test_the_library_names_what_the_emulator_refuses(
    bot: telegram.Bot, emulator: TelegramEmulator, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else the library warns of its own next version
    group = emulator.group("Knees")
    new = group.migrates()
    with pytest.raises(telegram.error.ChatMigrated) as moved:
        await bot.send_message(group.chat_id, "hi")
    assert moved.value.new_chat_id == new.chat_id
    ada.blocks()
    with pytest.raises(telegram.error.Forbidden, match="blocked by the user"):
        await bot.send_message(11, "hi")
    with pytest.raises(telegram.error.BadRequest, match="Chat not found"):
        await bot.send_message(404, "hi")
    emulator.fail_next("sendMessage", TooManyRequests(retry_after=7))
    with pytest.raises(telegram.error.RetryAfter) as early:
        await bot.send_message(new.chat_id, "hi")
    assert early.value.retry_after == dt.timedelta(seconds=7)
    emulator.fail_next("sendMessage", ServerError(code=502, html=True))
    with pytest.raises(telegram.error.NetworkError, match="Bad Gateway"):
        await bot.send_message(new.chat_id, "hi")
    emulator.revoke_token()
    with pytest.raises(telegram.error.InvalidToken):
        await bot.get_me()
    assert emulator.faults_of_ours == []

"""Pictures on Telegram: uploaded once, named afterwards, kept from the first form to the last."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from adapters.telegram_chat.api import BotApi
from adapters.telegram_chat.gate import Gate
from adapters.telegram_chat.limits import Limits
from adapters.telegram_chat.showing import Showing
from bot.domain.address import ChatAddress, Platform
from bot.domain.delivery import Sent
from bot.domain.message import OutgoingMessage, StoredPicture
from bot.domain.text import bold, plain
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.images import png
from tests.emulators.telegram.people import Person
from tests.fakes.kept_pictures import PicturesOfATest

CHAT = ChatAddress(Platform.TELEGRAM, "11")


def with_picture(words: str, name: str = "hip") -> OutgoingMessage:
    picture = StoredPicture(name, f"{name}, drawn")
    return OutgoingMessage(text=(*bold("Title"), *plain(f"\n{words}")), media=picture)


@dataclass
class Wall:
    """Where messages are shown, and the pictures at hand."""

    emulator: TelegramEmulator
    ada: Person
    showing: Showing
    pictures: PicturesOfATest = field(default_factory=PicturesOfATest)

    async def shows(self, message: OutgoingMessage) -> str:
        outcome = await self.showing.show(CHAT, message)
        assert isinstance(outcome, Sent)
        return outcome.message_ref

    def methods(self) -> list[str]:
        return [request.method for request in self.emulator.log.requests()]


@asynccontextmanager
async def open_wall() -> AsyncIterator[Wall]:
    async with TelegramEmulator() as emulator:
        ada = emulator.person(11)
        ada.writes("hello")
        api = BotApi(emulator.token, emulator.url)
        await api.open()
        pictures = PicturesOfATest({"hip": png(1200, 675), "ball": png(1200, 676)})
        yield Wall(emulator, ada, Showing(api, Gate(Limits(1000, 1000)), pictures), pictures)
        await api.close_all()
        assert emulator.faults_of_ours == []


@pytest.fixture
async def wall() -> AsyncIterator[Wall]:
    async with open_wall() as wall:
        yield wall


async def test_a_picture_is_uploaded_once_and_named_from_then_on(wall: Wall) -> None:
    await wall.shows(with_picture("one"))
    await wall.shows(with_picture("two"))
    uploaded, named = wall.ada.chat.from_bot
    assert uploaded.photo == named.photo == wall.pictures.refs["hip"]
    assert [uploaded.text, named.text] == ["Title\none", "Title\ntwo"]
    photos = [request.given["photo"] for request in wall.emulator.log.requests("sendPhoto")]
    assert [photo == named.photo for photo in photos] == [False, True]


async def test_a_name_that_telegram_knows_no_more_is_replaced_by_a_new_upload(wall: Wall) -> None:
    wall.pictures.refs["hip"] = "a-name-of-another-bot"
    await wall.shows(with_picture("one"))
    (shown,) = wall.ada.chat.from_bot
    assert shown.photo == wall.pictures.refs["hip"] != "a-name-of-another-bot"


async def test_a_picture_that_is_not_at_hand_is_told_in_words(wall: Wall) -> None:
    await wall.shows(with_picture("one", "foot"))
    assert [(one.text, one.photo) for one in wall.ada.chat.from_bot] == [
        ("Title\none\n\nfoot, drawn", None)
    ]


async def test_a_picture_that_telegram_refuses_is_told_in_words(wall: Wall) -> None:
    wall.pictures.contents["strip"] = png(1, 400)
    await wall.shows(with_picture("one", "strip"))
    assert wall.ada.chat.from_bot[-1].text == "Title\none\n\nstrip, drawn"
    assert "strip" not in wall.pictures.refs


async def test_words_too_many_for_a_caption_go_out_alone(wall: Wall) -> None:
    await wall.shows(with_picture("word " * 300))
    (shown,) = wall.ada.chat.from_bot
    assert shown.photo is None
    assert shown.text.endswith("hip, drawn")


async def test_a_message_with_a_picture_gets_another_picture_and_other_words(wall: Wall) -> None:
    message_ref = await wall.shows(with_picture("one"))
    await wall.shows(with_picture("elsewhere", "ball"))
    edited = await wall.showing.edit(CHAT, message_ref, with_picture("two", "ball"))
    assert edited == Sent(message_ref)
    shown = wall.ada.chat.message(int(message_ref))
    assert (shown.text, shown.photo) == ("Title\ntwo", wall.pictures.refs["ball"])


async def test_a_message_with_a_picture_keeps_it_where_the_next_form_has_none(wall: Wall) -> None:
    message_ref = await wall.shows(with_picture("one"))
    words = OutgoingMessage(text=plain("Done."))
    assert await wall.showing.edit(CHAT, message_ref, words) == Sent(message_ref)
    shown = wall.ada.chat.message(int(message_ref))
    assert (shown.text, shown.photo) == ("Done.", wall.pictures.refs["hip"])
    # The same again changes nothing, and is no fault.
    assert await wall.showing.edit(CHAT, message_ref, words) == Sent(message_ref)

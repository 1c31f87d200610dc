"""Answers and redrawn messages on Telegram, over real sockets."""

from collections.abc import AsyncIterator

import pytest

from adapters.telegram_chat import messenger
from adapters.telegram_chat.api import BotApi
from adapters.telegram_chat.gate import Gate
from bot.domain.address import Platform
from bot.domain.delivery import Rejected, RetryLater, Sent, Unknown, Unreachable
from bot.domain.message import Answer, File, OutgoingMessage, Place, StoredPicture
from bot.domain.text import plain
from bot.ports.store import NotSavedError
from tests.adapters.telegram_desk import (
    TO,
    Wire,
    free,
    open_wire,
    pressed,
    texts,
    to_press,
    toasts,
    words,
)
from tests.emulators.telegram.faults import Reset, TooManyRequests
from tests.emulators.telegram.images import png
from tests.fakes.kept_pictures import PicturesOfATest
from tests.fakes.raw_calls import TOKEN, answering
from tests.fakes.raw_server import RawServer

FILE = File("export.json", b"{}")


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with open_wire() as wire:
        yield wire


async def test_a_press_is_acknowledged_and_its_message_drawn_anew(wire: Wire) -> None:
    to = await pressed(wire)
    answer = Answer(message=words("Go."), notice="Started")
    assert await wire.messenger.answer(to, answer) == Sent(to.message_ref)
    assert (texts(wire), toasts(wire)) == (["Go."], ["Started"])


async def test_what_already_looks_like_that_is_left_and_no_fault(wire: Wire) -> None:
    to = await pressed(wire)
    same = Answer(message=words("Ready?", "Yes"))
    assert await wire.messenger.answer(to, same) == Sent(to.message_ref)
    assert texts(wire) == ["Ready?"]


async def test_where_the_pressed_message_is_gone_a_new_one_is_sent(wire: Wire) -> None:
    to = await pressed(wire)
    await wire.api.call("deleteMessage", chat_id=11, message_id=int(to.message_ref))
    outcome = await wire.messenger.answer(to, Answer(message=words("Go.")))
    assert isinstance(outcome, Sent)
    assert outcome.message_ref != to.message_ref
    assert texts(wire) == ["Go."]


async def test_an_answer_that_belongs_in_a_new_message_leaves_the_pressed_one(wire: Wire) -> None:
    to = await pressed(wire)
    await wire.messenger.answer(to, Answer(message=words("Here."), place=Place.NEW))
    assert texts(wire) == ["Ready?", "Here."]


async def test_a_notice_alone_is_a_toast_and_a_message_where_no_toast_can_be(wire: Wire) -> None:
    to = await pressed(wire)
    assert await wire.messenger.answer(to, Answer(notice="Saved")) == Sent("")
    assert (texts(wire), toasts(wire)) == (["Ready?"], ["Saved"])
    # The press was answered: Telegram calls a second answer too old.
    assert isinstance(await wire.messenger.answer(to, Answer(notice="Again")), Sent)
    assert await wire.messenger.answer(to, Answer()) == Sent("")
    assert (texts(wire), toasts(wire)) == (["Ready?", "Again"], ["Saved"])


async def test_a_press_too_old_to_be_acknowledged_is_answered_all_the_same(wire: Wire) -> None:
    to = await pressed(wire)
    wire.emulator.clock.move_on(16)
    assert isinstance(await wire.messenger.answer(to, Answer(message=words("Go."))), Sent)
    assert (texts(wire), toasts(wire)) == (["Go."], [])


async def test_a_press_is_acknowledged_without_words_best_effort(wire: Wire) -> None:
    to = await pressed(wire)
    wire.emulator.fail_next("answerCallbackQuery", Reset())
    for each in (to, to, TO):
        assert await wire.messenger.answer(each, Answer()) == Sent("")
    assert toasts(wire) == [""]


async def test_an_edit_tells_its_fault_and_is_not_sent_as_a_new_message(wire: Wire) -> None:
    to = await pressed(wire)
    wire.emulator.fail_next("editMessageText", Reset(after=True))
    assert isinstance(await wire.messenger.answer(to, Answer(message=words("Go."))), Unknown)
    too_many = words("Hi", *(str(number) for number in range(101)))
    assert isinstance(await wire.messenger.answer(to, Answer(message=too_many)), Rejected)
    wire.ada.blocks()
    assert isinstance(await wire.messenger.answer(to, Answer(message=words("2"))), Unreachable)
    wire.emulator.fail_next("editMessageText", TooManyRequests(retry_after=1))
    pause = await wire.messenger.answer(to, Answer(message=words("3")))
    assert pause == RetryLater("too many requests", after_s=1)
    assert texts(wire) == ["Go."]


async def test_a_file_goes_with_its_words_or_behind_them(wire: Wire) -> None:
    for text in ("Here.", "word " * 300):
        assert isinstance(
            await wire.messenger.answer(TO, Answer(message=words(text), file=FILE)), Sent
        )
    one, long, two = wire.ada.chat.from_bot
    assert (one.text, bool(one.document)) == ("Here.", True)
    assert (long.text, long.document) == (("word " * 300).strip(), None)
    assert (two.text, bool(two.document)) == ("", True)


async def test_a_file_that_cannot_be_sent_tells_why(wire: Wire) -> None:
    too_many = words("Hi", *(str(number) for number in range(101)))
    refused = await wire.messenger.answer(TO, Answer(message=too_many, file=FILE))
    assert isinstance(refused, Rejected)
    wire.ada.blocks()
    long = Answer(message=words("word " * 300), file=FILE)
    assert isinstance(await wire.messenger.answer(TO, long), Unreachable)
    assert wire.emulator.log.requests("sendDocument") == []


async def test_a_chat_that_moves_without_end_is_given_up() -> None:
    moved = {"ok": False, "description": "moved", "parameters": {"migrate_to_chat_id": -5}}
    async with RawServer(answering(400, moved)) as server:
        api = BotApi(TOKEN, f"http://127.0.0.1:{server.port}")
        await api.open()
        out = messenger.TelegramMessenger(api, Gate(free()), PicturesOfATest())
        shown = await out.answer(TO, Answer(message=words("Hi")))
        await api.close_all()
    assert shown == Rejected("the chat moved again and again")


# pictures


def rolling(*labels: str) -> Answer:
    shown = StoredPicture("hip", "a hip")
    return Answer(
        message=OutgoingMessage(text=plain("Roll."), rows=words("", *labels).rows, media=shown)
    )


async def test_a_picture_with_buttons_that_cannot_be_sent_is_our_fault() -> None:
    async with open_wire(pictures=PicturesOfATest({"hip": png(60, 40)})) as wire:
        too_many = rolling(*(str(number) for number in range(101)))
        assert isinstance(await wire.messenger.answer(TO, too_many), Rejected)


async def test_an_upload_that_is_unclear_is_not_followed_by_words() -> None:
    pictures = PicturesOfATest({"hip": png(60, 40)})
    async with open_wire(pictures=pictures) as wire:
        wire.emulator.fail_next("sendPhoto", Reset(after=True))
        assert isinstance(await wire.messenger.answer(TO, rolling()), Unknown)
        assert len(wire.ada.chat.from_bot) == 1
        assert pictures.refs == {}


class NoDisk(PicturesOfATest):
    """Has its pictures, and cannot read or save what a platform calls them: a disk that is full."""

    async def remote_ref(self, platform: Platform, content_hash: str) -> str | None:
        raise NotSavedError("busy")

    async def keep_ref(
        self, platform: Platform, content_hash: str, remote_ref: str | None
    ) -> None:
        raise NotSavedError("busy")


async def test_a_picture_is_shown_once_though_its_name_cannot_be_kept() -> None:
    async with open_wire(pictures=NoDisk({"hip": png(60, 40)})) as wire:
        first = await wire.messenger.answer(TO, rolling())
        assert isinstance(first, Sent)
        again = await wire.messenger.answer(to_press(first.message_ref, ""), rolling("Next"))
        assert again == first
        (message,) = wire.ada.chat.from_bot
        assert message.photo
        assert message.labels == [["Next"]]

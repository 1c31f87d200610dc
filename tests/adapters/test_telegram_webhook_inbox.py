"""Updates that Telegram posts: the same inbox, kept before they are acknowledged."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.telegram_chat.connect import Webhook
from adapters.web.webhook import SECRET_HEADER
from bot.ports.meter import NoMeter
from bot.telegram_side import TelegramSide
from tests.adapters.telegram_desk import TelegramDesk, open_desk
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.log import UpdateHandedOut, UpdateMade
from tests.fakes.raw_http import ask
from tests.fakes.web_parts import served

PATH, SECRET = "/telegram", "Right_secret-0123456789"  # of this test alone
PUBLIC = f"https://knead.example.org{PATH}"
KNOWN = f"{SECRET_HEADER}: {SECRET}"


@dataclass
class Posted:
    """A bot to which updates are posted, and the port on which it takes them."""

    desk: TelegramDesk
    side: TelegramSide
    port: int

    async def handed_out(self, update_id: int | None, times: int) -> None:
        await self.desk.emulator.wait_for(
            lambda: (
                [one.update_id for one in self.desk.emulator.log.of(UpdateHandedOut)].count(
                    update_id or 0
                )
                >= times
            )
        )


@asynccontextmanager
async def posted(tmp_path: Path) -> AsyncGenerator[Posted, None]:
    async with TelegramEmulator() as emulator, open_desk(emulator, tmp_path / "bot.db") as desk:
        emulator.webhook.pace = 0
        side = TelegramSide(
            engine=desk.room.engine,
            answering=desk.answering,
            api=desk.api,
            messenger=desk.messenger,
            meter=NoMeter(),
            webhook=Webhook(PUBLIC, SECRET),
        )
        async with served(*side.routes(PATH)) as port, desk.answers():
            emulator.webhook.behind = f"http://127.0.0.1:{port}"
            yield Posted(desk, side, port)
            await desk.answering.is_empty()
            emulator.webhook.forget()


async def test_what_is_posted_is_kept_and_answered_in_order(tmp_path: Path) -> None:
    async with posted(tmp_path) as bot:
        await bot.side.connect(asyncio.Event())
        ada = bot.desk.emulator.person(11)
        deeds = [ada.sends_command("help"), ada.sends_command("privacy")]
        for deed in deeds:
            await bot.desk.confirmed(deed.update_id)
        await bot.desk.answering.is_empty()
        assert [message.text.split("\n")[0] for message in ada.chat.from_bot] == [
            "Everything I can do",
            "What is kept about you",
        ]


async def test_with_a_webhook_nothing_is_asked_for(tmp_path: Path) -> None:
    async with posted(tmp_path) as bot:
        stopping = asyncio.Event()
        await bot.side.connect(stopping)
        stopping.set()
        await bot.side.listen(stopping)
        assert bot.desk.emulator.log.requests("getUpdates") == []


async def test_before_it_is_known_who_the_bot_is_updates_have_to_come_again(
    tmp_path: Path,
) -> None:
    async with posted(tmp_path) as bot:
        reply = await ask(bot.port, "POST", PATH, KNOWN, body=b'{"update_id":1}')
        assert (reply.status, reply.header("retry-after")) == (503, "5")


async def test_where_nothing_can_be_saved_an_update_comes_again_and_is_answered_once(
    tmp_path: Path,
) -> None:
    async with posted(tmp_path) as bot:
        await bot.side.connect(asyncio.Event())
        ada = bot.desk.emulator.person(11)
        with capture_logs() as logs:
            with bot.desk.room.kept_busy():
                deed = ada.sends_command("help")
                await bot.handed_out(deed.update_id, 2)
                assert bot.desk.emulator.log.confirmed() == []
            await bot.desk.confirmed(deed.update_id)
            await bot.desk.answering.is_empty()
        assert {line["event"] for line in logs} == {"update not saved"}
        assert len(ada.chat.from_bot) == 1


async def test_an_update_whose_acknowledgement_was_lost_is_answered_once(tmp_path: Path) -> None:
    async with posted(tmp_path) as bot:
        await bot.side.connect(asyncio.Event())
        ada = bot.desk.emulator.person(11)
        deed = ada.sends_command("help")
        await bot.desk.confirmed(deed.update_id)
        (made,) = bot.desk.emulator.log.of(UpdateMade)
        again = f'{{"update_id":{deed.update_id},"message":{json.dumps(made.body)}}}'
        reply = await ask(bot.port, "POST", PATH, KNOWN, body=again.encode())
        await bot.desk.answering.is_empty()
        assert (reply.status, len(ada.chat.from_bot)) == (200, 1)


@pytest.mark.parametrize("header", [[], [f"{SECRET_HEADER}: wrong"], [f"{SECRET_HEADER}:"]])
async def test_who_does_not_know_the_secret_posts_nothing(
    tmp_path: Path, header: list[str]
) -> None:
    async with posted(tmp_path) as bot:
        await bot.side.connect(asyncio.Event())
        ada = bot.desk.emulator.person(11)
        ada.writes("hello")
        await bot.desk.emulator.wait_for(lambda: ada.chat.last)
        forged = update_of(11, "/delete")
        reply = await ask(bot.port, "POST", PATH, *header, body=forged)
        await bot.desk.answering.is_empty()
        assert (reply.status, len(ada.chat.from_bot)) == (403, 1)


@pytest.mark.parametrize(
    "body", [b"", b"hello", b"[" * 100_000, b"9" * 5000, b"\xff\xfe", b'{"update_id":']
)
async def test_what_is_no_json_must_not_come_again(tmp_path: Path, body: bytes) -> None:
    async with posted(tmp_path) as bot:
        await bot.side.connect(asyncio.Event())
        with capture_logs() as logs:
            reply = await ask(bot.port, "POST", PATH, KNOWN, body=body)
    assert reply.status == 200
    assert [line["event"] for line in logs] == ["what was posted is no JSON and was let go"]


def update_of(person: int, text: str) -> bytes:
    who = f'{{"id":{person},"is_bot":false,"first_name":"Ada"}}'
    chat = f'{{"id":{person},"type":"private"}}'
    said = f'{{"message_id":9,"date":1,"chat":{chat},"from":{who},"text":"{text}"}}'
    return f'{{"update_id":77,"message":{said}}}'.encode()

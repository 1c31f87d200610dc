"""The library's requests over real sockets: what arrives, and how they are ended."""

import asyncio
import email.parser
import email.policy
import json
from collections.abc import AsyncIterator
from typing import NoReturn

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, MessageEntity

from adapters.telegram_chat.faults import NotSentError, UnclearError
from adapters.telegram_chat.request import AiohttpRequest, Patience
from tests.fakes.clock import settle
from tests.fakes.raw_calls import (
    HASTE,
    TOKEN,
    data_of,
    fault_of,
    recording,
    url_of,
)
from tests.fakes.raw_server import Peer, RawRequest, RawServer


@pytest.fixture
async def patient() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest() as request:
        yield request


@pytest.fixture
async def hasty() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(connections=1, patience=HASTE, largest_answer=100_000) as request:
        yield request


async def test_a_call_arrives_as_json_with_its_own_kinds(patient: AiohttpRequest) -> None:
    seen: list[RawRequest] = []
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("5", callback_data="1-score-a-5")]])
    async with RawServer(recording(seen)) as server:
        sent = data_of(
            chat_id=-100123,
            text='Утро 🌅 "hi" & \ud800',
            entities=[MessageEntity("bold", 0, 4)],
            reply_markup=keyboard,
            disable_notification=True,
        )
        assert await patient.post(url_of(server.port), sent) is True
    (got,) = seen
    assert got.line == f"POST /bot{TOKEN}/sendMessage HTTP/1.1"
    assert got.headers["content-type"] == "application/json"
    assert json.loads(got.body) == {
        "chat_id": -100123,
        "text": 'Утро 🌅 "hi" & \ud800',
        "entities": [{"type": "bold", "offset": 0, "length": 4}],
        "reply_markup": {"inline_keyboard": [[{"text": "5", "callback_data": "1-score-a-5"}]]},
        "disable_notification": True,
    }


async def test_the_librarys_own_bot_sends_through_it() -> None:
    seen: list[RawRequest] = []
    said = b'{"ok":true,"result":{"message_id":7,"date":1,"chat":{"id":5,"type":"private"}}}'
    async with RawServer(recording(seen, said)) as server:
        request = AiohttpRequest()
        bot = Bot(
            TOKEN,
            base_url=f"http://127.0.0.1:{server.port}/bot",
            request=request,
            get_updates_request=request,
        )
        async with request:
            message = await bot.send_message(5, "Time to roll.")
    assert message.message_id == 7
    assert json.loads(seen[0].body) == {"chat_id": 5, "text": "Time to roll."}


async def test_a_file_goes_as_a_form_with_all_other_fields(patient: AiohttpRequest) -> None:
    seen: list[RawRequest] = []
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    async with RawServer(recording(seen)) as server:
        await patient.post(
            url_of(server.port),
            data_of(
                chat_id=5,
                photo=InputFile(picture, filename="quad.png"),
                caption="Утро",
                caption_entities=[MessageEntity("bold", 0, 4)],
            ),
        )
    (got,) = seen
    form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
        f"Content-Type: {got.headers['content-type']}\r\n\r\n".encode() + got.body
    )
    assert form.get_content_type() == "multipart/form-data"
    parts = {
        part.get_param("name", header="content-disposition"): part for part in form.iter_parts()
    }
    sent = {name: part.get_payload(decode=True) for name, part in parts.items()}
    assert json.loads(sent.pop("caption_entities")) == [{"type": "bold", "offset": 0, "length": 4}]
    assert sent == {"chat_id": b"5", "photo": picture, "caption": "Утро".encode()}
    assert parts["photo"].get_filename() == "quad.png"
    assert parts["photo"].get_content_type() == "image/png"


async def test_one_connection_serves_call_after_call_and_keeps_no_cookie(
    patient: AiohttpRequest,
) -> None:
    seen: list[RawRequest] = []

    async def manner(peer: Peer) -> None:
        while True:
            seen.append(await peer.request())
            body = b'{"ok":true,"result":[]}'
            await peer.answer(body, headers="Set-Cookie: stel=1; Path=/\r\n")

    async with RawServer(manner) as server:
        for _ in range(3):
            # By name: no cookie is ever kept for a bare address.
            url = url_of(server.port, host="localhost")
            assert await patient.post(url, data_of(offset=1)) == []
        assert server.connections == 1
    assert not any("cookie" in got.headers for got in seen)
    assert {got.headers["accept-encoding"] for got in seen} == {"identity"}


async def test_a_call_without_parameters_and_a_download_work(patient: AiohttpRequest) -> None:
    seen: list[RawRequest] = []
    async with RawServer(recording(seen)) as server:
        assert await patient.post(url_of(server.port)) is True
        assert await patient.retrieve(url_of(server.port)) == b'{"ok":true,"result":true}'
    assert [got.line.split()[0] for got in seen] == ["POST", "GET"]
    assert [got.body for got in seen] == [b"", b""]


async def test_an_answer_may_come_in_many_pieces(hasty: AiohttpRequest) -> None:
    body = json.dumps({"ok": True, "result": ["x" * 80_000]}).encode()

    async def manner(peer: Peer) -> None:
        await peer.request()
        await peer.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for start in range(0, len(body), 1000):
            piece = body[start : start + 1000]
            await peer.say(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        await peer.say(b"0\r\n\r\n")

    async with RawServer(manner) as server:
        assert await hasty.post(url_of(server.port)) == ["x" * 80_000]


async def test_it_can_be_opened_and_closed_again_and_again() -> None:
    seen: list[RawRequest] = []
    request = AiohttpRequest()
    async with RawServer(recording(seen)) as server:
        await fault_of(request.post(url_of(server.port)))
        for _ in range(2):
            await request.initialize()
            await request.initialize()
            await request.post(url_of(server.port))
            await request.shutdown()
            await request.shutdown()
        assert isinstance(await fault_of(request.post(url_of(server.port))), NotSentError)
    assert len(seen) == 2


async def test_it_waits_for_an_answer_as_long_as_it_says() -> None:
    assert AiohttpRequest(patience=Patience(read_s=12)).read_timeout == 12


async def test_each_limit_of_time_is_used_for_what_it_limits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[aiohttp.ClientTimeout] = []

    class Session:
        def request(self, *_: object, timeout: aiohttp.ClientTimeout, **__: object) -> NoReturn:
            asked.append(timeout)
            raise aiohttp.ClientError

    monkeypatch.setattr(aiohttp, "ClientSession", lambda **_: Session())
    patience = Patience(read_s=1, write_s=2, upload_s=4, connect_s=8, pool_s=16)
    request = AiohttpRequest(patience=patience)
    await request.initialize()
    upload = data_of(photo=InputFile(b"x", filename="quad.png"))
    for call in [(), (upload,), (upload, 100, 200, 400, 800), (None, None)]:
        await fault_of(request.post(url_of(1), *call))
    assert asked == [
        aiohttp.ClientTimeout(total=27, connect=24, sock_connect=8, sock_read=1),
        aiohttp.ClientTimeout(total=29, connect=24, sock_connect=8, sock_read=1),
        aiohttp.ClientTimeout(total=1500, connect=1200, sock_connect=400, sock_read=100),
        aiohttp.ClientTimeout(total=None, connect=24, sock_connect=8, sock_read=None),
    ]


async def test_a_call_may_wait_without_end(hasty: AiohttpRequest) -> None:
    seen: list[RawRequest] = []
    async with RawServer(recording(seen)) as server:
        url = url_of(server.port)
        assert await hasty.post(url, None, None, None, None, None) is True
        assert await hasty.post(url, None, 5, 5, 5, 5) is True


async def test_a_cancelled_call_closes_its_connection_and_frees_its_place(
    hasty: AiohttpRequest,
) -> None:
    arrived, closed = asyncio.Event(), asyncio.Event()

    async def manner(peer: Peer) -> None:
        if server.connections == 1:
            await peer.request()
            await peer.say(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{")
            arrived.set()
            await peer.gone()
            closed.set()
        else:
            await peer.request()
            await peer.result("second")

    async with RawServer(manner) as server, asyncio.TaskGroup() as group:
        first = group.create_task(hasty.post(url_of(server.port), read_timeout=60))
        await arrived.wait()
        first.cancel()
        await closed.wait()
        assert first.cancelled()
        assert await hasty.post(url_of(server.port)) == "second"


async def test_a_call_cancelled_while_it_waits_for_a_connection_leaves_the_others_alone(
    hasty: AiohttpRequest,
) -> None:
    arrived, leave = asyncio.Event(), asyncio.Event()

    async def manner(peer: Peer) -> None:
        for number in range(2):
            await peer.request()
            arrived.set()
            await leave.wait()
            await peer.result(number)

    async with RawServer(manner) as server, asyncio.TaskGroup() as group:
        url = url_of(server.port)
        first = group.create_task(hasty.post(url, read_timeout=60))
        await arrived.wait()
        second = group.create_task(hasty.post(url, pool_timeout=60))
        third = group.create_task(hasty.post(url, pool_timeout=60))
        await settle()
        second.cancel()
        leave.set()
        assert [await first, await third] == [0, 1]
        assert second.cancelled()


async def test_a_call_cancelled_while_it_connects_frees_its_place(hasty: AiohttpRequest) -> None:
    connected = asyncio.Event()

    async def manner(peer: Peer) -> None:
        if server.connections == 1:
            connected.set()
            await peer.gone()
        else:
            await peer.request()
            await peer.result("second")

    async with RawServer(manner) as server, asyncio.TaskGroup() as group:
        slow = hasty.post(url_of(server.port, scheme="https"), connect_timeout=60)
        first = group.create_task(slow)
        await connected.wait()
        first.cancel()
        assert await hasty.post(url_of(server.port)) == "second"


async def test_closing_ends_what_is_under_way_and_what_waits(hasty: AiohttpRequest) -> None:
    arrived = asyncio.Event()

    async def manner(peer: Peer) -> None:
        await peer.request()
        arrived.set()
        await peer.gone()

    async with RawServer(manner) as server, asyncio.TaskGroup() as group:
        url = url_of(server.port)
        calls = [
            group.create_task(fault_of(hasty.post(url, read_timeout=60, pool_timeout=60)))
            for _ in range(2)
        ]
        await arrived.wait()
        await hasty.shutdown()
        assert [type(await call) for call in calls] == [UnclearError, UnclearError]

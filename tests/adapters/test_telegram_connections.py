"""What each failure of a connection means, over real sockets: surely not sent, or unclear."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator
from typing import NoReturn

import aiohttp
import pytest
from telegram import InputFile
from telegram.error import (
    BadRequest,
)

from adapters.telegram_chat.faults import NotSentError, UnclearError, outcome_of
from adapters.telegram_chat.request import AiohttpRequest
from bot.domain.delivery import RetryLater, Unknown
from tests.fakes.raw_calls import (
    HASTE,
    TOKEN,
    data_of,
    fault_of,
    saying,
    url_of,
)
from tests.fakes.raw_server import Manner, Peer, RawServer


@pytest.fixture
async def hasty() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(connections=1, patience=HASTE, largest_answer=100_000) as request:
        yield request


async def reset_unread(peer: Peer) -> None:
    peer.reset()


async def reset_read(peer: Peer) -> None:
    await peer.request()
    peer.reset()


async def close_unread(peer: Peer) -> None:
    pass


async def close_read(peer: Peer) -> None:
    await peer.request()


async def say_nothing(peer: Peer) -> None:
    await peer.request()
    await peer.gone()


async def read_nothing(peer: Peer) -> None:
    await asyncio.Event().wait()


async def trickle(peer: Peer) -> None:
    await peer.request()
    await peer.say(b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n")
    while True:
        await peer.say(b"x")
        await asyncio.sleep(0)


async def trickle_head(peer: Peer) -> None:
    await peer.request()
    await peer.say(b"HTTP/1.1 200 OK\r\n")
    while True:
        await peer.say(b"A: b\r\n")
        await asyncio.sleep(0)


FINE = b'{"ok":true,"result":true}'
UNCLEAR: list[tuple[str, Manner]] = [
    ("reset before it was read", reset_unread),
    ("reset after it was read", reset_read),
    ("closed before it was read", close_unread),
    ("closed after it was read", close_read),
    ("no answer", say_nothing),
    ("half a head", saying(b"HTTP/1.1 200 OK\r\nContent-Le")),
    ("half a body", saying(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"ok":true')),
    (
        "half a body, then a reset",
        saying(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"ok":', then_reset=True),
    ),
    ("half a chunk", saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{}")),
    ("no chunk", saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n")),
    ("garbage", saying(b"\x16\x03\x01 no status line at all\r\n\r\n")),
    ("garbage length", saying(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}")),
    ("a huge head", saying(b"HTTP/1.1 200 OK\r\nA: " + b"x" * 100_000 + b"\r\n\r\n")),
    (
        "a huge body",
        saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100025\r\n\r\n" + FINE + b" " * 100_000),
    ),
    ("an endless body", saying(b"HTTP/1.1 200 OK\r\n\r\n" + FINE + b" " * 300_000)),
    ("a slow trickle", trickle),
    ("an endless head", trickle_head),
    (
        "a packed body",
        saying(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(FINE)),
    ),
]


@pytest.mark.parametrize("manner", [pytest.param(how, id=name) for name, how in UNCLEAR])
async def test_what_may_have_arrived_is_unclear(hasty: AiohttpRequest, manner: Manner) -> None:
    async with RawServer(manner) as server:
        error = await fault_of(hasty.post(url_of(server.port), data_of(chat_id=5, text="Hi")))
        assert isinstance(error, UnclearError)
        assert isinstance(outcome_of(error), Unknown)


async def test_a_large_upload_that_is_not_taken_in_time_is_unclear(hasty: AiohttpRequest) -> None:
    async with RawServer(read_nothing) as server:
        upload = data_of(photo=InputFile(bytes(12_000_000), filename="quad.png"))
        error = await fault_of(hasty.post(url_of(server.port), upload))
        assert isinstance(error, UnclearError)


async def test_an_upload_refused_half_way_tells_the_refusal(hasty: AiohttpRequest) -> None:
    async def manner(peer: Peer) -> None:
        await peer.reader.readuntil(b"\r\n\r\n")
        await peer.answer(b'{"ok":false,"error_code":413,"description":"Too Large"}', 413)
        await peer.gone()

    async with RawServer(manner) as server:
        upload = data_of(photo=InputFile(bytes(12_000_000), filename="quad.png"))
        assert type(await fault_of(hasty.post(url_of(server.port), upload))) is BadRequest


async def test_a_refused_connection_is_surely_not_sent(hasty: AiohttpRequest) -> None:
    with socket.socket() as unused:  # bound, but nobody listens
        unused.bind(("127.0.0.1", 0))
        error = await fault_of(hasty.post(url_of(unused.getsockname()[1])))
    assert isinstance(error, NotSentError)
    assert error.message == "ClientConnectorError ECONNREFUSED"
    assert isinstance(outcome_of(error), RetryLater)


async def test_a_name_that_is_not_found_is_surely_not_sent(
    hasty: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_found(*_: object, **__: object) -> NoReturn:
        raise socket.gaierror(socket.EAI_NONAME, f"no {TOKEN}")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", not_found)
    error = await fault_of(hasty.post(url_of(1, host="api.telegram.example")))
    assert isinstance(error, NotSentError)


async def test_a_name_that_is_looked_up_without_end_is_surely_not_sent(
    hasty: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", silent)
    error = await fault_of(hasty.post(url_of(1, host="api.telegram.example")))
    assert isinstance(error, NotSentError)


@pytest.mark.parametrize(
    "manner",
    [
        pytest.param(saying(b"HTTP/1.1 400 Bad Request\r\n\r\n"), id="no TLS spoken"),
        pytest.param(reset_unread, id="reset"),
        pytest.param(close_unread, id="closed"),
        pytest.param(read_nothing, id="never ends"),
    ],
)
async def test_a_failed_tls_handshake_is_surely_not_sent(
    hasty: AiohttpRequest, manner: Manner
) -> None:
    async with RawServer(manner) as server:
        error = await fault_of(hasty.post(url_of(server.port, scheme="https")))
        assert isinstance(error, NotSentError)


async def test_no_free_connection_in_time_is_surely_not_sent(hasty: AiohttpRequest) -> None:
    arrived, leave = asyncio.Event(), asyncio.Event()

    async def manner(peer: Peer) -> None:
        await peer.request()
        arrived.set()
        await leave.wait()
        await peer.result(result=True)

    async with RawServer(manner) as server, asyncio.TaskGroup() as group:
        url = url_of(server.port)
        first = group.create_task(hasty.post(url, read_timeout=60))
        await arrived.wait()
        assert isinstance(await fault_of(hasty.post(url)), NotSentError)
        leave.set()
        assert await first is True
        assert server.connections == 1


@pytest.mark.parametrize("url", [f"ftp://127.0.0.1/bot{TOKEN}/x", f"http:///bot{TOKEN}/x"])
async def test_an_address_that_is_none_is_surely_not_sent(hasty: AiohttpRequest, url: str) -> None:
    assert isinstance(await fault_of(hasty.post(url)), NotSentError)


async def test_a_text_that_no_form_can_hold_is_refused_for_good(hasty: AiohttpRequest) -> None:
    upload = data_of(photo=InputFile(b"x", filename="quad.png"), caption="\ud800")
    error = await fault_of(hasty.post(url_of(1), upload))
    assert type(error) is BadRequest


def every_kind(of: type[BaseException]) -> set[type[BaseException]]:
    return {of}.union(*map(every_kind, of.__subclasses__()))


BEFORE_SENDING = {
    aiohttp.ClientConnectorError,
    aiohttp.ClientConnectorDNSError,
    aiohttp.ClientConnectorSSLError,
    aiohttp.ClientConnectorCertificateError,
    aiohttp.ClientSSLError,
    aiohttp.ClientProxyConnectionError,
    aiohttp.client_exceptions.UnixClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.InvalidUrlClientError,
    aiohttp.NonHttpUrlClientError,
    # Only where redirects are followed, which they are not.
    aiohttp.InvalidUrlRedirectClientError,
    aiohttp.NonHttpUrlRedirectClientError,
}


@pytest.mark.parametrize(
    "kind", sorted(every_kind(aiohttp.ClientError), key=lambda kind: kind.__name__)
)
async def test_of_all_that_aiohttp_raises_only_what_comes_before_sending_is_surely_not_sent(
    monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    class Session:
        def request(self, *_: object, **__: object) -> NoReturn:
            error = kind.__new__(kind)
            error.args = (TOKEN,)
            raise error

        async def close(self) -> None:
            pass

    monkeypatch.setattr(aiohttp, "ClientSession", lambda **_: Session())
    request = AiohttpRequest()
    await request.initialize()
    error = await fault_of(request.post(url_of(1)))
    assert type(error) is (NotSentError if kind in BEFORE_SENDING else UnclearError)

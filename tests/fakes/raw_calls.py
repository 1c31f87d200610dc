"""Calls to a raw server, and the promises that hold for every error of one."""

import json
import traceback
from collections.abc import Awaitable

import pytest
from telegram.error import TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from adapters.telegram_chat.request import Patience
from tests.fakes.raw_server import Manner, Peer, RawRequest

TOKEN = "123456:AAsecretsecretsecretsecretsecretsec"  # noqa: S105  # made up
HASTE = Patience(read_s=0.05, write_s=0.05, upload_s=0.05, connect_s=0.05, pool_s=0.05)
OUR_MISTAKES = {"AssertionError", "AttributeError", "KeyError", "RuntimeError", "TypeError"}


def url_of(port: int, scheme: str = "http", host: str = "127.0.0.1") -> str:
    return f"{scheme}://{host}:{port}/bot{TOKEN}/sendMessage"


def data_of(**parameters: object) -> RequestData:
    return RequestData([RequestParameter.from_input(*item) for item in parameters.items()])


async def fault_of(asked: Awaitable[object]) -> TelegramError:
    """Give the error of a call that must fail; whatever the error, it does not tell the token."""
    with pytest.raises(TelegramError) as caught:
        await asked
    error = caught.value
    told = "".join(traceback.format_exception(error)) + repr(error) + repr(error.args)
    assert TOKEN not in told
    assert error.__context__ is None
    assert error.__cause__ is None
    assert error.message not in OUR_MISTAKES
    return error


def recording(into: list[RawRequest], body: bytes = b'{"ok":true,"result":true}') -> Manner:
    async def manner(peer: Peer) -> None:
        while True:
            into.append(await peer.request())
            await peer.answer(body)

    return manner


def answering(status: int, body: bytes | dict[str, object], headers: str = "") -> Manner:
    async def manner(peer: Peer) -> None:
        while True:
            await peer.request()
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            await peer.answer(raw, status, headers)

    return manner


def saying(raw: bytes, *, then_reset: bool = False) -> Manner:
    async def manner(peer: Peer) -> None:
        await peer.request()
        await peer.say(raw)
        if then_reset:
            peer.reset()

    return manner

"""What each answer of the platform, and of whatever stands before it, means."""

import logging
from collections.abc import AsyncIterator

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    TelegramError,
)

from adapters.telegram_chat.faults import FloodError, UnclearError, outcome_of
from adapters.telegram_chat.request import AiohttpRequest
from bot.domain.delivery import Unknown
from tests.fakes.raw_calls import TOKEN, answering, data_of, fault_of, recording, url_of
from tests.fakes.raw_server import RawRequest, RawServer


@pytest.fixture
async def patient() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest() as request:
        yield request


PAGE = f"<html>The requested URL /bot{TOKEN}/sendMessage was not found</html>".encode()
NO_ANSWERS: list[tuple[int, bytes]] = [
    (200, PAGE),
    (200, b""),
    (200, b"[]"),
    (200, b"true"),
    (200, b"{}"),
    (200, b'{"ok":false,"description":"no"}'),
    (200, b"[" * 50_000),
    (200, b'{"result":' + b"9" * 5000 + b"}"),
    (200, b'\xff\xfe{"ok":true}'),
    (204, b""),
    (302, b""),
    (400, PAGE),
    (403, PAGE),
    (404, PAGE),
    (429, PAGE),
    (500, b'{"ok":false,"error_code":500,"description":"Internal Server Error: restart"}'),
    (500, PAGE),
    (502, PAGE),
    (503, b""),
    (504, PAGE),
    (599, PAGE),
    (400, b'{"description":7}'),
    (400, b'{"parameters":[]}'),
    (400, b'{"parameters":{"retry_after":"5"}}'),
    (400, b'{"parameters":{"migrate_to_chat_id":[]}}'),
]


@pytest.mark.parametrize(("status", "body"), NO_ANSWERS)
async def test_what_is_no_answer_of_the_platform_is_unclear_and_quoted_nowhere(
    patient: AiohttpRequest, caplog: pytest.LogCaptureFixture, status: int, body: bytes
) -> None:
    caplog.set_level(logging.DEBUG)
    async with RawServer(answering(status, body)) as server:
        error = await fault_of(patient.post(url_of(server.port), data_of(chat_id=5)))
    assert isinstance(error, UnclearError)
    assert isinstance(outcome_of(error), Unknown)
    assert TOKEN not in caplog.text
    assert not [record for record in caplog.records if record.levelno > logging.DEBUG]


async def test_a_redirect_is_not_followed(patient: AiohttpRequest) -> None:
    seen: list[RawRequest] = []
    async with (
        RawServer(recording(seen)) as elsewhere,
        RawServer(
            answering(307, b"", f"Location: {url_of(elsewhere.port)}\r\n"),
        ) as server,
    ):
        assert isinstance(await fault_of(patient.post(url_of(server.port))), UnclearError)
    assert not seen


@pytest.mark.parametrize(
    ("status", "description", "kind", "message"),
    [
        (400, "Bad Request: chat not found", BadRequest, "Chat not found"),
        (401, "Unauthorized", InvalidToken, "Unauthorized"),
        (
            403,
            "Forbidden: bot was blocked by the user",
            Forbidden,
            "Forbidden: bot was blocked by the user",
        ),
        (404, "Not Found", InvalidToken, "Not Found"),
        (409, "Conflict: terminated", Conflict, "Conflict: terminated"),
        (413, "Request Entity Too Large", BadRequest, "Status 413"),
        (400, f"Bad Request: no /bot{TOKEN}/x", BadRequest, "No /bottoken/x"),
    ],
)
async def test_what_the_platform_refuses_is_told_as_the_library_tells_it(
    patient: AiohttpRequest,
    status: int,
    description: str,
    kind: type[TelegramError],
    message: str,
) -> None:
    body: dict[str, object] = {"ok": False, "error_code": status, "description": description}
    async with RawServer(answering(status, body)) as server:
        error = await fault_of(patient.post(url_of(server.port), data_of(chat_id=5)))
    assert type(error) is kind
    assert error.message == message


@pytest.mark.parametrize(
    ("parameters", "after_s"),
    [({"parameters": {"retry_after": 17}}, 17), ({"parameters": {}}, 0), ({}, 0)],
)
async def test_a_pause_that_the_platform_asks_for_is_passed_on(
    patient: AiohttpRequest, parameters: dict[str, object], after_s: int
) -> None:
    body = {"ok": False, "error_code": 429, "description": "Too Many Requests"} | parameters
    async with RawServer(answering(429, body)) as server:
        error = await fault_of(patient.post(url_of(server.port)))
    assert isinstance(error, FloodError)
    assert error.after_s == after_s


async def test_a_group_that_moved_is_told_with_its_new_chat(patient: AiohttpRequest) -> None:
    body: dict[str, object] = {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": -1001234567890123},
    }
    async with RawServer(answering(400, body)) as server:
        error = await fault_of(patient.post(url_of(server.port)))
    assert isinstance(error, ChatMigrated)
    assert error.new_chat_id == -1001234567890123

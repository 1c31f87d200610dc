import asyncio
from typing import Any

import aiohttp
import pytest

from tests.emulators.plain_client import PlainClient
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.faults import (
    Delay,
    Fault,
    Gate,
    NotJson,
    Reset,
    ServerError,
    TooManyRequests,
    Trickle,
    Truncated,
)
from tests.emulators.telegram.log import Arrived, Noted
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.server import GONE


async def raw(client: PlainClient, text: str = "hi") -> tuple[int, str, bytes]:
    """Send a message and give the status, the kind and the body of what comes back."""
    url = client.url("sendMessage")
    async with client.session.post(url, data={"chat_id": "11", "text": text}) as response:
        return response.status, response.content_type, await response.read()


def seen(person: Person) -> list[str]:
    return [message.text for message in person.chat.from_bot]


async def test_a_reset_before_acceptance_leaves_nothing(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    emulator.fail_next("sendMessage", Reset())
    with pytest.raises(aiohttp.ClientConnectionError):
        await raw(client)
    assert seen(ada) == []
    request = emulator.log.requests("sendMessage")[0]
    assert (request.ok, request.answered, request.fault) == (False, False, repr(Reset()))
    await raw(client, "again")
    assert seen(ada) == ["again"]


async def test_a_reset_after_acceptance_leaves_the_message(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    emulator.fail_next("sendMessage", Reset(after=True))
    with pytest.raises(aiohttp.ClientConnectionError):
        await raw(client)
    assert seen(ada) == ["hi"]
    request = emulator.log.requests("sendMessage")[0]
    assert (request.ok, request.answered) == (True, False)
    assert request.message_id == ada.chat.last.message_id


@pytest.mark.parametrize("code", [500, 502, 503])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("html", [False, True])
async def test_a_server_fails_before_or_after_acceptance(
    client: PlainClient,
    emulator: TelegramEmulator,
    ada: Person,
    *,
    code: int,
    after: bool,
    html: bool,
) -> None:
    emulator.fail_next("sendMessage", ServerError(code=code, after=after, html=html))
    status, kind, body = await raw(client)
    assert (status, kind) == (code, "text/html" if html else "application/json")
    assert body.startswith(b"<html>" if html else b'{"ok": false')
    assert seen(ada) == (["hi"] if after else [])
    request = emulator.log.requests("sendMessage")[0]
    assert (request.ok, request.answered) == (after, False)


async def test_429_says_how_long_to_wait(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    emulator.fail_next("sendMessage", TooManyRequests(retry_after=7))
    answer = await client("sendMessage", chat_id=11, text="hi")
    assert answer.body == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert seen(ada) == []


async def test_an_answer_may_break_off(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    emulator.fail_next("sendMessage", Truncated())
    with pytest.raises(aiohttp.ClientPayloadError):
        await raw(client)
    assert seen(ada) == ["hi"]


async def test_an_answer_may_be_no_json(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    emulator.fail_next("sendMessage", NotJson())
    status, kind, body = await raw(client)
    assert (status, kind, body[:6]) == (200, "text/html", b"<html>")
    assert seen(ada) == ["hi"]


async def test_an_answer_may_come_byte_by_byte(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    emulator.fail_next("sendMessage", Trickle())
    answer = await client("sendMessage", chat_id=11, text="hi")
    assert answer.result["text"] == "hi"


@pytest.mark.parametrize("after", [False, True])
async def test_a_request_or_its_answer_is_held_until_a_gate_opens(
    client: PlainClient, emulator: TelegramEmulator, ada: Person, *, after: bool
) -> None:
    gate = Gate()
    emulator.fail_next("sendMessage", Delay(until=gate, after=after))
    async with asyncio.TaskGroup() as tasks:
        sending = tasks.create_task(client("sendMessage", chat_id=11, text="hi"))
        log = emulator.log
        await emulator.wait_for(lambda: log.requests("sendMessage") if after else arrived(log))
        assert seen(ada) == (["hi"] if after else [])
        assert not sending.done()
        gate.open()
    assert sending.result().ok
    assert seen(ada) == ["hi"]


def arrived(log: Any) -> list[Arrived]:
    return [one for one in log.of(Arrived) if one.method == "sendMessage"]


async def test_a_delayed_request_is_accepted_though_its_client_has_gone(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    event = asyncio.Event()
    emulator.fail_next("sendMessage", Delay(until=event))
    async with asyncio.TaskGroup() as tasks:
        sending = tasks.create_task(raw(client))
        await emulator.wait_for(lambda: arrived(emulator.log))
        sending.cancel()
    await emulator.wait_for(lambda: [one for one in emulator.log.of(Noted) if GONE in one.what])
    assert seen(ada) == []
    event.set()
    await emulator.wait_for(lambda: seen(ada) == ["hi"])
    assert emulator.log.requests("sendMessage")[0].ok


async def test_a_delay_may_be_a_time(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    emulator.fail_next("sendMessage", Delay(seconds=0.001))
    assert (await client("sendMessage", chat_id=11, text="hi")).ok


async def test_faults_are_used_up_in_order_and_picked_by_what_was_sent(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    faults: list[Fault] = [TooManyRequests(retry_after=1), ServerError(code=503)]
    for fault in faults:
        emulator.fail_next("sendMessage", fault, only=lambda given: given.text("text") == "b")
    emulator.fail_next("*", ServerError(code=500), times=2)
    texts = ["a", "b", "b", "b", "a", "b"]
    statuses = [(await client("sendMessage", chat_id=11, text=text)).status for text in texts]
    assert statuses == [500, 429, 503, 500, 200, 200]


async def test_planned_faults_can_be_forgotten(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    emulator.fail_next("sendMessage", ServerError(), times=99)
    emulator.stop_failing()
    assert (await client("sendMessage", chat_id=11, text="hi")).ok


async def test_the_port_is_closed_and_opened_again(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    url = emulator.url
    async with asyncio.TaskGroup() as tasks:
        poll = tasks.create_task(poll_until_broken(client))
        await emulator.wait_for(lambda: emulator.log.of(Arrived)[1:])
        await emulator.refuse_connections()
    assert poll.result()
    with pytest.raises(aiohttp.ClientConnectorError):
        await raw(client)
    await emulator.listen_again()
    assert emulator.url == url
    assert (await raw(client))[0] == 200


async def poll_until_broken(client: PlainClient) -> bool:
    """Wait for updates; tell that the connection broke instead."""
    last = (await client.updates())[-1]["update_id"]
    try:
        await client("getUpdates", offset=last + 1, timeout=50)
    except aiohttp.ClientConnectionError:
        return True
    return False

"""The HTTP server over real sockets: what it answers, and whom it does not wait for."""

import asyncio
import logging
import socket
from contextlib import AsyncExitStack

import pytest
from aiohttp import web

from adapters.web.server import Patience, PortError, Route, serve
from tests.fakes.raw_http import PATIENCE_S, ask, head, line_to
from tests.fakes.web_parts import Faults, never_ending, served

SHORT = Patience(head_s=0.05, request_s=0.05, leftover_s=0.05, closing_s=0.05)


async def hello(_request: web.BaseRequest) -> web.Response:
    return web.Response(text="hello")


async def broken(_request: web.BaseRequest) -> web.Response:
    raise LookupError("private words")


async def stuck(_request: web.BaseRequest) -> web.Response:
    await never_ending()
    raise AssertionError


GET = Route(method="GET", path="/hello", handle=hello)
POST = Route(method="POST", path="/hello", handle=hello)
BROKEN = Route(method="GET", path="/broken", handle=broken)
STUCK = Route(method="GET", path="/stuck", handle=stuck)


async def test_a_route_answers_its_method_and_path() -> None:
    async with served(GET) as port:
        reply = await ask(port, "GET", "/hello?with=more")
    assert (reply.status, reply.body) == (200, b"hello")


async def test_a_head_is_answered_like_a_get_without_its_body() -> None:
    async with served(GET) as port:
        reply = await ask(port, "HEAD", "/hello")
    assert (reply.status, reply.header("content-length")) == (200, "5")


@pytest.mark.parametrize("path", ["/", "/hello/", "/Hello", "/../hello", "/metrics"])
async def test_elsewhere_nothing_is_found(path: str) -> None:
    async with served(GET) as port:
        reply = await ask(port, "GET", path)
    assert reply.status == 404


async def test_another_method_is_told_which_are_allowed() -> None:
    async with served(GET, POST) as port:
        reply = await ask(port, "DELETE", "/hello")
    assert (reply.status, reply.header("allow")) == (405, "GET, POST")


async def test_a_refused_body_is_not_waited_for() -> None:
    async with served(GET, patience=SHORT) as port, line_to(port) as line:
        await line.say(head("POST", "/nowhere", "Content-Length: 1000000"))
        assert (await line.reply()).status == 404
        assert await line.is_closed()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (head("GET", "/hello"), 200),
        (head("GET", "/nowhere"), 404),
        (head("PUT", "/hello"), 405),
        (head("GET", "/broken"), 500),
        (b"this is no HTTP\r\n\r\n", 400),
        (head("GET", "/hello", "X: " + "y" * 5000), 400),
        (head("GET", "/hello?" + "y" * 5000), 400),
        (head("GET", "/hello", *(f"X-{number}: y" for number in range(100))), 400),
        (head("GET", "/hello", "Content-Length: ten"), 400),
    ],
    ids=["200", "404", "405", "500", "no HTTP", "long", "long path", "many", "no number"],
)
async def test_no_answer_says_what_the_server_is_made_of(said: bytes, status: int) -> None:
    async with served(GET, BROKEN) as port, line_to(port) as line:
        await line.say(said)
        reply = await line.reply()
    assert (reply.status, reply.header("server")) == (status, None)
    assert b"ython" not in reply.body


async def test_nothing_is_logged_of_any_request(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with served(GET, BROKEN) as port:
        for path in ("/hello", "/broken", "/private"):
            await ask(port, "GET", path, "X: private words")
        async with line_to(port) as line:
            await line.say(b"private \0 words\r\n\r\n")
            assert (await line.reply()).status == 400
    assert "private" not in caplog.text
    assert "GET" not in caplog.text
    assert capfd.readouterr() == ("", "")


async def test_a_route_that_raises_is_answered_and_the_fault_is_handed_on() -> None:
    faults = Faults()
    async with served(BROKEN, GET, faults=faults) as port:
        reply = await ask(port, "GET", "/broken")
        assert (await ask(port, "GET", "/hello")).status == 200
    assert (reply.status, b"private" in reply.body) == (500, False)
    assert faults.kinds == ["LookupError"]


async def test_a_route_that_takes_too_long_is_answered_for() -> None:
    async with served(STUCK, patience=SHORT) as port:
        reply = await ask(port, "GET", "/stuck")
    assert (reply.status, reply.header("retry-after")) == (503, "5")


@pytest.mark.parametrize("begun", [b"", b"GET /hel", head("GET", "/hello")[:-2]])
async def test_who_does_not_end_the_headers_is_hung_up_on(begun: bytes) -> None:
    async with served(GET, patience=SHORT) as port, line_to(port) as line:
        await line.say(begun)
        assert await line.is_closed()


async def test_a_connection_serves_again_and_is_hung_up_on_when_it_idles() -> None:
    async with served(GET, patience=SHORT) as port, line_to(port) as line:
        for _ in range(3):
            await line.say(head("GET", "/hello"))
            assert (await line.reply()).body == b"hello"
        assert await line.is_closed()


async def test_requests_sent_at_one_go_are_answered_in_order() -> None:
    async def echo(request: web.BaseRequest) -> web.Response:
        return web.Response(text=request.query_string)

    route = Route(method="GET", path="/echo", handle=echo)
    async with served(route) as port, line_to(port) as line:
        await line.say(b"".join(head("GET", f"/echo?{number}") for number in range(200)))
        got = [(await line.reply()).body for _ in range(200)]
    assert got == [str(number).encode() for number in range(200)]


class Held:
    """A route that holds its request until it is let go."""

    def __init__(self) -> None:
        self.came, self.let_go = asyncio.Event(), asyncio.Event()
        self.route = Route(method="GET", path="/held", handle=self._handle)

    async def _handle(self, _request: web.BaseRequest) -> web.Response:
        self.came.set()
        await self.let_go.wait()
        return web.Response(text="done")


async def test_the_end_waits_for_a_request_under_way() -> None:
    held = Held()

    async def serve_until_it_came(told: asyncio.Future[int]) -> None:
        async with served(held.route) as port:
            told.set_result(port)
            await held.came.wait()

    told: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    async with asyncio.TaskGroup() as group:
        group.create_task(serve_until_it_came(told))
        async with line_to(await told) as line, line_to(await told) as idle:
            await line.say(head("GET", "/held"))
            assert await idle.is_closed()  # the end has begun
            held.let_go.set()
            assert (await line.reply()).body == b"done"
            assert await line.is_closed()


async def test_the_end_does_not_wait_for_ever() -> None:
    held, patience = Held(), Patience(request_s=3600, closing_s=0.05)
    async with asyncio.timeout(PATIENCE_S), AsyncExitStack() as lines:
        async with served(held.route, patience=patience) as port:
            line = await lines.enter_async_context(line_to(port))
            await line.say(head("GET", "/held"))
            await held.came.wait()
        assert await line.is_closed()


async def test_it_can_be_reached_from_outside_where_a_port_is_set() -> None:
    async with serve(0, [GET], Faults().note) as port:
        assert (await ask(port, "GET", "/hello")).status == 200
        with pytest.raises(PortError):
            async with serve(port, [GET], Faults().note, host="127.0.0.1"):
                raise AssertionError


async def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortError) as told:
            async with serve(port, [GET], Faults().note, host="127.0.0.1"):
                raise AssertionError
    assert str(told.value) == (
        f"KNEAD_HTTP_PORT: port {port} is in use by another program; stop it or set another"
    )


async def test_a_port_that_cannot_be_opened_says_why() -> None:
    with pytest.raises(PortError) as told:
        async with serve(8080, [GET], Faults().note, host="192.0.2.1"):
            raise AssertionError
    assert str(told.value) == (
        "KNEAD_HTTP_PORT: port 8080 cannot be opened (cannot assign requested address)"
    )


async def test_the_port_is_free_again_at_the_end() -> None:
    async with served(GET) as port:
        pass
    async with serve(port, [GET], Faults().note, host="127.0.0.1") as again:
        assert again == port

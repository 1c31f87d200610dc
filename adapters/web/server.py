"""The HTTP server: it hands a request to its route, and gives nobody more time than they need.

It stands on aiohttp's low-level server. A request that fits no route is refused before its body
is read, nothing is logged of any request, and no answer says what the server is made of.
"""

import asyncio
import errno
import logging
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from aiohttp import StreamReader, hdrs, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage

# A container is reached from outside only so; the port is open only where one is set.
EVERYWHERE = "0.0.0.0"  # noqa: S104  # told in docs/how-to/run-on-telegram.md
MOST_LINE = 4096  # bytes of the request line, and of one header
MOST_HEADERS = 64

Handle = Callable[[web.BaseRequest], Awaitable[web.Response]]


class PortError(Exception):
    """The port cannot be opened; the message is one line that names the setting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What answers one method at one path; a GET answers HEAD as well."""

    method: str
    path: str
    handle: Handle


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the server waits for others, in seconds."""

    head_s: float = 30.0  # from the connection, or the last answer, to the end of the headers
    request_s: float = 10.0  # a request with its body, until its route has an answer
    leftover_s: float = (
        1.0  # what is left of a refused body is read away, so that the refusal lands
    )
    # The server's end waits this long for requests, and as long again for those it then cancels:
    # less than the 10 s in which the whole bot ends.
    closing_s: float = 1.5


PATIENT = Patience()


@asynccontextmanager
async def serve(
    port: int,
    routes: Sequence[Route],
    on_fault: Callable[[Exception], None],
    *,
    host: str = EVERYWHERE,
    patience: Patience = PATIENT,
) -> AsyncGenerator[int, None]:
    """Serve the routes until the context ends; gives the port, which matters where 0 was asked.

    What a route raises is answered 500 and handed to `on_fault`. At the end requests under way
    are answered, within twice `patience.closing_s`.

    Raises:
        PortError: if the port cannot be opened.
    """
    server = web.Server(
        partial(_answer, routes=routes, on_fault=on_fault, patience=patience),
        request_factory=_request,
        access_log=None,
        logger=_silent(),
        keepalive_timeout=patience.head_s,
        lingering_time=patience.leftover_s,
        max_line_size=MOST_LINE,
        max_field_size=MOST_LINE,
        max_headers=MOST_HEADERS,
        auto_decompress=False,  # a small body stays small
    )
    runner = web.ServerRunner(server, shutdown_timeout=patience.closing_s)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise PortError(_why_not(port, error)) from error
        yield site.port
    finally:
        await runner.cleanup()


def refusal(status: int, text: str, **headers: str) -> web.Response:
    """Give an answer after which the connection is closed, whatever of the request is unread.

    A name in `headers` is written with `_` for `-`.
    """
    response = web.Response(
        status=status,
        text=f"{text}\n",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )
    response.force_close()
    return response


async def _answer(
    request: web.BaseRequest,
    *,
    routes: Sequence[Route],
    on_fault: Callable[[Exception], None],
    patience: Patience,
) -> web.Response:
    here = [route for route in routes if route.path == request.path]
    if not here:
        return refusal(404, "There is nothing here.")
    method = hdrs.METH_GET if request.method == hdrs.METH_HEAD else request.method
    fitting = next((route for route in here if route.method == method), None)
    if fitting is None:
        allowed = ", ".join(sorted(route.method for route in here))
        return refusal(405, "Not with this method.", Allow=allowed)
    try:
        async with asyncio.timeout(patience.request_s):
            return await fitting.handle(request)
    except TimeoutError:
        return refusal(503, "This took too long.", Retry_After="5")
    except ConnectionError:
        raise  # whoever asked is gone
    except Exception as error:  # noqa: BLE001  # whatever it is, the server goes on
        on_fault(error)
        return refusal(500, "That did not work.")


class _Request(web.BaseRequest):
    """A request whose answers, aiohttp's own about broken requests too, carry no banner."""

    async def _prepare_hook(self, response: web.StreamResponse) -> None:
        await super()._prepare_hook(response)
        response.headers.popall(hdrs.SERVER, None)


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: web.RequestHandler,
    writer: AbstractStreamWriter,
    task: "asyncio.Task[None]",
) -> web.BaseRequest:
    return _Request(message, payload, protocol, writer, task, asyncio.get_running_loop())


def _silent() -> logging.Logger:
    """Give a logger without an outlet: aiohttp's words about a broken request may quote it."""
    return logging.Logger("silent", logging.CRITICAL + 1)  # noqa: LOG001  # it must reach no handler


def _why_not(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"KNEAD_HTTP_PORT: port {port} is in use by another program; stop it or set another"
    reason = os.strerror(error.errno or 0).lower()
    return f"KNEAD_HTTP_PORT: port {port} cannot be opened ({reason})"

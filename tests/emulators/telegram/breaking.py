"""How answers go out, whole or broken."""

import asyncio
import json
import socket
import struct
from typing import Any

from aiohttp import web

from tests.emulators.telegram.faults import Fault, NotJson, Reset, ServerError, Trickle, Truncated

PAGE = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>"
NAMES = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}
AT_ONCE = struct.pack("ii", 1, 0)  # linger for no time: the client is told by a reset


def encoded(body: dict[str, Any]) -> bytes:
    """Give a body as the Bot API writes it."""
    return json.dumps(body).encode()


def whole(body: dict[str, Any], headers: dict[str, str] | None = None) -> web.Response:
    """Answer with JSON; the status is the error code."""
    return web.Response(
        status=body.get("error_code", 200),
        body=encoded(body),
        content_type="application/json",
        headers=headers,
    )


def reset(request: web.BaseRequest) -> web.Response:
    """Break the connection so that the client sees a reset."""
    transport = request.transport
    if transport is not None:
        held = transport.get_extra_info("socket")
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        transport.abort()
    return web.Response()  # goes nowhere


def server_error(fault: ServerError) -> web.Response:
    """Answer as the servers in front of the Bot API do."""
    name = NAMES.get(fault.code, "Error")
    if fault.html:
        page = PAGE.format(f"{fault.code} {name}")
        return web.Response(status=fault.code, text=page, content_type="text/html")
    return whole({"ok": False, "error_code": fault.code, "description": name})


async def truncated(request: web.BaseRequest, body: bytes) -> web.StreamResponse:
    """Promise all of the answer and give half."""
    response = web.StreamResponse(
        headers={"Content-Type": "application/json", "Content-Length": str(len(body))}
    )
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


async def trickled(request: web.BaseRequest, body: bytes, seconds: float) -> web.StreamResponse:
    """Give the answer byte by byte."""
    response = web.StreamResponse(
        headers={"Content-Type": "application/json", "Content-Length": str(len(body))}
    )
    await response.prepare(request)
    for place in range(len(body)):
        await response.write(body[place : place + 1])
        await asyncio.sleep(seconds)
    await response.write_eof()
    return response


async def broken(
    request: web.BaseRequest, fault: Fault | None, body: dict[str, Any]
) -> web.StreamResponse:
    """Give the answer as the fault lets it through."""
    match fault:
        case Reset():
            return reset(request)
        case ServerError():
            return server_error(fault)
        case Truncated():
            return await truncated(request, encoded(body))
        case NotJson():
            return web.Response(text=PAGE.format("Welcome"), content_type="text/html")
        case Trickle():
            return await trickled(request, encoded(body), fault.seconds)
        case _:
            wait_s = body.get("parameters", {}).get("retry_after")
            return whole(body, {"Retry-After": str(wait_s)} if wait_s else None)

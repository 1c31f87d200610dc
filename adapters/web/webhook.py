"""Where Telegram posts updates: who does not know the secret gets no further than the headers."""

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable
from enum import Enum, auto

from aiohttp import web

from adapters.web.server import Route, refusal

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the name, not the secret
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # Bot API setWebhook, secret_token
MOST_BYTES = 1024 * 1024  # of one update; real ones are a few KiB
BODY_S = 5.0
RETRY_AFTER_S = 5  # Telegram heeds it (Bot API server, WebhookActor)


class Taken(Enum):
    """What became of the body of an update."""

    KEPT = auto()  # it is on disk, now or from before
    NOT_KEPT = auto()  # the database cannot take it now; it has to come again
    NOT_READ = auto()  # it makes no sense and was set aside; it must not come again


Take = Callable[[bytes], Awaitable[Taken]]


def webhook_route(path: str, secret: str, take: Take, body_s: float = BODY_S) -> Route:
    """Give the route on which updates come in.

    A 2xx is said only after `take` has: Telegram forgets an update then, and repeats any other
    for 24 hours, holding back the rest of that chat. So what makes no sense is answered 200 too.

    Raises:
        ValueError: if the secret is not one that Telegram would send.
    """
    if not SECRET.fullmatch(secret):
        msg = "a webhook's secret has 1 to 256 signs of A-Z, a-z, 0-9, _ and -"
        raise ValueError(msg)
    expected = secret.encode()

    async def handle(request: web.BaseRequest) -> web.Response:
        if not _knows(request, expected):
            return refusal(403, "This is not for you.")
        try:
            async with asyncio.timeout(body_s):
                body = await _body(request)
        except TimeoutError:
            return refusal(408, "The body did not come in time.")
        if body is None:
            return refusal(413, "The body is too big.")
        if await take(body) is Taken.NOT_KEPT:
            headers = {"Retry-After": str(RETRY_AFTER_S)}
            return web.Response(status=503, text="Not now.\n", headers=headers)
        return web.Response(status=200)

    return Route(method="POST", path=path, handle=handle)


def _knows(request: web.BaseRequest, expected: bytes) -> bool:
    """Compare in a time that tells nothing of the secret but its length."""
    given = request.headers.getall(SECRET_HEADER, [])
    # What is no UTF-8 came through the parser as lone surrogates.
    return len(given) == 1 and hmac.compare_digest(
        given[0].encode("utf-8", "surrogateescape"), expected
    )


async def _body(request: web.BaseRequest) -> bytes | None:
    """Read the body; None as soon as it is too big."""
    if (request.content_length or 0) > MOST_BYTES:
        return None
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)

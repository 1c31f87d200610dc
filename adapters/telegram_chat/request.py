"""The library's requests on one aiohttp session.

Twice as fast as the library's own client for a request alone, seven times for many at once.
No error that leaves here holds a URL: the token is a part of it.
"""

import asyncio
import errno
import io
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import aiohttp
from telegram.error import BadRequest, TelegramError
from telegram.request import BaseRequest, RequestData

from adapters.telegram_chat.faults import NotSentError, UnclearError
from adapters.telegram_chat.replies import checked, object_of

LARGEST_ANSWER = 32 * 1024 * 1024  # bytes; a file from the platform has at most 20 MB
# Unused connections are given up before the platform does so: a request on one that is just
# being closed is lost, and nobody knows whether it arrived.
KEPT_S = 15
HEADERS = {
    "User-Agent": "knead",
    "Accept-Encoding": "identity",  # nothing to unpack, so nothing that grows when unpacked
}
# What aiohttp raises before a byte of the request is written: DNS, refusal, TLS, no connection
# in time, an address that is none. Everything else may have been received.
BEFORE_SENDING = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)
_TO_JSON = json.JSONEncoder(separators=(",", ":")).encode
_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a request may take; None waits without end."""

    read_s: float | None = 30  # from one piece of the answer to the next
    write_s: float | None = 10
    upload_s: float | None = 60  # in place of `write_s` where files go along
    connect_s: float | None = 10  # DNS, TCP and TLS
    pool_s: float | None = 10  # for one of the connections to become free


@dataclass(frozen=True, slots=True)
class _JsonBody:
    """The parameters of a call as JSON, made already; stands for a RequestData without files."""

    body: bytes


class AiohttpRequest(BaseRequest):
    """Sends the library's requests over at most `connections` connections, kept alive.

    Cookies are not kept, redirects not followed, and proxies in the environment not used: the
    token goes to the configured address and nowhere else. Use one instance for long polls and
    another for everything else, so that neither waits for the other.
    """

    def __init__(
        self,
        *,
        connections: int = 64,
        patience: Patience | None = None,
        largest_answer: int = LARGEST_ANSWER,
    ) -> None:
        self._connections = connections
        self._patience = patience or Patience()
        self._largest_answer = largest_answer
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Give the seconds to wait for an answer where a call does not name them."""
        return self._patience.read_s

    async def initialize(self) -> None:
        """Open; once open, nothing happens."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEPT_S),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=HEADERS,
                trust_env=False,
                auto_decompress=False,
            )

    async def shutdown(self) -> None:
        """Close, ending what is under way; `initialize` opens again."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def post_json(self, url: str, body: bytes) -> Any:
        """Post parameters that are JSON already, and give the result as JSON.

        Raises:
            TelegramError: as the library finds it in the answer, or as `do_request` does.
        """
        # The library hands its data on to `do_request` as it is.
        return await self.post(url, cast("RequestData", _JsonBody(body)))

    async def do_request(  # noqa: PLR0913, PLR0917  # the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | _JsonBody | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Give status and body of the answer; the library reads what the platform refused.

        Raises:
            NotSentError: if it was surely not carried out.
            UnclearError: if it may have been.
            FloodError: if the platform asks for a pause.
            BadRequest: if it can never be carried out.
        """
        session = self._session
        if session is None:
            raise NotSentError("Not open")
        body, kind = _body_of(request_data)
        patience = self._patience
        with_files = isinstance(body, aiohttp.FormData)
        limits = _limits(
            read_s=_seconds(read_timeout, patience.read_s),
            write_s=_seconds(write_timeout, patience.upload_s if with_files else patience.write_s),
            connect_s=_seconds(connect_timeout, patience.connect_s),
            pool_s=_seconds(pool_timeout, patience.pool_s),
        )
        fault: TelegramError
        try:
            async with session.request(
                method, url, data=body, headers=kind, timeout=limits, allow_redirects=False
            ) as response:
                status, answer = response.status, await self._read(response)
        except asyncio.CancelledError:
            if session is self._session or _is_cancelled():
                raise
            fault = UnclearError("Closed")  # aiohttp cancels its own waits when it is closed
        except Exception as error:  # noqa: BLE001  # whatever it is, it may quote the URL
            fault = _fault_of(error)
        else:
            return status, checked(status, answer, url)
        raise fault  # outside of the handler, or it would carry the error that quotes the URL

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer, and log none of it.

        Raises:
            UnclearError: if this is no answer of the Bot API.
        """
        answer = object_of(payload)
        if answer is None:
            raise UnclearError("Unreadable answer")
        return answer

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        parts: list[bytes] = []
        left = self._largest_answer
        while part := await response.content.readany():
            left -= len(part)
            if left < 0:
                raise UnclearError("Too large an answer")
            parts.append(part)
        return b"".join(parts)


def _body_of(
    data: RequestData | _JsonBody | None,
) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    """Give the body of a request and the header that tells its kind.

    JSON, as it costs a fourth of a form; a form only where files go along.
    """
    if data is None:
        return None, {}
    if isinstance(data, _JsonBody):
        return data.body, _JSON
    if not data.contains_files:
        return _TO_JSON(data.parameters).encode(), _JSON
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        if not _is_utf_8(value):
            raise BadRequest("A sign that no form can hold")  # JSON can
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        # As a file it goes piece by piece; bytes would go at once, with a warning above 1 MB.
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename, content_type=mime)
    return form, {}


def _is_utf_8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _seconds(asked: object, usual: float | None) -> float | None:
    """Give the seconds that a call names, None for no limit, else the usual ones."""
    if asked is None or isinstance(asked, int | float):
        return asked
    return usual


@lru_cache(maxsize=16)
def _limits(
    *, read_s: float | None, write_s: float | None, connect_s: float | None, pool_s: float | None
) -> aiohttp.ClientTimeout:
    """Put four limits into aiohttp's terms.

    It knows none for writing, and its limit for reading starts anew at each byte: so the sum of
    the four is the limit for the whole.
    """
    to_connect = None if connect_s is None or pool_s is None else connect_s + pool_s
    to_answer = None if read_s is None or write_s is None else read_s + write_s
    return aiohttp.ClientTimeout(
        total=None if to_connect is None or to_answer is None else to_connect + to_answer,
        connect=to_connect,
        sock_connect=connect_s,
        sock_read=read_s,
    )


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _fault_of(error: Exception) -> TelegramError:
    if isinstance(error, TelegramError):
        return error
    number = errno.errorcode.get(error.errno or 0, "") if isinstance(error, OSError) else ""
    told = f"{type(error).__name__} {number}".rstrip()
    if isinstance(error, BEFORE_SENDING):
        return NotSentError(told)
    return UnclearError(told)

"""A Bot API server that does as little as it can, in a process of its own.

It reads nothing of what it is asked that its answer does not need, and answers everybody alike:
what the floor and the bot are told is the same to the byte. Started by `python -m
bench.raw_server`; its first line is its port. What the bench asks of it lies under `/bench/`.
"""

import asyncio
import json
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

MOST_UPDATES = 100  # Bot API, getUpdates: limit
_TRUE = b'{"ok":true,"result":true}'
_ME = b'{"ok":true,"result":{"id":4242,"is_bot":true,"first_name":"Knead","username":"knead_bot"}}'
# A message as the platform tells it back, of about the size that it has there.
_MESSAGE = (
    b'{"ok":true,"result":{"message_id":%d,"from":{"id":4242,"is_bot":true,"first_name":"Knead",'
    b'"username":"knead_bot"},"chat":{"id":1000000000,"first_name":"Anna","username":"anna",'
    b'"type":"private"},"date":1804055400,"edit_date":1804055401,"text":"%b","entities":['
    b'{"offset":0,"length":24,"type":"bold"}],"link_preview_options":{"is_disabled":true},'
    b'"reply_markup":{"inline_keyboard":[[{"text":"Done","callback_data":"1-step-2s-3"},'
    b'{"text":"Back","callback_data":"1-step-2s-1"}],[{"text":"It hurts",'
    b'"callback_data":"1-hurts-2s-"}]]}}}'
)
_WORDS = b"Roll slowly, a hand's breadth at a time, and breathe. " * 5

Reply = Callable[[bytes], None]
Update = Mapping[str, Any]


class Presses:
    """Presses that come one after another, each timed until its message is drawn anew."""

    def __init__(self, made: Callable[[Update], None]) -> None:
        self._made = made
        self._loop = asyncio.get_running_loop()
        self._left: deque[Update] = deque()
        self._made_at: dict[int, float] = {}  # by chat; each presses once
        self._waits_s: list[float] = []
        self._over: Reply | None = None
        self.shown = 0

    def begin(self, updates: Sequence[Update], every_s: float, over: Reply) -> None:
        """Make them; when all are shown, tell how long each took."""
        self._left.extend(updates)
        self._waits_s, self._over = [], over
        self._next(every_s)

    def _next(self, every_s: float) -> None:
        update = self._left.popleft()
        self._made_at[update["callback_query"]["from"]["id"]] = self._loop.time()
        self._made(update)
        if self._left:
            self._loop.call_later(every_s, self._next, every_s)

    def edited(self, body: bytes) -> None:
        """Note that a message was drawn anew."""
        if self._over is None:
            return  # nobody is timed
        self._waits_s.append(self._loop.time() - self._made_at.pop(json.loads(body)["chat_id"]))
        self.shown += 1
        if not self._left and not self._made_at:
            self._over(json.dumps(self._waits_s).encode())
            self._over = None


class Desk:
    """Answers calls of the Bot API, and what the bench asks."""

    def __init__(self) -> None:
        self._presses = Presses(lambda update: self._hand_out([update]))
        self._updates: deque[Update] = deque()
        self._kept: Sequence[Update] = ()
        self._bodies: list[tuple[str, str]] | None = None  # where calls are noted
        self._message_id = 5_000_000
        self._poll: Reply | None = None
        self._waits_for_poll: Reply | None = None

    def answer(self, method: str, body: bytes, reply: Reply) -> None:
        """Answer a call, at once or when there is something to tell."""
        if method == "getUpdates":
            self._take_poll(json.loads(body).get("offset"), reply)
            return
        if self._bodies is not None:
            self._bodies.append((method, body.decode()))
        if method in {"sendMessage", "editMessageText"}:
            self._message_id += 1
            reply(_MESSAGE % (self._message_id, _WORDS))
            if method == "editMessageText":
                self._presses.edited(body)
        else:
            reply(_ME if method == "getMe" else _TRUE)

    def ask(self, what: str, given: Any, reply: Reply) -> None:
        """Do what the bench asks."""
        told: object = None
        match what:
            case "keep":
                self._kept = given
            case "hand_out":
                self._hand_out(self._kept)
            case "note":
                self._bodies = []
            case "noted":
                told, self._bodies = self._bodies, None
            case "shown":
                told = self._presses.shown
            case "press":
                self._presses.begin(given["updates"], given["every_s"], reply)
                return
            case _:
                self._waits_for_poll = reply
                return
        reply(json.dumps(told).encode())

    def _hand_out(self, updates: Sequence[Update]) -> None:
        self._updates.extend(updates)
        self._serve()

    def _take_poll(self, offset: int | None, reply: Reply) -> None:
        while self._updates and self._updates[0]["update_id"] < (offset or 0):
            self._updates.popleft()
        self._poll = reply
        if self._waits_for_poll is not None:
            self._waits_for_poll(b"null")
            self._waits_for_poll = None
        self._serve()

    def _serve(self) -> None:
        if self._poll is None or not self._updates:
            return
        reply, self._poll = self._poll, None
        batch = [self._updates[no] for no in range(min(MOST_UPDATES, len(self._updates)))]
        reply(json.dumps({"ok": True, "result": batch}).encode())


class Connection(asyncio.Protocol):
    """One connection: requests with a Content-Length or none, one after another."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._came = b""
        self._transport: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer each request that is whole."""
        self._came += data
        while (end := self._came.find(b"\r\n\r\n")) >= 0:
            head = self._came[:end].lower()
            at = head.find(b"content-length:")
            size = 0 if at < 0 else int(head[at + 15 :].split(b"\r\n", 1)[0])
            if len(self._came) < end + 4 + size:
                return
            path = self._came.split(b" ", 2)[1].decode()
            body, self._came = self._came[end + 4 : end + 4 + size], self._came[end + 4 + size :]
            self._take(path, body)

    def _take(self, path: str, body: bytes) -> None:
        whose, method = path.rsplit("/", 1)
        if whose == "/bench":
            self._desk.ask(method, json.loads(body), self._reply)
        else:
            self._desk.answer(method, body, self._reply)

    def _reply(self, body: bytes) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self._transport.write(head % len(body) + body)


async def main() -> None:
    """Serve until ended."""
    desk = Desk()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(desk), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

"""Updates that are posted to us, over real sockets: who may, how much, how fast, and what then."""

import asyncio

import pytest

from adapters.web.server import Patience
from adapters.web.webhook import MOST_BYTES, SECRET_HEADER, Taken, webhook_route
from tests.fakes.raw_http import ask, head, line_to
from tests.fakes.web_parts import BrokenUpdates, Faults, HeldUpdates, TakenUpdates, served

PATH = "/telegram"
SECRET = "Right_secret-0123456789"  # noqa: S105  # of this test alone
KNOWN = f"{SECRET_HEADER}: {SECRET}"
UPDATE = b'{"update_id":1}'
SHORT = Patience(leftover_s=0.05)


async def test_an_update_is_answered_when_it_is_kept() -> None:
    updates = TakenUpdates()
    async with served(webhook_route(PATH, SECRET, updates.take)) as port:
        reply = await ask(port, "POST", PATH, KNOWN, body=UPDATE)
    assert (reply.status, reply.body, updates.bodies) == (200, b"", [UPDATE])


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [f"{SECRET_HEADER}:"],
        [f"{SECRET_HEADER}: {SECRET}x"],
        [f"{SECRET_HEADER}: {SECRET[:-1]}"],
        [f"{SECRET_HEADER}: {SECRET.upper()}"],
        [f"{SECRET_HEADER}: Right_secret-012345678é"],
        [f"{SECRET_HEADER}: \udcff\udcfe"],
        [f"{SECRET_HEADER}: {'y' * 4000}"],
        [KNOWN, f"{SECRET_HEADER}: other"],
        [KNOWN, KNOWN],
        [f"Authorization: {SECRET}"],
    ],
    ids=[
        "none",
        "empty",
        "longer",
        "shorter",
        "capitals",
        "accent",
        "bytes",
        "very long",
        "a second",
        "twice",
        "elsewhere",
    ],
)
async def test_who_does_not_know_the_secret_is_refused(lines: list[str]) -> None:
    updates = TakenUpdates()
    async with served(webhook_route(PATH, SECRET, updates.take)) as port:
        reply = await ask(port, "POST", PATH, *lines, body=UPDATE)
    assert (reply.status, updates.bodies) == (403, [])
    assert SECRET.encode() not in reply.body


async def test_a_forged_post_is_refused_before_its_body_comes() -> None:
    updates = TakenUpdates()
    route = webhook_route(PATH, SECRET, updates.take)
    async with served(route, patience=SHORT) as port, line_to(port) as line:
        await line.say(head("POST", PATH, f"{SECRET_HEADER}: wrong", "Content-Length: 1000"))
        assert (await line.reply()).status == 403
        assert await line.is_closed()
    assert updates.bodies == []


async def test_a_header_beyond_all_measure_is_refused() -> None:
    updates = TakenUpdates()
    async with served(webhook_route(PATH, SECRET, updates.take)) as port:
        reply = await ask(port, "POST", PATH, f"{SECRET_HEADER}: {'y' * 100_000}")
    assert (reply.status, updates.bodies) == (400, [])


async def test_a_get_is_not_for_the_webhook() -> None:
    async with served(webhook_route(PATH, SECRET, TakenUpdates().take)) as port:
        assert (await ask(port, "GET", PATH, KNOWN)).status == 405


async def test_a_body_that_says_it_is_too_big_is_refused_at_once() -> None:
    updates = TakenUpdates()
    route = webhook_route(PATH, SECRET, updates.take)
    async with served(route, patience=SHORT) as port, line_to(port) as line:
        await line.say(head("POST", PATH, KNOWN, f"Content-Length: {MOST_BYTES + 1}"))
        assert (await line.reply()).status == 413
    assert updates.bodies == []


async def test_a_body_that_turns_out_too_big_is_refused() -> None:
    updates = TakenUpdates()
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    route = webhook_route(PATH, SECRET, updates.take)
    async with served(route, patience=SHORT) as port, line_to(port) as line:
        await line.say(head("POST", PATH, KNOWN, "Transfer-Encoding: chunked"))
        for _ in range(MOST_BYTES // 0x10000):
            await line.say(chunk)
        await line.say(b"1\r\n \r\n")
        assert (await line.reply()).status == 413
    assert updates.bodies == []


async def test_a_body_of_just_the_most_is_taken() -> None:
    updates = TakenUpdates()
    async with served(webhook_route(PATH, SECRET, updates.take)) as port:
        reply = await ask(port, "POST", PATH, KNOWN, body=b" " * MOST_BYTES)
    assert (reply.status, len(updates.bodies[0])) == (200, MOST_BYTES)


async def test_a_body_that_comes_in_pieces_is_taken_whole() -> None:
    updates = TakenUpdates()
    route = webhook_route(PATH, SECRET, updates.take)
    async with served(route) as port, line_to(port) as line:
        await line.say(head("POST", PATH, KNOWN, "Transfer-Encoding: chunked"))
        for byte in UPDATE:
            await line.say(b"1\r\n" + bytes([byte]) + b"\r\n")
        await line.say(b"0\r\n\r\n")
        assert (await line.reply()).status == 200
    assert updates.bodies == [UPDATE]


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    updates = TakenUpdates()
    route = webhook_route(PATH, SECRET, updates.take, body_s=0.05)
    async with served(route, patience=SHORT) as port, line_to(port) as line:
        await line.say(head("POST", PATH, KNOWN, "Content-Length: 15") + UPDATE[:5])
        assert (await line.reply()).status == 408
        assert await line.is_closed()
    assert updates.bodies == []


async def test_a_broken_body_is_refused() -> None:
    updates, faults = TakenUpdates(), Faults()
    route = webhook_route(PATH, SECRET, updates.take)
    async with served(route, faults=faults, patience=SHORT) as port, line_to(port) as line:
        await line.say(head("POST", PATH, KNOWN, "Transfer-Encoding: chunked") + b"zz\r\n")
        assert (await line.reply()).status == 400
    assert (updates.bodies, faults.kinds) == ([], [])


async def test_who_hangs_up_half_way_leaves_nothing() -> None:
    updates, faults = TakenUpdates(), Faults()
    route = webhook_route(PATH, SECRET, updates.take)
    async with served(route, faults=faults) as port:
        async with line_to(port) as line:
            await line.say(head("POST", PATH, KNOWN, "Content-Length: 15") + UPDATE[:5])
        assert (await ask(port, "POST", PATH, KNOWN, body=UPDATE)).status == 200
    assert (updates.bodies, faults.kinds) == ([UPDATE], [])


@pytest.mark.parametrize(
    "lines",
    [
        ["Content-Type: text/html"],
        ["Content-Encoding: gzip"],
        ["Content-Type: multipart/form-data"],
    ],
)
async def test_what_makes_no_sense_is_set_aside_and_must_not_come_again(lines: list[str]) -> None:
    updates = TakenUpdates(Taken.NOT_READ)
    async with served(webhook_route(PATH, SECRET, updates.take)) as port:
        reply = await ask(port, "POST", PATH, KNOWN, *lines, body=b"\x1f\x8b no JSON")
    assert (reply.status, updates.bodies) == (200, [b"\x1f\x8b no JSON"])


async def test_what_the_database_cannot_take_must_come_again() -> None:
    updates = TakenUpdates(Taken.NOT_KEPT)
    async with served(webhook_route(PATH, SECRET, updates.take)) as port, line_to(port) as line:
        await line.say(head("POST", PATH, KNOWN, "Content-Length: 2") + b"{}")
        reply = await line.reply()
        assert (reply.status, reply.header("retry-after")) == (503, "5")
        updates.says = Taken.KEPT  # and may come on the same connection
        await line.say(head("POST", PATH, KNOWN, "Content-Length: 2") + b"{}")
        assert (await line.reply()).status == 200


async def test_a_fault_of_ours_makes_it_come_again_and_quotes_nothing() -> None:
    faults = Faults()
    async with served(webhook_route(PATH, SECRET, BrokenUpdates().take), faults=faults) as port:
        reply = await ask(port, "POST", PATH, KNOWN, body=b"private words")
    assert (reply.status, b"private" in reply.body) == (500, False)
    assert faults.kinds == ["RuntimeError"]


async def test_updates_sent_at_one_go_are_taken_in_order() -> None:
    updates = TakenUpdates()
    bodies = [b'{"update_id":%d}' % number for number in range(100)]
    route = webhook_route(PATH, SECRET, updates.take)
    async with served(route) as port, line_to(port) as line:
        posts = [head("POST", PATH, KNOWN, f"Content-Length: {len(body)}") for body in bodies]
        await line.say(b"".join(post + body for post, body in zip(posts, bodies, strict=True)))
        assert [(await line.reply()).status for _ in bodies] == [200] * 100
    assert updates.bodies == bodies


async def test_a_forged_post_in_a_row_of_right_ones_ends_the_row() -> None:
    updates = TakenUpdates()
    route = webhook_route(PATH, SECRET, updates.take)
    right = head("POST", PATH, KNOWN, "Content-Length: 15") + UPDATE
    forged = head("POST", PATH, "Content-Length: 15") + UPDATE
    async with served(route, patience=SHORT) as port, line_to(port) as line:
        await line.say(right + forged + right)
        assert [(await line.reply()).status for _ in range(2)] == [200, 403]
        assert await line.is_closed()
    assert updates.bodies == [UPDATE]


async def test_many_updates_are_taken_at_once() -> None:
    updates = HeldUpdates()
    route = webhook_route(PATH, SECRET, updates.take)
    bodies = [b'{"update_id":%d}' % number for number in range(40)]  # Telegram's default
    async with served(route) as port, asyncio.TaskGroup() as group:
        posts = [group.create_task(ask(port, "POST", PATH, KNOWN, body=body)) for body in bodies]
        await updates.wait_for(40)
        assert not any(post.done() for post in posts)
        updates.let_go.set()
    assert [post.result().status for post in posts] == [200] * 40
    assert sorted(updates.ended) == sorted(bodies)


async def test_one_who_is_slow_holds_nobody_up() -> None:
    updates = TakenUpdates()
    route = webhook_route(PATH, SECRET, updates.take)
    async with served(route) as port, line_to(port) as slow:
        await slow.say(head("POST", PATH, KNOWN, "Content-Length: 15") + UPDATE[:5])
        assert (await ask(port, "POST", PATH, KNOWN, body=b"{}")).status == 200
        await slow.say(UPDATE[5:])
        assert (await slow.reply()).status == 200
    assert updates.bodies == [b"{}", UPDATE]


@pytest.mark.parametrize("secret", ["", "a b", "é", "y" * 257, "line\n"])
def test_a_secret_that_telegram_would_not_send_is_a_mistake(secret: str) -> None:
    with pytest.raises(ValueError, match="1 to 256 signs"):
        webhook_route(PATH, secret, TakenUpdates().take)

"""Check-ins and deliveries through Telegram, against the same posts by aiohttp alone."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.telegram_chat.messenger import AT_ONCE
from bench.figure import Better, Figure, ratio_figure
from bench.made_database import AGREED, CARD_AT, make_database
from bench.telegram_bot import LET_GO, RECORDED, running_bot
from bench.telegram_floor import Post, RawServer, raw_server
from bench.telegram_people import PRESSED_AT, STILL, begun, planned, presses
from bot.service.answering import HANDS

CHECK_IN_TARGET, DELIVERY_TARGET = (0.18, 0.35), (0.27, 0.60)

Rates = tuple[list[float], list[float]]  # a second: the bot's, the floor's
Send = Callable[[int], Awaitable[float]]  # a repetition; gives the seconds that it took


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much is sent."""

    count: int  # check-ins, or deliveries, in a repetition
    repetitions: int

    @property
    def people(self) -> int:
        """How many people there are; the first repetition warms up."""
        return self.count * (self.repetitions + 1)


LOAD = Load(count=500, repetitions=9)


def telegram_check_in_figures(folder: Path, load: Load = LOAD) -> Iterator[Figure]:
    """Measure the press of a score, from being fetched to its answer being let go."""
    path = folder / "telegram_check_ins.db"
    make_database(path, load.people, STILL, AGREED, begun())
    raws, floors = asyncio.run(_check_ins(path, load))
    figure = ratio_figure("telegram_check_in", Better.HIGHER, raws, floors, "check-ins/s")
    note = f"getUpdates, commit, two posts, commit; floor: the two posts alone, {HANDS} at once"
    yield replace(figure, target=CHECK_IN_TARGET[0], stretch=CHECK_IN_TARGET[1], note=note)


def telegram_delivery_figures(folder: Path, load: Load = LOAD) -> Iterator[Figure]:
    """Measure deliveries that are due at once, from the claim to the record."""
    path = folder / "telegram_deliveries.db"
    one_part_a_second = f"{CARD_AT} + (i - 1) / {load.count}"
    make_database(path, load.people, STILL, AGREED, planned(one_part_a_second, load.people))
    raws, floors = asyncio.run(_deliveries(path, load))
    figure = ratio_figure("telegram_deliveries", Better.HIGHER, raws, floors, "messages/s")
    note = f"claim, begin, sendMessage, record; floor: the posts alone, {AT_ONCE} at once"
    yield replace(figure, target=DELIVERY_TARGET[0], stretch=DELIVERY_TARGET[1], note=note)


async def _check_ins(path: Path, load: Load) -> Rates:
    async with raw_server() as server, running_bot(path, server.url, PRESSED_AT) as bot:

        async def by_the_bot(repetition: int) -> float:
            await server.ask("keep", presses(1 + repetition * load.count, load.count))
            return await _seconds(
                bot.passed.more(LET_GO, load.count),
                server.ask("hand_out"),
            )

        return await _in_turn(server, by_the_bot, load, HANDS)


async def _deliveries(path: Path, load: Load) -> Rates:
    async with raw_server() as server, running_bot(path, server.url, CARD_AT - 1) as bot:

        async def by_the_bot(repetition: int) -> float:
            return await _seconds(
                bot.passed.more(RECORDED, load.count),
                bot.go_on(CARD_AT + repetition),
            )

        return await _in_turn(server, by_the_bot, load, AT_ONCE)


async def _in_turn(server: RawServer, by_the_bot: Send, load: Load, at_once: int) -> Rates:
    """Let the floor and the bot send, one after the other; what the bot posts first is the floor."""
    rates: Rates = ([], [])
    await server.ask("note")
    await by_the_bot(0)
    groups = by_person(await server.noted(), load.count)

    async def alone(_repetition: int) -> float:
        return await _seconds(server.post(groups, at_once))

    for repetition in range(1, load.repetitions + 1):
        for send, found in zip((by_the_bot, alone), rates, strict=True):
            gc.collect()
            found.append(load.count / await send(repetition))
    return rates


async def _seconds(*works: Awaitable[object]) -> float:
    began = time.perf_counter()
    await asyncio.gather(*works)
    return time.perf_counter() - began


def by_person(noted: Sequence[Post], people: int) -> list[Sequence[Post]]:
    """Give what was posted for each person: a call of each method.

    Raises:
        ValueError: if it is not as many calls of each.
    """
    by_method: dict[str, list[Post]] = {}
    for post in noted:
        by_method.setdefault(post[0], []).append(post)
    if any(len(posts) != people for posts in by_method.values()):
        counts = ", ".join(f"{method} {len(posts)}" for method, posts in by_method.items())
        msg = f"the bot posted for {people} people: {counts}"
        raise ValueError(msg)
    return list(zip(*by_method.values(), strict=True))

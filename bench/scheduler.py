"""The scheduler's look and claim: with a million enrollments against ten thousand."""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench.figure import Better, Figure, ratio_figure
from bench.made_database import CARD_AT, PLATFORM
from bench.moments import moment_at
from bot.domain.delivery import Delivery, DeliveryState
from bot.ports.store import Tx
from bot.service import due_work, loops, outbox
from bot.service.engine import BATCH
from storage.sqlite.runner import SqliteRunner

OWNER = "bench"
TICKS, TICK_REPETITIONS = 500, 25  # short ones: a busy neighbour then spoils few
CLAIMED = 1_000
LEASE_S = 60
REPETITIONS = 7
TICK_TARGET, CLAIM_TARGET = (1.3, 1.1), (1.5, 1.15)


def tick_figures(
    small: Path, large: Path, ticks: int = TICKS, repetitions: int = TICK_REPETITIONS
) -> Iterator[Figure]:
    """Measure a look at a database in which nothing is due yet."""
    with closing(SqliteRunner.open(small)) as few, closing(SqliteRunner.open(large)) as many:
        raws, floors = _in_turn(
            partial(_tick_us, many, ticks), partial(_tick_us, few, ticks), repetitions
        )
    target, stretch = TICK_TARGET
    figure = ratio_figure("tick_empty", Better.LOWER, raws, floors, "µs")
    note = "plan_due, claim and next_at, a transaction each; nothing is due for an hour"
    yield replace(figure, target=target, stretch=stretch, note=note)


def claim_figures(
    small: Path, large: Path, limit: int = CLAIMED, repetitions: int = REPETITIONS
) -> Iterator[Figure]:
    """Measure the claim of planned deliveries, and a batch of them with its words."""
    with closing(SqliteRunner.open(small)) as few, closing(SqliteRunner.open(large)) as many:
        raws, floors = _in_turn(
            partial(_claim_ms, many, limit), partial(_claim_ms, few, limit), repetitions
        )
        worded, worded_floors = _in_turn(
            partial(_worded_ms, many, BATCH), partial(_worded_ms, few, BATCH), repetitions
        )
    target, stretch = CLAIM_TARGET
    figure = ratio_figure(f"claim_{limit}", Better.LOWER, raws, floors, "ms")
    note = "tx.deliveries.claim and its commit; every enrollment has a delivery in the queue"
    yield replace(figure, target=target, stretch=stretch, note=note)
    figure = ratio_figure(f"claim_{BATCH}_with_words", Better.LOWER, worded, worded_floors, "ms")
    yield replace(figure, note="outbox.claim: the lease, the check and the card of each")


def _in_turn(
    real: Callable[[], float], floor: Callable[[], float], repetitions: int
) -> tuple[Sequence[float], Sequence[float]]:
    """Measure one after the other, the other way round each time; the first pair warms up."""
    raws: list[float] = []
    floors: list[float] = []
    for repetition in range(repetitions + 1):
        for measure, found in sorted(
            [(real, raws), (floor, floors)],
            key=lambda pair: (pair[1] is raws) == bool(repetition % 2),
        ):
            gc.collect()
            found.append(measure())
    return raws[1:], floors[1:]


def _tick_us(runner: SqliteRunner, ticks: int) -> float:
    at = moment_at(CARD_AT - 3600)
    plan = partial(due_work.plan_due, at=at, limit=BATCH)
    claim = partial(outbox.claim, at=at, platform=PLATFORM, owner=OWNER, limit=BATCH)
    began = time.perf_counter()
    for _ in range(ticks):
        runner.run(plan)
        runner.run(claim)
        runner.run(loops.next_at)
    return (time.perf_counter() - began) / ticks * 1e6


def _claim_ms(runner: SqliteRunner, limit: int) -> float:
    lease = (CARD_AT, CARD_AT + LEASE_S)
    began = time.perf_counter()
    claimed = runner.run(
        lambda tx: tx.deliveries.claim(PLATFORM, OWNER, CARD_AT, lease, limit),
    )
    taken_ms = (time.perf_counter() - began) * 1e3
    _check_full(len(claimed), limit)
    runner.run(partial(_sent, claimed=claimed))
    return taken_ms


def _worded_ms(runner: SqliteRunner, limit: int) -> float:
    claim = partial(
        outbox.claim, at=moment_at(CARD_AT), platform=PLATFORM, owner=OWNER, limit=limit
    )
    began = time.perf_counter()
    claimed = runner.run(claim)
    taken_ms = (time.perf_counter() - began) * 1e3
    _check_full(len(claimed), limit)
    runner.run(partial(_sent, claimed=[item.delivery for item in claimed]))
    return taken_ms


def _check_full(claimed: int, limit: int) -> None:
    if claimed != limit:
        msg = f"{claimed} deliveries were claimed, not {limit}: the database is too small"
        raise ValueError(msg)


def _sent(tx: Tx, claimed: Sequence[Delivery]) -> None:
    """Let what was claimed leave the queue, as it does when it is sent."""
    for delivery in claimed:
        tx.deliveries.save(
            replace(delivery, state=DeliveryState.SENT, message_ref="m", done_at=CARD_AT)
        )

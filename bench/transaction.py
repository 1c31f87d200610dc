"""Transactions through the store, against `sqlite3` alone with one commit each."""

import asyncio
import gc
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

from bench.contenders import Contender, copy_of, open_raw_contender, open_stored_contender
from bench.figure import Better, Figure, ratio_figure
from bench.floors import Transaction, note_transactions
from bench.made_database import AGREED, BEGUN, STANDING, make_database
from bench.workloads import Fn, check_ins, presses

ONE, CEILING = "raw, one commit each", "raw, 100 to a commit"
PER_COMMIT = 100
UNIT = "transactions/s"
# The least ratio to ONE, and the one hoped for, by transactions in flight.
TARGETS = {1: (0.4, 0.6), 100: (6.0, 9.0)}
CEILING_TARGET = (0.70, 0.80)

Rates = dict[str, list[float]]  # transactions a second, a repetition each


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is run."""

    people: int
    at_once: tuple[int, ...]  # transactions in flight
    transactions: int  # in a repetition
    repetitions: int

    @property
    def count(self) -> int:
        """How many transactions there are in all; the first repetition warms up."""
        return self.transactions * (self.repetitions + 1)

    def part(self, repetition: int) -> slice:
        """Give the transactions of a repetition."""
        first = repetition * self.transactions
        return slice(first, first + self.transactions)


CHECK_INS = Size(people=20_000, at_once=(1, 10, 100, 1000), transactions=1000, repetitions=15)
PRESSES = Size(people=4_000, at_once=(1, 100), transactions=250, repetitions=15)


def check_in_figures(folder: Path, size: Size = CHECK_INS) -> Iterator[Figure]:
    """Measure the small check-in transaction: 1 select, 2 inserts, 1 update."""
    source = folder / "check_ins.db"
    make_database(source, size.people, STANDING, AGREED)
    fns = check_ins(size.count, size.people)
    noted = note_transactions(copy_of(source, "noted"), fns)
    rates = asyncio.run(_rates(source, fns, noted, size))
    for at_once in size.at_once:
        target, stretch = TARGETS.get(at_once, (None, None))
        figure = ratio_figure(
            f"sqlite_transaction_{at_once}_in_flight",
            Better.HIGHER,
            rates[_name(at_once)],
            rates[ONE],
            UNIT,
        )
        note = "check-in of 1 select, 2 inserts, 1 update; floor: raw, one commit each, FULL"
        yield replace(figure, target=target, stretch=stretch, note=note)
    if PER_COMMIT in size.at_once:
        figure = ratio_figure(
            "sqlite_transaction_vs_group_ceiling",
            Better.HIGHER,
            rates[_name(PER_COMMIT)],
            rates[CEILING],
            UNIT,
        )
        target, stretch = CEILING_TARGET
        note = "100 in flight; floor: raw, 100 transactions to a commit"
        yield replace(figure, target=target, stretch=stretch, note=note)


def press_figures(folder: Path, size: Size = PRESSES) -> Iterator[Figure]:
    """Measure the press of a score from `inbox.handle` to the commit; nothing is promised."""
    source = folder / "presses.db"
    make_database(source, size.people, STANDING, AGREED, BEGUN)
    fns = presses(size.count, size.people)
    noted = note_transactions(copy_of(source, "noted"), fns)
    rates = asyncio.run(_rates(source, fns, noted, size))
    statements = mean(len(transaction) for transaction in noted)
    for at_once in size.at_once:
        figure = ratio_figure(
            f"score_press_{at_once}_in_flight",
            Better.HIGHER,
            rates[_name(at_once)],
            rates[ONE],
            UNIT,
        )
        note = f"inbox.handle, {statements:.0f} statements; floor: the same, raw, one commit each"
        yield replace(figure, note=note)


async def _rates(
    source: Path, fns: Sequence[Fn], noted: Sequence[Transaction], size: Size
) -> Rates:
    rates: Rates = defaultdict(list)
    gc.freeze()  # what is kept for later parts is nobody's garbage
    async with AsyncExitStack() as opened:
        contenders: dict[str, Contender] = {
            ONE: open_raw_contender(source, noted, 1, opened),
            CEILING: open_raw_contender(source, noted, PER_COMMIT, opened),
        }
        for at_once in size.at_once:
            contenders[_name(at_once)] = await open_stored_contender(source, fns, at_once, opened)
        for repetition in range(size.repetitions + 1):
            for name, contender in _from_another(contenders, repetition):
                gc.collect()
                began = time.perf_counter()
                await contender.run(size.part(repetition))
                if repetition:
                    rates[name].append(size.transactions / (time.perf_counter() - began))
    return rates


def _from_another(
    contenders: dict[str, Contender], repetition: int
) -> Sequence[tuple[str, Contender]]:
    """Begin with another one each time, so that none always runs behind the same neighbour."""
    names = list(contenders)
    shift = repetition % len(names)
    return [(name, contenders[name]) for name in names[shift:] + names[:shift]]


def _name(at_once: int) -> str:
    return f"{at_once} in flight"

"""Every point at which a bot on Telegram can be killed, and what is killed in which life."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

KILLS_A_LIFE = 25
BY_WEBHOOK = 4  # of so many lives one takes its updates by webhook


@dataclass(frozen=True, slots=True)
class Kill:
    """End a process as it passes a point for the nth time."""

    point: str
    nth: int = 1


# At a first start alone.
FIRST_START = ("migrate.before_commit", "migrate.after_commit", "migrate.before_placed")

# Points passed in every life; each process is killed at a passing from the first to this one.
LATEST = {
    "programs.after_commit": 1,
    "start.recovered": 1,
    "start.erased": 1,
    "store.before_commit": 24,
    "store.after_commit": 24,
    "receive.before": 6,
    "receive.after_commit": 6,
    "answer.before": 6,
    "answer.after_send": 6,
    "answer.after_commit": 6,
    "work.before": 6,
    "plan.after_commit": 6,
    "work.after": 6,
    "redraw.after": 3,
    "claim.after_commit": 2,
    "begin.after_commit": 4,
    "send.after": 4,
    "record.after_commit": 4,
    "clock.after_commit": 3,
    "erase.after_mark": 1,
    "erase.after_commit": 1,
    "store.before_scrub": 1,
    "store.after_scrub": 1,
}
POLLING = {"poll.fetched": 6, "poll.kept": 6}
POSTS = {"webhook.kept": 6}

ERASING = frozenset(
    {"erase.after_mark", "erase.after_commit", "store.before_scrub", "store.after_scrub"}
)
# Passed only where another kill came before: an erasure that was begun and not ended.
AFTER = {"start.erased": "erase.after_mark"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The kills of one life, in order."""

    seed: int
    by_webhook: bool
    kills: Sequence[Kill]


def plans(count: int) -> list[Plan]:
    """Plan at least so many kills, as many lives as that takes; each point has its turn."""
    dealt = {by_webhook: _dealt(by_webhook=by_webhook) for by_webhook in (False, True)}
    lives: list[Plan] = []
    for seed in range(-(-count // KILLS_A_LIFE)):
        by_webhook = seed % BY_WEBHOOK == BY_WEBHOOK - 1
        kills = tuple(islice(dealt[by_webhook], KILLS_A_LIFE))
        if kills[0].point in AFTER:  # the life before ended between the two
            kills = (Kill(AFTER[kills[0].point]), *kills)
        lives.append(Plan(seed=seed, by_webhook=by_webhook, kills=kills))
    return lives


def _dealt(*, by_webhook: bool) -> Iterator[Kill]:
    """Give kills without end: all points in some order, then all in another."""
    latest = LATEST | (POSTS if by_webhook else POLLING)
    draw = random.Random(by_webhook)  # noqa: S311  # the same kills in each run
    while True:
        for point in draw.sample(sorted(latest), len(latest)):
            if point in AFTER:
                yield Kill(AFTER[point])
            yield Kill(point, draw.randint(1, latest[point]))

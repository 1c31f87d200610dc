"""`/metrics` for Prometheus: counts and times of the bot's work, by platform and outcome.

No label ever says anything about a person: a label is a platform, an outcome or a version.
Each name is told in docs/reference/metrics.md.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from math import nan
from typing import assert_never

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from adapters.web.health import PollAge
from adapters.web.server import Route
from bot.domain.address import Platform
from bot.domain.delivery import Rejected, RetryLater, SendOutcome, Sent, Unknown, Unreachable

ANSWER_BUCKETS_S = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
DELIVERY_BUCKETS_S = (1, 2, 5, 10, 30, 60, 120, 300, 900, 3600)
WITHIN_S = 3.0

Age = Callable[[], Awaitable[float]]


class _Outcome(StrEnum):
    """Values of the label `outcome`."""

    SENT = "sent"
    RETRY_LATER = "retry_later"
    UNREACHABLE = "unreachable"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


class PrometheusMeter:
    """Counts in a registry of its own; `real_s` is real time, in seconds from anywhere.

    Every platform of `platforms` has its rows from the start, so that a rate can be taken of the
    first event; one in `polling` counts as polled when the meter is made.
    """

    def __init__(
        self,
        version: str,
        platforms: Sequence[Platform],
        polling: Sequence[Platform] = (),
        real_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._real_s = real_s
        self._worked_s = real_s()
        self._polled_s = dict.fromkeys(polling, self._worked_s)
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        Info("knead_build", "The version that runs.", registry=registry).info({"version": version})
        self._oldest_due = Gauge(
            "knead_oldest_due_age_seconds",
            "How long the oldest thing that is due has waited; 0 if nothing is late.",
            registry=registry,
        )
        Gauge(
            "knead_round_age_seconds",
            "Since due work was last done, or a delivery tried.",
            registry=registry,
        ).set_function(self.round_age_s)
        self._polls = Gauge(
            "knead_poll_age_seconds",
            "Since the platform was last asked for updates and replied as it should.",
            ["platform"],
            registry=registry,
        )
        self._deliveries = Counter(
            "knead_deliveries",
            "Attempts to send what was due, by what became of them.",
            ["platform", "outcome"],
            registry=registry,
        )
        self._answers = Counter(
            "knead_answers",
            "Answers, by what became of them in the end.",
            ["platform", "outcome"],
            registry=registry,
        )
        self._set_aside = Counter(
            "knead_updates_set_aside",
            "Updates that could not be read or handled.",
            ["platform"],
            registry=registry,
        )
        self._answer_s = Histogram(
            "knead_answer_seconds",
            "From an answer made to its acceptance.",
            ["platform"],
            buckets=ANSWER_BUCKETS_S,
            registry=registry,
        )
        self._delivery_s = Histogram(
            "knead_delivery_delay_seconds",
            "From a delivery due to its message accepted.",
            ["platform"],
            buckets=DELIVERY_BUCKETS_S,
            registry=registry,
        )
        for platform in platforms:
            self._show(platform)

    def _show(self, platform: Platform) -> None:
        self._set_aside.labels(platform)
        self._answer_s.labels(platform)
        self._delivery_s.labels(platform)
        for outcome in _Outcome:
            self._deliveries.labels(platform, outcome)
            self._answers.labels(platform, outcome)

    def delivery(self, platform: Platform, outcome: SendOutcome, seconds: float) -> None:
        """Count an attempt to send a delivery; its delay only if it was accepted."""
        self._worked_s = self._real_s()
        self._deliveries.labels(platform, _named(outcome)).inc()
        if isinstance(outcome, Sent):
            self._delivery_s.labels(platform).observe(max(0.0, seconds))

    def answer(self, platform: Platform, outcome: SendOutcome, seconds: float) -> None:
        """Count an attempt to answer; its time only if it was accepted."""
        self._answers.labels(platform, _named(outcome)).inc()
        if isinstance(outcome, Sent):
            self._answer_s.labels(platform).observe(max(0.0, seconds))

    def set_aside(self, platform: Platform) -> None:
        """Count an update that could not be read or handled."""
        self._set_aside.labels(platform).inc()

    def polled(self, platform: Platform) -> None:
        """Note that the platform was just asked for updates and replied as it should."""
        self._polled_s[platform] = self._real_s()

    def round_done(self) -> None:
        """Note that a round of due work just ended well."""
        self._worked_s = self._real_s()

    def round_age_s(self) -> float:
        """Give how long ago due work was last done, a delivery tried, or the meter made."""
        return self._real_s() - self._worked_s

    def poll_ages(self) -> tuple[PollAge, ...]:
        """Give for each polled platform how long ago it last replied, or the meter was made."""
        now_s = self._real_s()
        return tuple(PollAge(platform, now_s - at_s) for platform, at_s in self._polled_s.items())

    def exposition(self, oldest_due_age_s: float) -> bytes:
        """Give everything as Prometheus reads it."""
        self._oldest_due.set(oldest_due_age_s)
        for poll in self.poll_ages():
            self._polls.labels(poll.platform).set(poll.age_s)
        return generate_latest(self.registry)


def metrics_route(
    meter: PrometheusMeter, oldest_due_age_s: Age, within_s: float = WITHIN_S
) -> Route:
    """Give the route of `/metrics`.

    The age of what is due is asked for at each scrape; NaN if that takes longer than `within_s`
    or does not work, and the rest is given all the same.
    """

    async def handle(_request: web.BaseRequest) -> web.Response:
        try:
            async with asyncio.timeout(within_s):
                age_s = await oldest_due_age_s()
        except Exception:  # noqa: BLE001  # what it is, /healthz tells instead
            age_s = nan
        return web.Response(
            body=meter.exposition(age_s), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    return Route(method="GET", path="/metrics", handle=handle)


def _named(outcome: SendOutcome) -> _Outcome:
    match outcome:
        case Sent():
            return _Outcome.SENT
        case RetryLater():
            return _Outcome.RETRY_LATER
        case Unreachable():
            return _Outcome.UNREACHABLE
        case Rejected():
            return _Outcome.REJECTED
        case Unknown():
            return _Outcome.UNKNOWN
        case _:
            assert_never(outcome)

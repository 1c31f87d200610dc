"""`/healthz`: is the bot well enough to be left alone? Names of checks and numbers, nothing else."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from adapters.web.server import Route
from bot.domain.address import Platform

# The bot looks for work every 30 s at the latest, and one send ends within a minute.
MOST_ROUND_AGE_S = 120
# A long poll lasts 50 s at most (Bot API getUpdates); two in a row may fail.
MOST_POLL_AGE_S = 150
WITHIN_S = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    age_s: int | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """What was found; it is well if every check is."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Tell whether nothing is wrong."""
        return all(check.ok for check in self.checks)

    def as_json(self) -> str:
        """Give it as one JSON object."""
        checks = {
            check.name: {"ok": check.ok} | ({} if check.age_s is None else {"age_s": check.age_s})
            for check in self.checks
        }
        return json.dumps({"ok": self.ok, "checks": checks})


@dataclass(frozen=True, slots=True)
class PollAge:
    """How long ago a platform was last asked for updates and replied as it should."""

    platform: Platform
    age_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What a bot shows of itself, to be judged."""

    is_database_answering: bool
    round_age_s: float  # since due work was last done, or a delivery tried
    oldest_due_age_s: float | None  # 0 if nothing is late; None if it could not be asked
    polls: tuple[PollAge, ...]  # none for a platform that posts its updates to us


Look = Callable[[], Awaitable[Health]]


def judge(signs: Signs) -> Health:
    """Judge what a bot shows.

    The age of what is due is told and never held against it: with a platform down, or thousands
    of cards at one hour, it grows though nothing is wrong that a restart would cure.
    """
    due = signs.oldest_due_age_s
    return Health(
        (
            Check(name="database", ok=signs.is_database_answering),
            Check(
                name="round",
                ok=signs.round_age_s <= MOST_ROUND_AGE_S,
                age_s=int(signs.round_age_s),
            ),
            Check(name="oldest_due", ok=True, age_s=None if due is None else int(due)),
            *(
                Check(
                    name=f"{poll.platform}_poll",
                    ok=poll.age_s <= MOST_POLL_AGE_S,
                    age_s=int(poll.age_s),
                )
                for poll in signs.polls
            ),
        )
    )


def health_route(look: Look, within_s: float = WITHIN_S) -> Route:
    """Give the route of `/healthz`: 200 if well, 503 if not.

    A look that takes longer than `within_s` is an answer too: 503.
    """

    async def handle(_request: web.BaseRequest) -> web.Response:
        try:
            async with asyncio.timeout(within_s):
                found = await look()
        except TimeoutError:
            found = Health((Check(name="look_in_time", ok=False),))
        return web.Response(
            status=200 if found.ok else 503,
            text=found.as_json() + "\n",
            content_type="application/json",
            headers={"Cache-Control": "no-store"},
        )

    return Route(method="GET", path="/healthz", handle=handle)

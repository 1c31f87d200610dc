"""`/healthz` and its probe: what counts as well, and that nobody waits for the answer."""

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from adapters.web.health import (
    MOST_POLL_AGE_S,
    MOST_ROUND_AGE_S,
    Check,
    Health,
    PollAge,
    Signs,
    health_route,
    judge,
)
from adapters.web.probe import probe
from bot.domain.address import Platform
from tests.fakes.raw_http import PATIENCE_S, ask
from tests.fakes.web_parts import Faults, never_ending, served

WELL = Signs(
    is_database_answering=True,
    round_age_s=MOST_ROUND_AGE_S,
    oldest_due_age_s=7200.5,
    polls=(PollAge(Platform.TELEGRAM, MOST_POLL_AGE_S),),
)


def test_a_bot_that_works_is_well_however_late_its_work_is() -> None:
    health = judge(WELL)
    assert health.ok
    assert json.loads(health.as_json()) == {
        "ok": True,
        "checks": {
            "database": {"ok": True},
            "round": {"ok": True, "age_s": 120},
            "oldest_due": {"ok": True, "age_s": 7200},
            "telegram_poll": {"ok": True, "age_s": 150},
        },
    }


@pytest.mark.parametrize(
    ("signs", "name"),
    [
        (replace(WELL, is_database_answering=False), "database"),
        (replace(WELL, round_age_s=MOST_ROUND_AGE_S + 0.1), "round"),
        (
            replace(WELL, polls=(PollAge(Platform.TELEGRAM, MOST_POLL_AGE_S + 0.1),)),
            "telegram_poll",
        ),
    ],
)
def test_each_sign_of_illness_is_named(signs: Signs, name: str) -> None:
    health = judge(signs)
    assert not health.ok
    assert [check.name for check in health.checks if not check.ok] == [name]


def test_what_could_not_be_asked_has_no_age_and_no_poll_is_no_fault() -> None:
    health = judge(replace(WELL, oldest_due_age_s=None, polls=()))
    assert health.ok
    assert Check(name="oldest_due", ok=True) in health.checks
    assert len(health.checks) == 3


@pytest.mark.parametrize(("ok", "status"), [(True, 200), (False, 503)])
async def test_the_answer_is_json_with_its_status(ok: bool, status: int) -> None:  # noqa: FBT001  # a case
    async def look() -> Health:
        return Health((Check(name="database", ok=ok),))

    async with served(health_route(look)) as port:
        reply = await ask(port, "GET", "/healthz")
    assert (reply.status, json.loads(reply.body)["ok"]) == (status, ok)
    assert (reply.header("content-type") or "").startswith("application/json")
    assert reply.header("cache-control") == "no-store"


async def test_a_look_that_hangs_is_an_answer_too() -> None:
    async def look() -> Health:
        await never_ending()
        raise AssertionError

    async with served(health_route(look, within_s=0.05)) as port:
        reply = await ask(port, "GET", "/healthz")
    assert reply.status == 503
    assert json.loads(reply.body) == {"ok": False, "checks": {"look_in_time": {"ok": False}}}


async def test_a_look_that_raises_is_no_health() -> None:
    async def look() -> Health:
        raise LookupError("private words")

    faults = Faults()
    async with served(health_route(look), faults=faults) as port:
        reply = await ask(port, "GET", "/healthz")
    assert (reply.status, b"private" in reply.body, faults.kinds) == (500, False, ["LookupError"])


@pytest.mark.parametrize(("ok", "code"), [(True, 0), (False, 1)])
async def test_the_probe_asks_and_its_exit_code_says_it(ok: bool, code: int) -> None:  # noqa: FBT001  # a case
    async def look() -> Health:
        return Health((Check(name="database", ok=ok),))

    async with served(health_route(look)) as port:
        done = await asyncio.to_thread(run_probe, str(port))
    assert done.returncode == code
    assert json.loads(done.stdout)["ok"] is ok
    assert done.stderr == ""


def run_probe(port: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "adapters.web.probe"],
        env={**os.environ, "KNEAD_HTTP_PORT": port},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


@pytest.mark.parametrize("port", ["", "eighty", "²", "-1", " 80", "9" * 5000])
def test_the_probe_needs_a_port(port: str) -> None:
    assert probe({"KNEAD_HTTP_PORT": port}) == (
        False,
        "KNEAD_HTTP_PORT: set the port on which /healthz answers",
    )


def test_the_probe_says_when_nobody_answers() -> None:
    assert probe({"KNEAD_HTTP_PORT": "1"}) == (
        False,
        "no answer on port 1 (ConnectionRefusedError)",
    )

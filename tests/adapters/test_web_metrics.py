"""`/metrics`: what is counted, how late it may be, and that no label is about a person."""

import math
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from adapters.web.health import PollAge
from adapters.web.metrics import PrometheusMeter, metrics_route
from bot.domain.address import Platform
from bot.domain.delivery import Rejected, RetryLater, SendOutcome, Sent, Unknown, Unreachable
from bot.ports.meter import Meter, NoMeter
from tests.fakes.raw_http import PATIENCE_S, ask
from tests.fakes.web_parts import never_ending, served

TELEGRAM, DISCORD = Platform.TELEGRAM, Platform.DISCORD
REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "metrics.md"
PRIVATE = "person 42 blocked us"
OUTCOMES: list[tuple[SendOutcome, str]] = [
    (Sent(PRIVATE), "sent"),
    (RetryLater(PRIVATE, 3), "retry_later"),
    (Unreachable(PRIVATE), "unreachable"),
    (Rejected(PRIVATE), "rejected"),
    (Unknown(PRIVATE), "unknown"),
]


class RealTime:
    """Real time that a test moves on."""

    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


def made(real_s: RealTime | None = None) -> PrometheusMeter:
    return PrometheusMeter("1.2.3", [TELEGRAM], [TELEGRAM], real_s or RealTime())


def value(meter: PrometheusMeter, name: str, **labels: str) -> float:
    found = meter.registry.get_sample_value(name, labels)
    assert found is not None, (name, labels)
    return found


def used() -> PrometheusMeter:
    """A meter on which everything happened."""
    meter = made()
    for outcome, _ in OUTCOMES:
        meter.delivery(DISCORD, outcome, 2)
        meter.answer(DISCORD, outcome, 2)
    meter.set_aside(DISCORD)
    meter.polled(DISCORD)
    meter.round_done()
    return meter


@pytest.mark.parametrize(("outcome", "name"), OUTCOMES)
def test_deliveries_and_answers_are_counted_by_outcome(outcome: SendOutcome, name: str) -> None:
    meter = made()
    assert value(meter, "knead_deliveries_total", platform="telegram", outcome=name) == 0
    meter.delivery(TELEGRAM, outcome, 1)
    meter.answer(TELEGRAM, outcome, 1)
    meter.answer(TELEGRAM, outcome, 1)
    assert value(meter, "knead_deliveries_total", platform="telegram", outcome=name) == 1
    assert value(meter, "knead_answers_total", platform="telegram", outcome=name) == 2


def test_only_what_was_accepted_has_a_time() -> None:
    meter = made()
    for outcome, _ in OUTCOMES:
        meter.delivery(TELEGRAM, outcome, 90)
        meter.answer(TELEGRAM, outcome, 0.2)
    assert value(meter, "knead_delivery_delay_seconds_count", platform="telegram") == 1
    assert value(meter, "knead_delivery_delay_seconds_bucket", platform="telegram", le="60.0") == 0
    assert (
        value(meter, "knead_delivery_delay_seconds_bucket", platform="telegram", le="120.0") == 1
    )
    assert value(meter, "knead_answer_seconds_count", platform="telegram") == 1
    assert value(meter, "knead_answer_seconds_sum", platform="telegram") == 0.2


def test_a_clock_that_was_set_back_takes_nothing_off() -> None:
    meter = made()
    meter.delivery(TELEGRAM, Sent("1"), -5)
    meter.answer(TELEGRAM, Sent("1"), -5)
    assert value(meter, "knead_delivery_delay_seconds_sum", platform="telegram") == 0
    assert value(meter, "knead_answer_seconds_sum", platform="telegram") == 0


def test_what_was_given_up_or_set_aside_is_counted() -> None:
    meter = made()
    meter.set_aside(TELEGRAM)
    assert value(meter, "knead_updates_set_aside_total", platform="telegram") == 1


def test_ages_count_from_the_start_and_again_from_each_sign_of_life() -> None:
    real_s = RealTime()
    meter = made(real_s)
    real_s.s += 40
    assert meter.round_age_s() == 40
    assert meter.poll_ages() == (PollAge(TELEGRAM, 40),)
    meter.round_done()
    meter.polled(TELEGRAM)
    real_s.s += 3
    assert meter.round_age_s() == 3
    assert meter.poll_ages() == (PollAge(TELEGRAM, 3),)


def test_a_long_round_lives_as_long_as_its_deliveries_go_out() -> None:
    real_s = RealTime()
    meter = made(real_s)
    real_s.s += 500
    meter.delivery(TELEGRAM, RetryLater("429"), 0)
    assert meter.round_age_s() == 0


def test_no_label_and_no_value_of_one_is_about_a_person() -> None:
    meter = used()
    allowed = {
        "platform": {"telegram", "discord"},
        "outcome": {name for _, name in OUTCOMES},
        "version": {"1.2.3"},
    }
    text = meter.exposition(0).decode()
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            for label, given in sample.labels.items():
                if label != "le":
                    assert given in allowed[label], (sample.name, label, given)
    assert PRIVATE not in text


def test_the_reference_names_every_metric_and_no_other() -> None:
    families = text_string_to_metric_families(used().exposition(0).decode())
    given = {family.name for family in families}
    own = {name for name in given if name.startswith("knead_") and not name.endswith("_created")}
    counters = {"knead_deliveries", "knead_answers", "knead_updates_set_aside"}
    told = set(re.findall(r"^\| `(knead_[a-z_]+)`", REFERENCE.read_text("utf-8"), re.MULTILINE))
    assert told == {f"{name}_total" if name in counters else name for name in own}


def test_a_meter_counts_in_a_registry_of_its_own() -> None:
    before = {family.name for family in REGISTRY.collect()}
    used()
    used()
    assert {family.name for family in REGISTRY.collect()} == before
    assert not any(name.startswith("knead") for name in before)


async def test_a_scrape_asks_how_late_the_oldest_is() -> None:
    async def age() -> float:
        return 12.5

    async with served(metrics_route(made(), age)) as port:
        reply = await ask(port, "GET", "/metrics")
    assert reply.status == 200
    assert (reply.header("content-type") or "").startswith("text/plain; version=")
    assert b"knead_oldest_due_age_seconds 12.5\n" in reply.body
    assert b'knead_poll_age_seconds{platform="telegram"} 0.0\n' in reply.body
    assert b'knead_build_info{version="1.2.3"} 1.0\n' in reply.body


async def never() -> float:
    await never_ending()
    raise AssertionError


async def raises() -> float:
    raise LookupError


@pytest.mark.parametrize("age", [never, raises])
async def test_a_database_that_does_not_answer_leaves_the_rest(age: object) -> None:
    meter = made()
    async with served(metrics_route(meter, age, within_s=0.05)) as port:
        reply = await ask(port, "GET", "/metrics")
    assert reply.status == 200
    assert math.isnan(value(meter, "knead_oldest_due_age_seconds"))
    assert b"knead_answers_total{" in reply.body


def test_where_nothing_is_counted_everything_may_be_told() -> None:
    meter: Meter = NoMeter()
    for outcome, _ in OUTCOMES:
        meter.delivery(TELEGRAM, outcome, 1)
        meter.answer(TELEGRAM, outcome, 1)
    meter.set_aside(TELEGRAM)
    meter.polled(TELEGRAM)
    meter.round_done()


@pytest.mark.parametrize("module", ["bot.cli", "bot.ports.meter", "adapters.web.probe"])
def test_who_runs_the_terminal_alone_does_not_wait_for_the_web(module: str) -> None:
    listed = f"import {module}, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", listed],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert not {"aiohttp", "prometheus_client", "telegram"} & set(done.stdout.split())

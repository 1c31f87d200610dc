"""kill -9 of a bot on Telegram, while people answer and sessions go out."""

import os
import random
import socket
from pathlib import Path

import pytest

from bot.config import Config
from bot.wiring import verify_ledger
from tests.crash.driver import Bots
from tests.crash.life import make_database
from tests.emulators.telegram import ThreadedEmulator
from tests.kills.life import Ground, Life
from tests.kills.people import Somebody
from tests.kills.points import FIRST_START, Kill, Plan, plans

# Two hundred with those of the two tests below; a thousand take some minutes.
KILLS = int(os.environ.get("KNEAD_TEST_KILLS", "185"))
PEOPLE = ("Ada", "Ben", "Cyd", "Dan")
FIRST_USER = 11
SENDS = 12  # cut short one after the other: cards, their second sends, and nudges
PATH = "/telegram"


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def ground_in(folder: Path, emulator: ThreadedEmulator, *, by_webhook: bool) -> Ground:
    database, log = folder / "bot.db", folder / "bot.log"
    if not by_webhook:
        return Ground(database=database, log=log)
    port = free_port()
    emulator.webhook.behind = f"http://127.0.0.1:{port}"
    url = f"https://knead.example.org{PATH}"
    return Ground(database=database, log=log, webhook_url=url, http_port=port)


def people_at(emulator: ThreadedEmulator, seed: int) -> list[Somebody]:
    group = emulator.group("Knees")
    people: list[Somebody] = []
    for number, name in enumerate(PEOPLE):
        person = emulator.person(FIRST_USER + number, first_name=name)
        group.joins(person)
        draw = random.Random(100 * seed + number)  # noqa: S311  # the same for the same seed
        somebody = Somebody(person=person, draw=draw, group=group, bot_name=str(emulator.username))
        people.append(somebody)
    return people


def live(bots: Bots, emulator: ThreadedEmulator, folder: Path, plan: Plan) -> Life:
    """Live a life with its kills, and hold the bot to all that must be so at its end."""
    ground = ground_in(folder, emulator, by_webhook=plan.by_webhook)
    if plan.kills[0].point not in FIRST_START:
        make_database(ground.database)
    life = Life(bots, emulator, ground, people_at(emulator, plan.seed), plan)
    try:
        life.live()
    finally:
        life.end()
    assert life.killed == [kill.point for kill in plan.kills]
    assert emulator.faults_of_ours == []
    log = ground.log.read_text()
    assert "Traceback" not in log, log[-5000:]
    assert "[error" not in log, log[-5000:]
    database_url = f"sqlite:///{ground.database}"
    report = verify_ledger(Config(_env_file=None, database_url=database_url))
    assert report.findings == (), report.as_text()
    return life


@pytest.mark.parametrize("plan", plans(KILLS), ids=lambda plan: str(plan.seed))
def test_a_bot_killed_among_people_loses_nothing_that_was_acknowledged(
    telegram_bots: Bots, emulator: ThreadedEmulator, tmp_path: Path, plan: Plan
) -> None:
    live(telegram_bots, emulator, tmp_path, plan)


def test_what_was_on_its_way_at_a_kill_comes_again_only_if_it_is_a_card(
    telegram_bots: Bots, emulator: ThreadedEmulator, tmp_path: Path
) -> None:
    plan = Plan(seed=0, by_webhook=False, kills=(Kill("send.after"),) * SENDS)
    live(telegram_bots, emulator, tmp_path, plan)


def test_a_first_start_on_telegram_that_was_killed_is_made_up_by_the_next(
    telegram_bots: Bots, emulator: ThreadedEmulator, tmp_path: Path
) -> None:
    plan = Plan(seed=0, by_webhook=False, kills=tuple(map(Kill, FIRST_START)))
    live(telegram_bots, emulator, tmp_path, plan)

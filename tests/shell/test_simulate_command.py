"""`knead simulate` as scripts use it: one line of JSON, an exit code, and a command to replay."""

import json
import shlex

import pytest

from bot import simulate
from bot.config import read_config
from bot.simulate import LEAST_DAYS_OF_PLANT, LEAST_PEOPLE_OF_PLANT, Order, run_order
from bot.simulation.plants import PLANTS
from bot.simulation.report import FINAL
from bot.simulation.rules import Rule
from tests.shell.command_line import Knead

# A plant that is noticed in nearly every world, and early.
LOUD = "names_in_log"


def test_the_last_line_is_json_with_what_scripts_read(knead: Knead) -> None:
    ended = knead("simulate", "--people", "14", "--days", "5", "--seed", "3", "--json")
    told = json.loads(ended.out.splitlines()[-1])
    assert {"digest", "broken", "people", "days", "seconds", "occurrences"} <= told.keys()
    assert (told["people"], told["days"]) == (14, 5)
    assert list(told["occurrences"]) == list(FINAL)
    assert told["occurrences"]["sent"] > 0
    assert told["rules"].keys() == set(Rule)
    assert ended.code == (1 if told["broken"] else 0)


def test_the_names_of_the_plants_are_printed_one_a_line(knead: Knead) -> None:
    assert knead("simulate", "--plant", "list").out.split() == list(PLANTS)
    assert len(PLANTS) >= 12


def test_a_plant_that_is_not_there_is_refused_with_the_way_to_the_list(knead: Knead) -> None:
    ended = knead("simulate", "--plant", "nothing")
    assert ended.code == 2
    assert "nothing" in ended.err
    assert "--plant list" in ended.err


def test_a_broken_promise_ends_with_an_error_and_the_command_that_shows_it_again(
    knead: Knead,
) -> None:
    ended = knead("simulate", "--people", "1", "--days", "1", "--plant", LOUD, "--json")
    told = json.loads(ended.out)
    assert (ended.code, told["people"], told["days"]) == (
        1,
        LEAST_PEOPLE_OF_PLANT,
        LEAST_DAYS_OF_PLANT,
    )
    assert told["rules"][Rule.PRIVATE]["examples"]
    [command] = [line for line in ended.err.splitlines() if line.startswith("replay: ")]
    again = knead(*shlex.split(command.removeprefix("replay: knead ")), "--json")
    assert json.loads(again.out)["broken"] == told["broken"]


def test_many_worlds_on_many_cores_live_what_they_live_on_one(
    knead: Knead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulate, "PEOPLE_A_WORLD", 4)
    order = Order(people=10, days=3, seed=5)
    on_all = run_order(read_config(), order).report
    monkeypatch.setattr(simulate, "cores", lambda: 1)
    on_one = run_order(read_config(), order).report
    assert len(on_one.digests) == 3
    assert on_all.digests == on_one.digests
    assert on_all.tally.looked == on_one.tally.looked

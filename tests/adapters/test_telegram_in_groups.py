"""What people in groups see of the bot, over real sockets: one line, in the right place."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.adapters.live_telegram import LiveTelegram
from tests.emulators.telegram.faults import Delay, Gate
from tests.emulators.telegram.groups import Group
from tests.emulators.telegram.log import Arrived
from tests.emulators.telegram.model import GENERAL, Message
from tests.service.shelf import english

TODAY = "/today@knead_test_bot"


def told(group: Group) -> list[Message]:
    return group.chat.from_bot


def cells(database: Path) -> dict[str, list[str]]:
    """Give all that stands in each table of a database."""
    with closing(sqlite3.connect(database)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        rows = {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608  # its own names
            for (name,) in names.fetchall()
        }
    return {name: [str(cell) for row in found for cell in row] for name, found in rows.items()}


async def asks_while(live: LiveTelegram, group: Group, thread_id: int | None = None) -> Gate:
    """Let somebody ask, and hold the answer back on its way until the gate opens."""
    gate = Gate()
    live.emulator.fail_next("sendMessage", Delay(until=gate))
    group.says(group.creator, TODAY, thread_id=thread_id)
    arrived = live.emulator.log
    await live.emulator.wait_for(
        lambda: any(one.method == "sendMessage" for one in arrived.of(Arrived))
    )
    return gate


async def test_a_command_gets_one_line_with_a_link_and_leaves_nobody_behind(
    live: LiveTelegram,
) -> None:
    group = live.emulator.group("Knees")
    await live.heard(group.says(group.creator, TODAY))
    say, (line,) = english(), told(group)
    assert line.text == f"{say('group.privately')} {say('group.open')}"
    assert [(one.type, one.of(line.text), one.url) for one in line.entities] == [
        ("text_link", say("group.open"), "https://t.me/knead_test_bot")
    ]
    assert (line.buttons, line.silent) == ((), True)
    kept = cells(live.config.database)
    for table in ("person", "account", "conversation", "owed_answer"):
        assert kept[table] == [], table
    nobody = str(group.creator.user_id)
    assert not [table for table, row in kept.items() if nobody in " ".join(row)]


async def test_talk_and_others_commands_get_nothing_though_all_can_be_read(
    live: LiveTelegram,
) -> None:
    group = live.emulator.group("Knees")
    added = group.adds_bot(status="administrator")
    said = ("my knee hurts", "stop", "/today@other_bot", "/roll 6", "7")
    await live.heard(added, *(group.says(group.creator, text) for text in said))
    assert told(group) == []
    assert cells(live.config.database)["account"] == []


async def test_an_answer_stands_in_the_topic_of_its_question(live: LiveTelegram) -> None:
    group = live.emulator.group("Knees", forum=True)
    topic = group.opens_topic("Sore")
    await live.heard(
        group.says(group.creator, TODAY, thread_id=topic),
        group.says(group.creator, TODAY, thread_id=GENERAL),
    )
    assert [message.thread_id for message in told(group)] == [topic, None]
    threads = [
        one.given.get("message_thread_id") for one in live.emulator.log.requests("sendMessage")
    ]
    assert threads == [str(topic), None]


@pytest.mark.parametrize("end", ["closes_topic", "deletes_topic"])
async def test_where_the_topic_is_no_more_the_answer_stands_in_the_group(
    live: LiveTelegram, end: str
) -> None:
    group = live.emulator.group("Knees", forum=True)
    topic = group.opens_topic("Sore")
    gate = await asks_while(live, group, topic)
    getattr(group, end)(topic)
    gate.open()
    await live.emulator.wait_for(lambda: told(group))
    await live.side.answering.is_empty()
    assert [message.thread_id for message in told(group)] == [None]


async def test_a_group_that_moves_meanwhile_is_answered_where_it_went(live: LiveTelegram) -> None:
    group = live.emulator.group("Knees")
    gate = await asks_while(live, group)
    moved = group.migrates()
    gate.open()
    await live.emulator.wait_for(lambda: told(moved))
    await live.heard(moved.says(group.creator, TODAY))
    assert len(told(moved)) == 2
    assert told(group) == []

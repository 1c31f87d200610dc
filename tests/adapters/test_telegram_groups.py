"""What happens in groups and channels, as the core hears of it."""

import pytest

from adapters.telegram_chat.arrival import Reason
from bot.domain.action import pack
from bot.domain.address import ChatAddress, Platform
from bot.domain.update import ButtonPressed, ChatMigrated, CommandReceived
from tests.fakes.telegram_raw import (
    ACTION,
    CLUB,
    GROUP,
    TO_CLUB,
    TO_US,
    WAY_IN,
    Json,
    a_change,
    a_message,
    a_press,
    the_reason,
    the_update,
)


def test_channels_are_left_alone() -> None:
    channel = {"id": -5, "type": "channel"}
    assert the_reason(a_message(channel, text="/today")) is Reason.CHANNEL
    assert the_reason(a_press(channel)) is Reason.CHANNEL
    assert the_reason(a_change("administrator", channel)) is Reason.CHANNEL


@pytest.mark.parametrize("text", ["/today now", "/TODAY@knead_BOT now"])
@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_a_command_in_a_group_brings_the_way_to_the_private_chat(text: str, kind: str) -> None:
    assert the_update(a_message({"id": CLUB, "type": kind}, text=text)) == CommandReceived(
        update_ref="5",
        address=GROUP,
        user_ref="7",
        private=False,
        way_in=WAY_IN,
        name="today",
        argument="now",
    )


def test_a_link_into_a_group_is_a_command_and_no_press() -> None:
    text = f"/start@Knead_Bot {pack(ACTION)}"
    assert isinstance(the_update(a_message(TO_CLUB, text=text)), CommandReceived)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "my knee hurts"},
        {"text": "stop", "reply_to_message": {"from": {"id": 99}}},
        {"text": "@Knead_Bot /today"},
        {"photo": [{}], "caption": "/today"},
        {"sticker": {}},
        {"text": ""},
    ],
)
def test_a_groups_talk_is_left_alone(fields: Json) -> None:
    assert the_reason(a_message(TO_CLUB, **fields)) is Reason.TALK


def test_a_command_for_another_bot_is_left_to_it() -> None:
    assert the_reason(a_message(TO_CLUB, text="/start@other_bot")) is Reason.FOR_ANOTHER_BOT


def test_who_speaks_for_a_group_or_channel_is_named_by_it_and_by_nobodys_id() -> None:
    admin = {"id": 1087968824, "is_bot": True}  # GroupAnonymousBot
    raw = a_message(TO_CLUB, text="/today", sender_chat=TO_CLUB, **{"from": admin})
    assert the_update(raw).user_ref == str(CLUB)
    assert not the_update(raw).private


def test_a_channels_post_that_telegram_copies_into_its_group_is_left_alone() -> None:
    raw = a_message(TO_CLUB, text="/today", sender_chat={"id": -5}, is_automatic_forward=True)
    assert the_reason(raw) is Reason.CHANNEL


@pytest.mark.parametrize(
    ("fields", "thread_ref"),
    [
        ({"message_thread_id": 12, "is_topic_message": True}, "12"),
        ({"message_thread_id": 1, "is_topic_message": True}, None),  # the General topic
        ({"message_thread_id": 12}, None),  # a reply in a group without topics
        ({"message_thread_id": 12, "is_topic_message": False}, None),
    ],
)
def test_a_topic_is_kept_only_where_there_is_one(fields: Json, thread_ref: str | None) -> None:
    for chat, text in ((TO_CLUB, "/today"), (TO_US, "hello")):
        assert the_update(a_message(chat, text=text, **fields)).address.thread_ref == thread_ref
    message = {"message_id": 3, "chat": TO_US, **fields}
    assert the_update(a_press(message=message)).address.thread_ref == thread_ref


def test_a_migration_is_told_once() -> None:
    old = {"id": -12, "type": "group"}
    told = a_message(old, migrate_to_chat_id=CLUB)
    assert the_update(told) == ChatMigrated(
        update_ref="5",
        address=ChatAddress(Platform.TELEGRAM, "-12"),
        user_ref="7",
        private=False,
        way_in=WAY_IN,
        new_chat_ref=str(CLUB),
    )
    assert the_reason(a_message(TO_CLUB, migrate_from_chat_id=-12)) is Reason.MIGRATED


def test_a_press_in_a_group_is_not_private() -> None:
    update = the_update(a_press(TO_CLUB))
    assert isinstance(update, ButtonPressed)
    assert (update.address, update.user_ref) == (GROUP, "7")
    assert (update.private, update.way_in) == (False, WAY_IN)


@pytest.mark.parametrize(
    ("before", "status", "reason"),
    [
        ("left", "member", Reason.ADDED),
        ("kicked", "administrator", Reason.ADDED),
        ("member", "left", Reason.REMOVED),
        ("administrator", "kicked", Reason.REMOVED),
        ("member", "administrator", Reason.RIGHTS),
    ],
)
def test_a_groups_changes_are_only_named(before: str, status: str, reason: Reason) -> None:
    assert the_reason(a_change(status, TO_CLUB, before)) is reason

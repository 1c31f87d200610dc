import pytest

from tests.emulators.plain_client import PlainClient
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.groups import Group
from tests.emulators.telegram.model import GENERAL
from tests.emulators.telegram.people import Person


@pytest.fixture
def group(emulator: TelegramEmulator, ada: Person) -> Group:
    group = emulator.group("Knees")
    group.joins(ada)
    return group


@pytest.fixture
def forum(emulator: TelegramEmulator, ada: Person) -> Group:
    forum = emulator.group("Forum", forum=True)
    forum.joins(ada)
    return forum


async def say(client: PlainClient, group: Group, **given: object) -> str:
    """Send, and give "" or what the refusal says."""
    answer = await client("sendMessage", chat_id=group.chat_id, text="hi", **given)
    return "" if answer.ok else answer.said


async def test_the_bot_is_told_that_it_was_added_made_admin_and_removed(
    client: PlainClient, emulator: TelegramEmulator
) -> None:
    group = emulator.group("Backs", supergroup=True)
    group.adds_bot(status="administrator")
    group.removes_bot()
    changes = [one["my_chat_member"] for one in await client.updates()]
    assert [one["new_chat_member"]["status"] for one in changes] == [
        "member",
        "administrator",
        "kicked",
    ]
    assert changes[0]["chat"] == {"id": group.chat_id, "type": "supergroup", "title": "Backs"}
    assert await say(client, group) == "Forbidden: bot was kicked from the supergroup chat"
    assert group.says(group.creator, "/start@knead_test_bot").update_id is None
    group.removes_bot(status="left")
    assert await say(client, group) == "Forbidden: bot is not a member of the supergroup chat"


async def test_privacy_mode_shows_only_what_is_meant_for_the_bot(
    client: PlainClient, emulator: TelegramEmulator, group: Group, ada: Person
) -> None:
    def is_seen(text: str, reply_to: int | None = None) -> bool:
        return group.says(ada, text, reply_to=reply_to).update_id is not None

    assert not is_seen("hello")
    assert not is_seen("hello @knead_test_bot")
    assert is_seen("/today@knead_test_bot")
    assert is_seen("please /today@Knead_Test_Bot")
    assert not is_seen("/today@another_bot")
    assert not is_seen("/today")  # the bot has not spoken yet
    assert await say(client, group) == ""
    spoken = group.chat.last.message_id
    assert is_seen("/today")
    assert not is_seen("/today@another_bot")
    assert is_seen("thanks", spoken)
    assert not is_seen("thanks", group.says(ada, "hello").message_id)
    group.another_bot_speaks()
    assert not is_seen("/today")
    group.adds_bot(status="administrator")
    assert is_seen("hello")
    group.adds_bot()
    emulator.rules.privacy = False
    assert is_seen("hello")


async def test_presses_in_a_group_are_not_private(
    client: PlainClient, group: Group, ada: Person
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "In", "callback_data": "i"}]]}
    assert await say(client, group, reply_markup=keyboard) == ""
    deed = group.presses(ada, group.chat.last.message_id, "In")
    press = (await client.updates())[-1]["callback_query"]
    assert (press["from"]["id"], press["message"]["chat"]["id"]) == (11, group.chat_id)
    assert (await client("answerCallbackQuery", callback_query_id=deed.query_id, text="ok")).ok
    assert [toast.text for toast in group.chat.toasts] == ["ok"]


async def test_only_members_speak(emulator: TelegramEmulator, group: Group, ada: Person) -> None:
    group.leaves(ada)
    for person in (ada, emulator.person(12)):
        with pytest.raises(LookupError):
            group.says(person, "hello")


async def test_a_group_becomes_a_supergroup_with_another_id(
    client: PlainClient, group: Group, ada: Person
) -> None:
    new = group.migrates()
    old_id, new_id = group.chat_id, new.chat_id
    first, second = [one["message"] for one in (await client.updates())[-2:]]
    assert (first["chat"]["id"], first["migrate_to_chat_id"]) == (old_id, new_id)
    assert (second["chat"]["id"], second["migrate_from_chat_id"]) == (new_id, old_id)
    assert second["chat"]["type"] == "supergroup"
    answer = await client("sendMessage", chat_id=old_id, text="hi")
    assert answer.body["parameters"] == {"migrate_to_chat_id": new_id}
    assert answer.said == "group chat was upgraded to a supergroup chat"
    assert await say(client, new) == ""
    assert new.says(ada, "/today").update_id is not None


async def test_topics_are_written_into_by_their_id_and_general_by_none(
    client: PlainClient, forum: Group, ada: Person
) -> None:
    topic = forum.opens_topic("Mornings")
    assert await say(client, forum, message_thread_id=topic) == ""
    assert (forum.chat.last.thread_id, topic) == (topic, forum.chat.last.message_id - 1)
    assert await say(client, forum) == ""
    assert forum.chat.last.thread_id is None
    gone = "message thread not found"
    assert await say(client, forum, message_thread_id=GENERAL) == gone
    assert await say(client, forum, message_thread_id=999) == gone


async def test_what_is_said_in_a_topic_names_it(
    client: PlainClient, forum: Group, ada: Person
) -> None:
    topic = forum.opens_topic("Mornings")
    forum.says(ada, "/today@knead_test_bot", thread_id=topic)
    forum.says(ada, "/today@knead_test_bot", thread_id=GENERAL)
    inside, general = [one["message"] for one in (await client.updates())[-2:]]
    assert (inside["message_thread_id"], inside["is_topic_message"]) == (topic, True)
    assert inside["reply_to_message"]["forum_topic_created"]["name"] == "Mornings"
    assert inside["chat"]["is_forum"]
    assert "message_thread_id" not in general
    assert "reply_to_message" not in general


async def test_a_closed_topic_takes_nothing_until_it_is_open_again(
    client: PlainClient, forum: Group
) -> None:
    topic = forum.opens_topic("Mornings")
    forum.closes_topic(topic)
    assert await say(client, forum, message_thread_id=topic) == "TOPIC_CLOSED"
    forum.closes_topic(topic, again_open=True)
    assert await say(client, forum, message_thread_id=topic) == ""
    forum.closes_topic(GENERAL)
    assert await say(client, forum) == "TOPIC_CLOSED"


async def test_a_deleted_topic_is_gone_with_its_messages(
    client: PlainClient, forum: Group
) -> None:
    topic = forum.opens_topic("Mornings")
    assert await say(client, forum, message_thread_id=topic) == ""
    forum.deletes_topic(topic)
    assert forum.chat.from_bot == []
    gone = "message thread not found"
    assert await say(client, forum, message_thread_id=topic) == gone


async def test_where_there_are_no_topics_none_is_written_into(
    client: PlainClient, group: Group, ada: Person
) -> None:
    gone = "message thread not found"
    assert await say(client, group, message_thread_id=5) == gone
    answer = await client("sendMessage", chat_id=11, text="hi", message_thread_id=5)
    assert answer.said == gone
    with pytest.raises(LookupError):
        group.opens_topic("Mornings")


async def test_who_is_in_a_group_and_who_leads_it_can_be_asked(
    client: PlainClient, emulator: TelegramEmulator, group: Group, ada: Person
) -> None:
    async def status(user_id: int) -> str:
        asked = {"chat_id": group.chat_id, "user_id": user_id}
        return str((await client("getChatMember", **asked)).result["status"])

    emulator.person(12)
    people = (group.creator.user_id, 11, 12, emulator.bot_id)
    assert [await status(one) for one in people] == ["creator", "member", "left", "member"]
    group.joins(ada, status="administrator")
    group.joins(emulator.person(12))
    answer = await client("getChatAdministrators", chat_id=group.chat_id)
    leaders = [(one["user"]["id"], one["status"]) for one in answer.result]
    assert leaders == [(group.creator.user_id, "creator"), (11, "administrator")]
    asked = {"chat_id": group.chat_id, "user_id": 404}
    assert (await client("getChatMember", **asked)).said == "PARTICIPANT_ID_INVALID"
    answer = await client("getChatAdministrators", chat_id=11)
    assert answer.said == "there are no administrators in the private chat"
    asked = {"chat_id": 11, "user_id": 11}
    assert (await client("getChatMember", **asked)).result["status"] == "member"

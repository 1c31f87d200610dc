"""Updates as the Bot API hands them over, and what is read of them."""

from typing import Any

from adapters.telegram_chat.arrival import Ignored, Me, Readable, Reason
from adapters.telegram_chat.incoming import read_update
from bot.domain.action import Action, pack
from bot.domain.address import ChatAddress, Platform
from bot.domain.update import UpdateBase

ME = Me(user_id=99, username="Knead_Bot")
ANNA, CLUB, WAY_IN = 7, -1001, "https://t.me/Knead_Bot"
PRIVATE = ChatAddress(Platform.TELEGRAM, "7")
GROUP = ChatAddress(Platform.TELEGRAM, "-1001")
PERSON = {"id": ANNA, "is_bot": False, "first_name": "Anna"}
US = {"id": 99, "is_bot": True, "first_name": "Knead"}
TO_US = {"id": ANNA, "type": "private", "first_name": "Anna"}
TO_CLUB = {"id": CLUB, "type": "supergroup", "title": "Knees"}
ACTION = Action("score", 35, "4")
Json = dict[str, Any]


def an_update(**kind: object) -> Json:
    return {"update_id": 5, **kind}


def a_message(chat: Json = TO_US, **fields: object) -> Json:
    told = {"message_id": 3, "date": 1, "chat": chat, "from": PERSON, **fields}
    return an_update(message={key: value for key, value in told.items() if value is not None})


def a_press(chat: Json = TO_US, **fields: object) -> Json:
    message = {"message_id": 3, "date": 0, "chat": chat}
    told = {"id": "44", "from": PERSON, "message": message, "data": pack(ACTION), **fields}
    return an_update(
        callback_query={key: value for key, value in told.items() if value is not None}
    )


def a_change(status: str, chat: Json = TO_US, before: str = "member") -> Json:
    return an_update(
        my_chat_member={
            "chat": chat,
            "from": PERSON,
            "date": 1,
            "old_chat_member": {"status": before, "user": US, "until_date": 0},
            "new_chat_member": {"status": status, "user": US, "until_date": 0},
        },
    )


def the_update(raw: object) -> UpdateBase:
    read = read_update(raw, ME)
    assert isinstance(read, Readable), read
    return read.update


def the_reason(raw: object) -> Reason:
    read = read_update(raw, ME)
    assert isinstance(read, Ignored), read
    assert read.update_ref == "5"
    return read.reason


# What the library reads of an update must be what is read here.
KNOWN = (
    a_message(text="hello"),
    a_message(text="/pause 3 days", entities=[{"type": "bot_command", "offset": 0, "length": 6}]),
    a_message(TO_CLUB, text="/today@Knead_Bot", message_thread_id=4, is_topic_message=True),
    a_message({"id": -12, "type": "group", "title": "x"}, migrate_to_chat_id=CLUB),
    a_message(dice={"emoji": "x", "value": 3}),
    a_press(chat_instance="1"),
    a_press(TO_CLUB, chat_instance="1"),
    a_change("kicked"),
    a_change("member", before="kicked"),
    a_change("left", TO_CLUB),
)

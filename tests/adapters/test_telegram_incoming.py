"""What people do in their private chat, as the core hears of it."""

import pytest
from telegram import Update as LibraryUpdate

from adapters.telegram_chat.arrival import Reason
from adapters.telegram_chat.typed import MAX_TEXT
from bot.domain.action import pack
from bot.domain.update import (
    ButtonPressed,
    ChatClosed,
    ChatOpened,
    CommandReceived,
    TextReceived,
    Unreadable,
    UnreadableReceived,
)
from tests.fakes.telegram_raw import (
    ACTION,
    ANNA,
    KNOWN,
    PRIVATE,
    TO_CLUB,
    TO_US,
    Json,
    a_change,
    a_message,
    a_press,
    an_update,
    the_reason,
    the_update,
)


def test_words_in_private_are_words() -> None:
    assert the_update(a_message(text="hello there")) == TextReceived(
        update_ref="5", address=PRIVATE, user_ref="7", text="hello there"
    )


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("/today", "today", ""),
        ("/Pause 20 March", "pause", "20 March"),
        ("/pause\n\t 20 March ", "pause", "20 March"),
        ("/pause@knead_bot 20 March", "pause", "20 March"),
        ("/stop@the_old_name_of_this_bot", "stop", ""),
        ("/stop!", "stop", ""),
        ("/stop. Please", "stop", "Please"),
        ("/what_admins_see", "what_admins_see", ""),
        ("/start", "start", ""),
        ("/start not-an-action", "start", "not-an-action"),
        ("/today " + pack(ACTION), "today", pack(ACTION)),
        ("\x00/sk\x07ip", "skip", ""),
    ],
)
def test_a_slash_makes_a_command_in_private(text: str, name: str, argument: str) -> None:
    assert the_update(a_message(text=text)) == CommandReceived(
        update_ref="5", address=PRIVATE, user_ref="7", name=name, argument=argument
    )


@pytest.mark.parametrize(
    "text",
    ["/", "//", "/ today", "/today/tomorrow", "/größe", "and/or", "/" + "x" * 65, "/a@b@c", "@me"],
)
def test_a_slash_that_begins_no_command_is_words(text: str) -> None:
    update = the_update(a_message(text=text))
    assert isinstance(update, TextReceived)
    assert update.text == text


def test_a_link_into_the_chat_brings_what_it_carries() -> None:
    assert the_update(a_message(text=f"/start {pack(ACTION)}")) == CommandReceived(
        update_ref="5", address=PRIVATE, user_ref="7", name="start", argument=pack(ACTION)
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x07c\x1b[2J", "abc[2J"),
        ("a\r\nb\rc\u2028d\x85e\x0bf", "a\nb\nc\nd\ne\nf"),
        ("a\tb", "a\tb"),
        ("  a  ", "a"),
        ("\u202eevil\u202c \u2066x", "\u202eevil\u202c \u2066x"),
        ("\U0001f9d8" * 5000, "\U0001f9d8" * MAX_TEXT),
        ("half \ud83d", "half \ud83d"),
        ("<b>@everyone</b> *x*", "<b>@everyone</b> *x*"),
    ],
)
def test_text_is_kept_as_it_is_but_for_control_signs_and_length(typed: str, kept: str) -> None:
    update = the_update(a_message(text=typed))
    assert isinstance(update, TextReceived)
    assert update.text == kept


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"photo": [{}], "caption": "my knee"}, Unreadable.PICTURE),
        ({"animation": {}, "document": {}}, Unreadable.PICTURE),
        ({"live_photo": {}, "photo": []}, Unreadable.PICTURE),
        ({"video": {}}, Unreadable.PICTURE),
        ({"voice": {}, "caption": "/stop"}, Unreadable.VOICE),
        ({"video_note": {}}, Unreadable.VOICE),
        ({"audio": {}}, Unreadable.FILE),
        ({"document": {}}, Unreadable.FILE),
        ({"sticker": {"emoji": "x"}}, Unreadable.STICKER),
        ({"location": {}}, Unreadable.OTHER),
        ({"venue": {}, "location": {}}, Unreadable.OTHER),
        ({"contact": {}}, Unreadable.OTHER),
        ({"poll": {}}, Unreadable.OTHER),
        ({"dice": {}}, Unreadable.OTHER),
        ({"something_of_next_year": {}}, Unreadable.OTHER),
        ({"text": "\x00 \x07"}, Unreadable.OTHER),
    ],
)
def test_what_is_not_words_is_named_and_not_kept(fields: Json, kind: Unreadable) -> None:
    assert the_update(a_message(**fields)) == UnreadableReceived(
        update_ref="5", address=PRIVATE, user_ref="7", kind=kind
    )


@pytest.mark.parametrize(
    "fields", [{"pinned_message": {}}, {"write_access_allowed": {}}, {"web_app_data": {}}]
)
def test_what_telegram_writes_into_a_chat_is_left_alone(fields: Json) -> None:
    assert the_reason(a_message(**fields)) is Reason.SERVICE
    assert the_reason(a_message(chat=TO_CLUB, **fields)) is Reason.SERVICE


@pytest.mark.parametrize("chat", [TO_US, TO_CLUB])
def test_bots_are_left_alone(chat: Json) -> None:
    own = {"id": 99, "is_bot": True}
    other = {"id": ANNA, "is_bot": True}
    assert the_reason(a_message(chat, text="/today", **{"from": own})) is Reason.OWN
    assert the_reason(a_message(chat, text="/today", **{"from": other})) is Reason.BOT


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("edited_message", Reason.EDITED),
        ("channel_post", Reason.CHANNEL),
        ("edited_channel_post", Reason.CHANNEL),
        ("business_message", Reason.OTHER_KIND),
        ("poll_answer", Reason.OTHER_KIND),
        ("something_of_next_year", Reason.OTHER_KIND),
    ],
)
def test_other_kinds_of_update_are_left_alone(kind: str, reason: Reason) -> None:
    assert the_reason(an_update(**{kind: {"text": "/today"}})) is reason
    assert the_reason(an_update(**{kind: None})) is reason


def test_a_press_names_its_message_and_itself() -> None:
    assert the_update(a_press()) == ButtonPressed(
        update_ref="5",
        address=PRIVATE,
        user_ref="7",
        action=ACTION,
        message_ref="3",
        press_ref="44",
    )


@pytest.mark.parametrize(
    "data",
    [None, "", "1-score", "2-score-z-4", "1-score-0z-4", "1-score-z-4\n", "x" * 64, "\ud800", "€"],
)
def test_a_button_that_nobody_made_has_no_action(data: str | None) -> None:
    update = the_update(a_press(data=data))
    assert isinstance(update, ButtonPressed)
    assert update.action is None


def test_a_press_under_no_chats_message_is_left_alone() -> None:
    assert the_reason(a_press(message=None, inline_message_id="x")) is Reason.INLINE


def test_blocking_closes_a_private_chat_and_unblocking_opens_it() -> None:
    base = {"update_ref": "5", "address": PRIVATE, "user_ref": "7"}
    assert the_update(a_change("kicked")) == ChatClosed(**base)
    assert the_update(a_change("member", before="kicked")) == ChatOpened(**base)
    assert the_reason(a_change("restricted")) is Reason.RIGHTS


@pytest.mark.parametrize("raw", KNOWN[:9])
def test_chats_and_people_are_the_ones_that_the_library_reads(raw: Json) -> None:
    library = LibraryUpdate.de_json(raw, None)
    update = the_update(raw)
    assert update.update_ref == str(library.update_id)
    assert library.effective_chat is not None
    assert update.address.chat_ref == str(library.effective_chat.id)
    assert library.effective_user is not None
    assert update.user_ref == str(library.effective_user.id)
    assert update.private is (library.effective_chat.type == "private")

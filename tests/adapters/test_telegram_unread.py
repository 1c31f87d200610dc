"""Whatever comes in: nothing raises, and nothing unfit to keep goes on."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram_chat.arrival import Ignored, Incoming, Readable, Unread
from adapters.telegram_chat.fields import MAX_BODY
from adapters.telegram_chat.incoming import read_update
from adapters.telegram_chat.typed import MAX_TEXT
from bot.domain.action import pack
from bot.domain.update import ButtonPressed, CommandReceived, TextReceived, UpdateBase
from tests.fakes.telegram_raw import (
    ACTION,
    KNOWN,
    ME,
    TO_CLUB,
    TO_US,
    a_change,
    a_message,
    a_press,
    an_update,
)
from tests.made.counts import how_many
from tests.made.texts import HOSTILE, WORDS, mutated


@pytest.mark.parametrize(
    ("raw", "update_ref", "chat_ref"),
    [
        (None, None, None),
        ([], None, None),
        ("update", None, None),
        ({}, None, None),
        ({**a_message(text="x"), "update_id": "5"}, None, "7"),
        ({**a_message(text="x"), "update_id": True}, None, "7"),
        ({**a_message(text="x"), "update_id": 2**64}, None, "7"),
        ({**a_message(text="x"), "update_id": 5.0}, None, "7"),
        (an_update(message=None), "5", None),
        (an_update(message=[1]), "5", None),
        (a_message(text=["x"]), "5", "7"),
        (a_message(text="x", **{"from": None}), "5", "7"),
        (a_message(text="x", **{"from": {"id": 8}}), "5", "7"),
        (a_message({"id": 7, "type": "sauna"}, text="x"), "5", None),
        (a_message({"id": "7", "type": "private"}, text="x"), "5", None),
        (a_message(TO_CLUB, text=3), "5", None),
        (a_press(id=44), "5", "7"),
        (a_press(id=""), "5", "7"),
        (a_press(id="4\x004"), "5", "7"),
        (a_press(id="4" * 65), "5", "7"),
        (a_press(data=4), "5", "7"),
        (a_press(message={"chat": TO_US}), "5", "7"),
        (a_press(**{"from": {"id": 8}}), "5", "7"),
        (a_change("kicked", {**TO_US, "id": 8}), "5", None),
    ],
)
def test_what_is_not_as_promised_is_set_aside_whole(
    raw: Any, update_ref: str | None, chat_ref: str | None
) -> None:
    read = read_update(raw, ME)
    assert read == Unread(update_ref, chat_ref, json.dumps(raw))


def test_what_is_set_aside_is_cut() -> None:
    read = read_update({"update_id": None, "x": "ä\x00" * MAX_BODY}, ME)
    assert isinstance(read, Unread)
    assert len(read.body) == MAX_BODY
    assert read.body.isascii()
    assert read.body.isprintable()


def test_what_no_text_can_hold_is_set_aside_without_a_body() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    for raw in (deep, {("a", "pair"): 1}, 10**5000):
        assert read_update(raw, ME) == Unread(None, None, "")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


def assert_fit_to_keep(read: Incoming) -> None:
    """Whatever came in: what goes on is short, harmless and whole."""
    match read:
        case Unread():
            assert read.body.isascii()
            assert len(read.body) <= MAX_BODY
        case Ignored():
            assert read.update_ref.isdigit() or read.update_ref.startswith("-")
        case Readable():
            update = read.update
            refs = (update.update_ref, update.address.chat_ref, update.user_ref)
            assert all(ref.lstrip("-").isdigit() and len(ref) <= 20 for ref in refs)
            assert update.address.thread_ref != "1"
            assert update.private is (update.way_in == "")
            if update.private:
                assert update.user_ref == update.address.chat_ref
            assert_words_fit(update)


def assert_words_fit(update: UpdateBase) -> None:
    match update:
        case TextReceived():
            words = update.text
            assert words
        case CommandReceived():
            assert update.name.isascii()
            words = update.argument
        case ButtonPressed():
            assert update.press_ref.isascii()
            words = update.press_ref
        case _:
            words = ""
    assert len(words) <= MAX_TEXT
    assert not any(ord(sign) < 32 and sign not in "\n\t" for sign in words)


@given(JSON)
def test_no_json_at_all_raises(raw: object) -> None:
    assert_fit_to_keep(read_update(raw, ME))
    assert_fit_to_keep(read_update({"update_id": 5, "message": raw, "callback_query": raw}, ME))


@given(st.sampled_from(["message", "callback_query", "my_chat_member"]), JSON)
def test_no_field_that_is_something_else_raises(kind: str, raw: object) -> None:
    for known in (KNOWN[0], KNOWN[5], KNOWN[7]):
        inner = next(iter(value for value in known.values() if isinstance(value, dict)))
        for name in inner:
            assert_fit_to_keep(read_update({"update_id": 5, kind: {**inner, name: raw}}, ME))


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    for chat in (TO_US, TO_CLUB):
        assert_fit_to_keep(read_update(a_message(chat, text=text), ME))
    assert_fit_to_keep(read_update(a_press(data=text, id=text), ME))


JUNK: tuple[object, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, -(2**70), 1.5, float("nan"), float("inf")),
    *("", "7", "private", "\x00", "\ud800", [], [[]], {}, {"id": 7}, {"id": 7, "type": "group"}),
)


def made(draw: random.Random) -> object:
    """Make up an update: a true one with words put in, then some of its parts spoilt."""
    raw: Any = json.loads(json.dumps(draw.choice(KNOWN)))
    text = draw.choice((*HOSTILE, *WORDS))
    if "message" in raw:
        raw["message"]["text"] = mutated(draw, text) if draw.random() < 0.5 else text
    if "callback_query" in raw and draw.random() < 0.7:
        raw["callback_query"]["data"] = mutated(draw, pack(ACTION))
    for _ in range(draw.choice((0, 0, 1, 2, 5))):
        spoil(draw, raw)
    return raw


def spoil(draw: random.Random, raw: Any) -> None:
    while isinstance(raw, dict) and raw:
        name = draw.choice(list(raw))
        inner = raw[name]
        if not isinstance(inner, dict) or draw.random() < 0.2:
            match draw.randrange(3):
                case 0:
                    del raw[name]
                case 1:
                    raw[name] = draw.choice(JUNK)
                case _:
                    raw[draw.choice(list(raw))] = inner
            return
        raw = inner


def test_no_made_up_update_raises() -> None:
    draw = random.Random(20_260_301)  # noqa: S311  # made up, not secret
    seen = set()
    for _ in range(how_many(20_000)):
        read = read_update(made(draw), ME)
        assert_fit_to_keep(read)
        seen.add(type(read))
    assert seen == {Readable, Ignored, Unread}

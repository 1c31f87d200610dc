"""What a button carries."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.action import MAX_BYTES, Action, pack, to_base36, unpack

LARGEST_TARGET = 36**13 - 1  # 13 digits; an id of the database needs 13 at most

verbs = st.from_regex(r"[a-z][a-z0-9_]{0,15}", fullmatch=True)
targets = st.integers(0, LARGEST_TARGET)
arguments = st.from_regex(r"[A-Za-z0-9_-]{0,40}", fullmatch=True)
actions = st.builds(Action, verbs, targets, arguments)


@given(actions)
def test_an_action_that_fits_is_read_back_as_itself(action: Action) -> None:
    length = len(f"1-{action.verb}-{to_base36(action.target)}-{action.argument}")
    assume(length <= MAX_BYTES)
    packed = pack(action)
    assert unpack(packed) == action
    assert 0 < len(packed.encode()) <= MAX_BYTES
    assert set(packed) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


@given(st.builds(Action, st.text() | verbs, st.integers() | targets, st.text() | arguments))
def test_whatever_is_packed_is_read_back_as_itself_or_refused(action: Action) -> None:
    try:
        packed = pack(action)
    except ValueError:
        return
    assert unpack(packed) == action
    assert len(packed.encode()) <= MAX_BYTES


almost_packed = st.from_regex(r"[01]-[a-z_]{0,17}-[0-9a-zA-Z]{0,14}-[A-Za-z0-9_. -]{0,41}")
any_text = (
    st.text() | st.text(st.characters()) | st.binary().map(lambda raw: raw.decode("latin-1"))
)


@given(any_text | almost_packed | actions.map(lambda action: f"1-{action.verb}-0{action.target}-"))
def test_any_text_is_no_action_or_the_one_spelling_of_one(text: str) -> None:
    action = unpack(text)
    assert action is None or pack(action) == text


short_actions = st.builds(Action, verbs, st.integers(0, 40), st.sampled_from(["", "1", "-1", "a"]))


@given(short_actions, short_actions)
def test_two_actions_never_look_alike(one: Action, other: Action) -> None:
    assert (pack(one) == pack(other)) == (one == other)


@pytest.mark.parametrize(
    ("action", "packed"),
    [
        (Action("today"), "1-today-0-"),
        (Action("start", 36), "1-start-10-"),
        (Action("before", 46655, "7"), "1-before-zzz-7"),
        (Action("step2", 1, "A-b_3"), "1-step2-1-A-b_3"),
        (Action("a_verb_of_sixtee", 0, "-" * 40), f"1-a_verb_of_sixtee-0-{'-' * 40}"),
        (Action("session", 2**63 - 1, "x" * 40), f"1-session-1y2p0ij32e8e7-{'x' * 40}"),
    ],
)
def test_a_button_of_an_old_message_keeps_its_meaning(action: Action, packed: str) -> None:
    assert pack(action) == packed
    assert unpack(packed) == action


@pytest.mark.parametrize(
    "action",
    [
        Action(""),
        Action("Start"),
        Action("2nd"),
        Action("a-b"),
        Action("a_verb_of_seventee"),
        Action("stört"),
        Action("start", 0, "two words"),
        Action("start", 0, "ä"),
        Action("start", 0, "line\n"),
        Action("start", 0, "x" * 41),
        Action("start", 36**13),
        Action("start", -1),
        Action("a_verb_of_fiftee", 36**12, "x" * 40),  # each part fits, the whole does not
    ],
)
def test_what_would_not_be_read_back_is_never_put_on_a_button(action: Action) -> None:
    with pytest.raises(ValueError, match="not"):
        pack(action)


def test_a_button_carries_64_bytes_and_not_one_more() -> None:
    longest = Action("a_verb_of_sixtee", 36**4 - 1, "x" * 40)
    assert len(pack(longest)) == 64 == MAX_BYTES
    with pytest.raises(ValueError, match="fits"):
        pack(Action("a_verb_of_sixtee", 36**4, "x" * 40))
    assert unpack(pack(longest).replace("-zzzz-", "-10000-")) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1-start",
        "1-start-1",
        "0-start-1-",
        "2-start-1-",
        "1-start-01-",
        "1-start-00-",
        "1-start--",
        "1-start-A-",
        "1-start-1-\n",
        "\n1-start-1-",
        "1-start-1_0-",
        "1-start-+1-",
        "1-start-\N{ARABIC-INDIC DIGIT ONE}-",
        "1-start-1-é",
        "\ud800",
        "start",
        "x" * 65,
        "1-start-1-" + "x" * 41,
        "1-a_verb_of_sixtee-1234567890abc-" + "x" * 40,
    ],
)
def test_what_this_version_did_not_write_is_no_action(text: str) -> None:
    assert unpack(text) is None


@given(st.integers(0, 2**70))
def test_a_number_in_base_36_is_the_number(number: int) -> None:
    written = to_base36(number)
    assert int(written, 36) == number
    assert written == written.lower().lstrip("0") or number == 0


def test_a_row_number_below_zero_is_refused() -> None:
    assert to_base36(0) == "0"
    with pytest.raises(ValueError, match="-1"):
        to_base36(-1)

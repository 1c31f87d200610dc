import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.terminal_chat.buttons import LiveMessage, choices, pressed_by
from adapters.terminal_chat.incoming import CHAT, MAX_CHARS, USER_REF, to_update
from bot.domain.action import Action
from bot.domain.address import Platform
from bot.domain.message import Button, OutgoingMessage, card
from bot.domain.update import ButtonPressed, CommandReceived, TextReceived


def asked(*rows: tuple[str, ...]) -> OutgoingMessage:
    """Make a card whose buttons carry their label's place in reading order."""
    count = 0
    made: list[tuple[Button, ...]] = []
    for row in rows:
        made.append(
            tuple(Button(label, Action("press", no)) for no, label in enumerate(row, count))
        )
        count += len(row)
    return card("Question", rows=tuple(made))


DAY = asked(("Start",), ("Later", "Not today", "It hurts"))
SCORE = asked(("0", "1", "2", "3", "4", "5"), ("6", "7", "8", "9", "10"), ("Skip",))
HOUR = asked(("07:30", "12:30"), ("Another time",), ("Back",))


@pytest.mark.parametrize(
    ("message", "line", "place"),
    [
        (DAY, "1", 0),
        (DAY, "4", 3),
        (DAY, "Start", 0),
        (DAY, "sTART", 0),
        (DAY, "  not \t TODAY ", 2),
        (SCORE, "4", 4),
        (SCORE, "0", 0),
        (SCORE, "10", 10),
        (SCORE, "skip", 11),
        (HOUR, "12:30", 1),
        (HOUR, "4", 3),
        (asked(("STRASSE",)), "straße", 0),
    ],
)
def test_a_line_presses_a_button(message: OutgoingMessage, line: str, place: int) -> None:
    update = to_update(line, update_ref="r.2", live=LiveMessage("r.1", message))
    assert update == ButtonPressed(
        update_ref="r.2",
        address=CHAT,
        user_ref=USER_REF,
        action=Action("press", place),
        message_ref="r.1",
    )


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (DAY, "5"),
        (DAY, "0"),
        (DAY, "01"),
        (DAY, "1.5"),
        (DAY, "None"),
        (DAY, "today"),
        (DAY, "help"),
        (SCORE, "11"),
        (SCORE, "12"),
        (SCORE, "-1"),
        (SCORE, "four"),
        (SCORE, "none"),
        (HOUR, "7"),
        (DAY, "/"),
        (DAY, "/ start"),
        (DAY, "and/or"),
        (DAY, "1/2"),
    ],
)
def test_what_presses_nothing_is_left_to_the_core_as_words(
    message: OutgoingMessage, line: str
) -> None:
    update = to_update(line, update_ref="r.2", live=LiveMessage("r.1", message))
    assert update == TextReceived(update_ref="r.2", address=CHAT, user_ref=USER_REF, text=line)


def test_without_a_live_message_a_number_is_words() -> None:
    update = to_update("1", update_ref="r.2")
    assert isinstance(update, TextReceived)


@pytest.mark.parametrize(
    ("line", "name", "argument"),
    [
        ("/today", "today", ""),
        ("/Pause 20 March", "pause", "20 March"),
        ("  /pause   20 March  ", "pause", "20 March"),
        ("/what_admins_see", "what_admins_see", ""),
        ("/\x1b[1mskip", "skip", ""),
        ("/start", "start", ""),
    ],
)
def test_a_slash_makes_a_command_even_where_a_button_reads_the_same(
    line: str, name: str, argument: str
) -> None:
    live = LiveMessage("r.1", asked(("/start", "/today")))
    update = to_update(line, update_ref="r.2", live=live)
    assert update == CommandReceived(
        update_ref="r.2", address=CHAT, user_ref=USER_REF, name=name, argument=argument
    )


@pytest.mark.parametrize("line", ["", "   ", "\t", "\x00", "\x1b[A", "\u200b"])
def test_an_empty_line_is_nothing(line: str) -> None:
    assert to_update(line, update_ref="r.1", live=LiveMessage("r.0", asked(("",)))) is None


def test_no_words_press_no_button_even_one_without_words() -> None:
    assert pressed_by("", asked(("", "A"))) is None


def test_a_line_too_long_is_cut() -> None:
    update = to_update("x" * 100_000, update_ref="r.1")
    assert isinstance(update, TextReceived)
    assert update.text == "x" * MAX_CHARS


@given(st.text(max_size=60))
def test_every_line_becomes_an_update_that_can_be_stored(line: str) -> None:
    update = to_update(line, update_ref="r.2", live=LiveMessage("r.1", DAY))
    match update:
        case TextReceived():
            update.text.encode("utf-8")
            assert update.text
        case CommandReceived():
            update.argument.encode("utf-8")
        case ButtonPressed():
            assert update.action is not None
        case None:
            pass


@given(st.lists(st.lists(st.text(max_size=6), max_size=4).map(tuple), max_size=4))
def test_every_number_and_label_on_show_presses_a_button_that_reads_so(
    rows: list[tuple[str, ...]],
) -> None:
    message = asked(*rows)
    for row in choices(message):
        for choice in row:
            if choice.label:
                by_words = pressed_by(choice.label, message)
                assert by_words is not None
            if choice.number is not None:
                by_number = pressed_by(str(choice.number), message)
                assert by_number == choice.button


def test_the_address_is_the_terminals() -> None:
    assert CHAT.platform is Platform.TERMINAL

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from adapters.terminal_chat.harmless import MAX_MARKS, harmless, on_one_line
from adapters.terminal_chat.outgoing import MIN_WIDTH, render, wrapped
from bot.domain.action import Action
from bot.domain.message import Button, MadeChart, OutgoingMessage, StoredPicture, card
from bot.domain.text import Span, SpanKind, link, plain

SGR = re.compile(r"\x1b\[(?:1|22)m")
# What does harm: escapes, both kinds of control, turned writing, line ends that are none.
NASTY = st.sampled_from(
    [
        "\x1b",
        "\x1b[",
        "\x1b[31m",
        "\x1b[2J",
        "\x1b]0;title\x07",
        "\x1b]52;c;Y2xpcA==\x1b\\",
        "\x1bP",
        "\x1b\\",
        "\x1bc",
        "\x9b31m",
        "\x9d",
        "\x07",
        "\x08",
        "\x00",
        "\x7f",
        "\r",
        "\n",
        "\r\n",
        "\t",
        "\x0b",
        "\x85",
        "\u2028",
        "\u202e",
        "\u202d",
        "\u2066",
        "\u2069",
        "\u200f",
        "\u061c",
        "\u200b",
        "\ufeff",
        "\u00ad",
        "\ud800",
        "\u200d",
        "\u0301" * 40,
        "👩\u200d👩\u200d👧\u200d👦",
        "🇩🇪",
        "⏱️",
        "漢字",
        "한글",
        "नमस्ते",
        " ",
        "wort",
        "w" * 90,
    ],
)
HOSTILE = st.lists(NASTY | st.text(max_size=8), max_size=20).map("".join)


def buttons(*rows: tuple[str, ...]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(Button(label, Action("press")) for label in row) for row in rows)


def assert_harmless(line: str) -> None:
    assert not any(ord(sign) < 0x20 or 0x7F <= ord(sign) < 0xA0 for sign in line)
    assert not set(line) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
    )
    line.encode("utf-8")


@given(
    title=HOSTILE,
    body=HOSTILE,
    alt_text=HOSTILE,
    label=HOSTILE,
    width=st.integers(min_value=0, max_value=90),
    colour=st.booleans(),
)
def test_no_text_commands_the_terminal_or_is_wider_than_it(
    title: str, body: str, alt_text: str, label: str, width: int, *, colour: bool
) -> None:
    message = OutgoingMessage(
        text=(Span(title, SpanKind.BOLD), Span(body), *link(body, title)),
        rows=buttons((label, "Later"), (title,)),
        media=StoredPicture("hash", alt_text),
    )
    for line in render(message, width=width, colour=colour):
        bare = SGR.sub("", line) if colour else line
        assert_harmless(bare)
        assert wcswidth(bare) <= max(width, MIN_WIDTH)


@given(HOSTILE)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert harmless(harmless(text)) == harmless(text)


@given(st.lists(st.sampled_from(["left", "thigh,", "über", "👟", "漢字"]), max_size=60))
def test_wrapping_loses_no_word(words: list[str]) -> None:
    assert " ".join(wrapped(" ".join(words), MIN_WIDTH)).split() == words


@pytest.mark.parametrize(
    ("hostile", "clean"),
    [
        ("plain words", "plain words"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;a title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]never closed", "never closed"),
        ("\x1bPpayload\x1b\\after", "after"),
        ("\x9b2Jgone", "gone"),
        ("a\x1b\x1b[Ab", "ab"),
        ("a\x08b\x7fc\x00d", "abcd"),
        ("one\r\ntwo\rthree\x0bfour\u2028five", "one\ntwo\nthree\nfour\nfive"),
        ("a\tb", "a b"),
        ("\u202egnorw\u202c", "gnorw"),
        ("\u2068سلم\u2069", "سلم"),
        ("zero\u200bwidth", "zerowidth"),
        ("half \ud83d", "half "),
        ("👩\u200d👧", "👩\u200d👧"),
        ("نی\u200cر", "نی\u200cر"),
    ],
)
def test_what_a_terminal_would_obey_is_taken_out(hostile: str, clean: str) -> None:
    assert harmless(hostile) == clean


def test_a_label_is_one_line() -> None:
    assert on_one_line(" Not \n\r today\t") == "Not today"


def test_accents_do_not_pile_up() -> None:
    (line,) = wrapped("a" + "\u0301" * 500, 40)
    assert len(line) == MAX_MARKS


def test_a_card_has_its_title_its_lines_and_numbered_buttons() -> None:
    message = card(
        "Today: outer thigh, 12 min",
        "Session 2 of 8",
        "",
        "Have ready: a roller, a wall",
        rows=buttons(("Start",), ("Later", "Not today", "It hurts")),
    )
    assert render(message) == [
        "Today: outer thigh, 12 min",
        "Session 2 of 8",
        "Have ready: a roller, a wall",
        "  1 Start",
        "  2 Later   3 Not today   4 It hurts",
    ]


def test_scores_are_shown_bare_and_nothing_beside_them_has_a_number() -> None:
    rows = buttons(
        tuple(str(score) for score in range(6)),
        tuple(str(score) for score in range(6, 11)),
        ("Skip",),
    )
    assert render(card("How bad is it?", rows=rows))[1:] == [
        "  0   1   2   3   4   5",
        "  6   7   8   9   10",
        "  Skip",
    ]


def test_bold_is_an_escape_only_where_colour_is_wanted() -> None:
    message = OutgoingMessage(text=(Span("Stopped.", SpanKind.BOLD), Span(" Rest.")))
    assert render(message, colour=True) == ["\x1b[1mStopped.\x1b[22m Rest."]
    assert render(message, colour=False) == ["Stopped. Rest."]


def test_bold_begins_and_ends_on_each_line_that_it_spans() -> None:
    message = OutgoingMessage(text=(Span("very " * 12, SpanKind.BOLD),))
    lines = render(message, width=40, colour=True)
    assert len(lines) == 2
    assert all(line.startswith("\x1b[1m") and line.endswith("\x1b[22m") for line in lines)


@pytest.mark.parametrize(
    "media",
    [
        StoredPicture("hash", "A leg\nfrom the side."),
        MadeChart("pain", (), "A leg from the side."),
    ],
)
def test_a_picture_is_said_in_brackets_above_the_words(media: StoredPicture | MadeChart) -> None:
    message = OutgoingMessage(text=plain("Roll slowly."), media=media)
    assert render(message) == ["[A leg from the side.]", "Roll slowly."]


def test_a_link_shows_its_page_since_nothing_can_be_tapped() -> None:
    shown = OutgoingMessage(text=link("the study", "https://example.org/1"))
    bare = OutgoingMessage(text=link("https://example.org/1", "https://example.org/1"))
    assert render(shown) == ["the study (https://example.org/1)"]
    assert render(bare) == ["https://example.org/1"]


def test_an_empty_line_stays_one() -> None:
    assert render(OutgoingMessage(text=plain("one\n\ntwo"))) == ["one", "", "two"]


def test_a_message_without_words_is_only_its_buttons() -> None:
    assert render(OutgoingMessage(text=(), rows=buttons(("Go on",)))) == ["  1 Go on"]


def test_what_follows_a_bullet_stands_below_its_words() -> None:
    text = "• One leg: throbbing, swollen, warm, red or dark skin"
    assert wrapped(text, 38) == [
        "• One leg: throbbing, swollen, warm,",
        "  red or dark skin",
    ]


def test_wide_signs_count_as_two_columns() -> None:
    assert wrapped("漢" * 20, 38) == ["漢" * 19, "漢"]


def test_a_family_is_never_torn_apart() -> None:
    family = "👩\u200d👩\u200d👧\u200d👦"
    assert wrapped("x" * 37 + family, 38) == ["x" * 37, family]


def test_a_word_wider_than_the_line_is_broken() -> None:
    assert wrapped("y" * 50, 38) == ["y" * 38, "y" * 12]


def test_buttons_that_do_not_fit_beside_each_other_go_below() -> None:
    rows = buttons(("a" * 20, "b" * 20, "c" * 60))
    assert render(OutgoingMessage(text=(), rows=rows), width=38) == [
        f"  1 {'a' * 20}",
        f"  2 {'b' * 20}",
        "  3",
        f"  {'c' * 36}",
        f"  {'c' * 24}",
    ]


@pytest.mark.parametrize(("asked", "given_"), [(10, 38), (38, 38), (60, 60)])
def test_no_terminal_is_taken_as_narrower_than_the_narrowest_card(asked: int, given_: int) -> None:
    (first, *_) = render(OutgoingMessage(text=plain("z" * 100)), width=asked)
    assert len(first) == given_

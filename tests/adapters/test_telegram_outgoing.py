"""A message as Telegram takes it: words, forms and the picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup, MessageEntity

from adapters.telegram_chat.entities import MAX_URL, is_link, laid_out
from adapters.telegram_chat.outgoing import (
    MAX_CAPTION,
    MAX_TEXT,
    NO_PREVIEW,
    Drawn,
    drawn,
    fits_caption,
)
from adapters.telegram_chat.plain_text import CUT, clean, is_blank, units
from bot.domain.action import Action, unpack
from bot.domain.message import (
    MAX_LABEL,
    Button,
    MadeChart,
    Media,
    OutgoingMessage,
    Question,
    StoredPicture,
    Weight,
    card,
)
from bot.domain.text import Span, SpanKind, Text, bold, link, plain
from tests.made.texts import HOSTILE

PAGE = "https://example.org/why?a=b#c"
CHART = MadeChart("scores", ((1, 3.0),), "Day 1: 3.")
PICTURE = StoredPicture("0" * 64, "A ball under the thigh.")
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f1e9\U0001f1ea"
KINDS = {"bold": SpanKind.BOLD, "italic": SpanKind.ITALIC, "text_link": SpanKind.LINK}


def part_of(text: str, offset: int, length: int) -> str:
    """Cut as Telegram does, in UTF-16 units; half a character raises."""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le")


def spans_of(text: str, entities: tuple[MessageEntity, ...]) -> Text:
    """Read the spans back from what is sent."""
    spans: list[Span] = []
    at = 0
    for entity in entities:
        spans += plain(part_of(text, at, entity.offset - at))
        words = part_of(text, entity.offset, entity.length)
        spans.append(Span(words, KINDS[entity.type], entity.url))
        at = entity.offset + entity.length
    return (*spans, *plain(part_of(text, at, units(text) - at)))


def told(drawn_message: Drawn) -> list[tuple[str, int, int]]:
    return [(str(one.type), one.offset, one.length) for one in drawn_message.entities]


def test_a_card_is_a_bold_line_and_plain_ones() -> None:
    sent = drawn(card("Day 6: inner thigh", "Have ready: a ball."))
    assert sent.text == "Day 6: inner thigh\nHave ready: a ball."
    assert told(sent) == [("bold", 0, 18)]
    assert (sent.keyboard, sent.media, sent.silent) == (None, None, False)


def test_forms_are_counted_in_utf_16_units() -> None:
    text = (
        *plain(f"{FAMILY} "),
        *bold("é\U0001f9d8"),
        Span("n", SpanKind.ITALIC),
        *link("m", PAGE),
    )
    sent = drawn(OutgoingMessage(text=text))
    assert told(sent) == [("bold", 9, 3), ("italic", 12, 1), ("text_link", 13, 1)]
    assert sent.entities[2].url == PAGE
    assert spans_of(sent.text, sent.entities) == text


def test_neighbours_of_one_form_are_one_entity() -> None:
    text = (
        *bold("a"),
        Span(""),
        *bold("b"),
        *plain("c"),
        *link("d", PAGE),
        *link("e", PAGE + "2"),
    )
    sent = drawn(OutgoingMessage(text=text))
    assert told(sent) == [("bold", 0, 2), ("text_link", 3, 1), ("text_link", 4, 1)]


def test_blanks_around_a_text_are_gone_and_its_forms_stay_where_they_were() -> None:
    text = (*plain(" \n"), *bold(" a "), *plain("b"), *bold(" c \n"), *plain("\n \n"))
    sent = drawn(OutgoingMessage(text=text))
    assert sent.text == "a b c"
    assert told(sent) == [("bold", 0, 2), ("bold", 3, 2)]


def test_a_form_of_blanks_alone_is_none() -> None:
    text = (*plain("a"), *bold(" \n"), Span("\u200b", SpanKind.ITALIC), *bold(""), *plain("b"))
    assert drawn(OutgoingMessage(text=text)).entities == ()


def test_markup_in_words_stays_words() -> None:
    words = "<b>bold</b> *a* _b_ [c](https://x.org) &lt; `d` @everyone /today"
    sent = drawn(OutgoingMessage(text=plain(words)))
    assert (sent.text, sent.entities) == (words, ())
    assert NO_PREVIEW.is_disabled


@pytest.mark.parametrize(
    "url",
    [
        PAGE,
        "http://example.org",
        "https://a-b.example.org:8443/x_(y)",
        "HTTPS://Example.ORG?q=1",
        "https://de.wikipedia.org/wiki/Übung",
        "tg://resolve?domain=knead_bot&start=x",
        "tg://settings",
    ],
)
def test_pages_and_places_in_telegram_are_links(url: str) -> None:
    assert is_link(url)
    assert drawn(OutgoingMessage(text=link("here", url))).entities[0].url == url


@pytest.mark.parametrize(
    "url",
    [
        *("", "example.org", "localhost", "https://localhost", "https://", "https://.org"),
        *("javascript:alert(1)", "ftp://example.org", "file:///etc/passwd", "mailto:a@b.org"),
        *("https://exa mple.org", "https://example.org/a b", "https://example.org/\x00"),
        *("https://example.org/\u202ecod", "https://example.org/\ud800", " https://example.org"),
        *("https://user:pw@example.org", "https://127.0.0.1", "tg:resolve", "tg://x/y", "tg://"),
        *("https://example.org\n", f"https://example.org/{'a' * MAX_URL}", "//example.org"),
        *(f"https://{'a' * 64}.org", "https://-a.org", "https://a-.org", "https://exämple.org"),
    ],
)
def test_any_other_link_is_plain_words(url: str) -> None:
    sent = drawn(OutgoingMessage(text=link("here", url)))
    assert (sent.text, sent.entities) == ("here", ())


def test_a_link_without_a_page_is_plain_words() -> None:
    assert drawn(OutgoingMessage(text=(Span("here", SpanKind.LINK),))).entities == ()


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\x00", "\u200b\u200d", "\u2800", "\ud800", "\u202e", "\ufffc", "\u0333"]
)
def test_a_text_that_shows_nothing_is_an_ellipsis_with_its_buttons(text: str) -> None:
    message = OutgoingMessage(text=bold(text), rows=((Button("Start", Action("start")),),))
    sent = drawn(message)
    assert (sent.text, sent.entities) == (CUT, ())
    assert sent.keyboard is not None
    assert drawn(message, as_caption=True).text == ""


@pytest.mark.parametrize("media", [CHART, PICTURE])
def test_a_picture_that_is_not_sent_is_told_below_the_words(media: Media) -> None:
    message = OutgoingMessage(text=(*bold("Week 1"), *plain("\nGo on.\n")), media=media)
    sent = drawn(message)
    assert sent.text == f"Week 1\nGo on.\n\n\n{media.alt_text}"
    assert told(sent) == [("bold", 0, 6)]
    assert sent.media is None


def test_a_picture_alone_that_is_not_sent_is_its_words() -> None:
    assert drawn(OutgoingMessage(text=(), media=PICTURE)).text == PICTURE.alt_text


def test_a_picture_that_is_sent_carries_the_words_alone() -> None:
    sent = drawn(OutgoingMessage(text=bold("Week 1"), media=CHART), as_caption=True)
    assert (sent.text, told(sent), sent.media) == ("Week 1", [("bold", 0, 6)], CHART)


def test_silence_is_kept_and_a_question_needs_nothing() -> None:
    asked = Question(Action("city"), "Where are you?", "Lisbon")
    assert drawn(OutgoingMessage(text=plain("a"), silent=True)).silent
    assert drawn(card("a", question=asked)) == drawn(card("a"))


@pytest.mark.parametrize("count", [MAX_CAPTION, MAX_CAPTION + 1])
def test_words_fit_below_a_picture_up_to_its_limit(count: int) -> None:
    message = OutgoingMessage(text=plain("x" * count), media=PICTURE)
    assert fits_caption(message) is (count == MAX_CAPTION)


WORDS = (
    st.sampled_from(HOSTILE) | st.text(max_size=40) | st.sampled_from((FAMILY, FLAG, " ", "\n"))
)
URLS = st.none() | st.just(PAGE) | st.just("javascript:x") | st.text(max_size=12)
SPANS = st.builds(Span, WORDS, st.sampled_from(SpanKind), URLS)
TEXTS = st.lists(SPANS, max_size=8).map(tuple)
ACTIONS = st.builds(
    Action,
    st.sampled_from(("start", "score", "hurts")),
    st.integers(min_value=0, max_value=2**63 - 1),
    st.text(alphabet="abcXYZ019_-", max_size=40),
)
ROWS = st.lists(
    st.lists(st.builds(Button, WORDS, ACTIONS, st.sampled_from(Weight)), max_size=5).map(tuple),
    max_size=5,
).map(tuple)
PICTURES = st.none() | st.builds(StoredPicture, st.just("0"), WORDS)
MESSAGES = st.builds(OutgoingMessage, text=TEXTS, rows=ROWS, media=PICTURES, silent=st.booleans())


@given(message=MESSAGES, as_caption=st.booleans())
def test_every_message_is_one_that_telegram_takes(
    message: OutgoingMessage, *, as_caption: bool
) -> None:
    sent = drawn(message, as_caption=as_caption)
    assert units(sent.text) <= (MAX_CAPTION if as_caption else MAX_TEXT)
    assert sent.text == clean(sent.text)
    assert sent.text == sent.text.strip()
    assert as_caption or not is_blank(sent.text)
    end = 0
    for entity in sent.entities:
        assert end <= entity.offset
        end = entity.offset + entity.length
        assert entity.length > 0
        assert end <= units(sent.text)
        assert not is_blank(part_of(sent.text, entity.offset, entity.length))
        assert (entity.type == "text_link") is (entity.url is not None)
    assert_keyboard_fits(sent.keyboard, message)


def assert_keyboard_fits(keyboard: InlineKeyboardMarkup | None, message: OutgoingMessage) -> None:
    shown = [] if keyboard is None else [one for row in keyboard.inline_keyboard for one in row]
    assert [unpack(str(one.callback_data)) for one in shown] == [
        button.action for button in message.buttons()
    ]
    for one in shown:
        assert not is_blank(one.text)
        assert units(one.text) <= MAX_LABEL
        assert len(str(one.callback_data).encode()) <= 64
        assert "\n" not in one.text


@given(TEXTS)
def test_the_spans_are_read_back_from_what_is_sent(text: Text) -> None:
    """Sign by sign: words and forms are the ones that went in, blanks around them aside."""
    sent, entities = laid_out(text, limit=10**6)
    went_in = [
        (sign, span.kind, span.url if span.kind is SpanKind.LINK else None)
        for span in text
        for sign in clean(span.text)
    ]
    came_out = [
        (sign, span.kind, span.url) for span in spans_of(sent, entities) for sign in span.text
    ]
    words = "".join(sign for sign, _, _ in went_in)
    start = len(words) - len(words.lstrip())
    assert "".join(sign for sign, _, _ in came_out) == words.strip()
    for (sign, kind, url), (_, shown_kind, shown_url) in zip(
        went_in[start:], came_out, strict=False
    ):
        is_lost_link = kind is SpanKind.LINK and not is_link(url or "")
        if shown_kind is SpanKind.PLAIN:
            assert kind is SpanKind.PLAIN or is_lost_link or is_blank(sign)
        else:
            assert (kind, url) == (shown_kind, shown_url)


def test_text_without_forms_has_no_entities() -> None:
    assert laid_out(plain("a"), limit=9) == ("a", ())
    assert laid_out((), limit=9) == ("", ())

"""Text as spans."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import Span, SpanKind, Text, bold, link, plain, utf16_units, words_of

any_span = st.builds(Span, st.text(), st.sampled_from(SpanKind))
any_text = st.lists(any_span).map(tuple)


def test_plain_words_are_one_plain_span() -> None:
    assert plain("Roll slowly.") == (Span("Roll slowly.", SpanKind.PLAIN, None),)


def test_no_words_have_no_span() -> None:
    assert plain("") == ()
    assert words_of(()) == ""
    assert utf16_units(()) == 0


def test_bold_words_and_links_say_what_they_are() -> None:
    assert bold("Day 5") == (Span("Day 5", SpanKind.BOLD, None),)
    assert link("NICE", "https://example.org") == (
        Span("NICE", SpanKind.LINK, "https://example.org"),
    )


def test_the_words_of_a_text_are_those_of_its_spans_without_the_address() -> None:
    text = bold("Day 5") + plain(" of 14, from ") + link("NICE", "https://example.org")
    assert words_of(text) == "Day 5 of 14, from NICE"


def test_text_is_counted_as_the_platforms_do() -> None:
    assert utf16_units(plain("knee")) == 4
    assert utf16_units(plain("Mårten")) == 6
    assert utf16_units(plain("⏱")) == 1
    assert utf16_units(plain("🧘")) == 2
    assert utf16_units(bold("🧘🧘") + plain("\n")) == 5


def test_half_a_character_typed_by_somebody_still_counts() -> None:
    assert utf16_units(plain("a\ud83d")) == 2


@given(any_text)
def test_each_character_counts_one_unit_or_two(text: Text) -> None:
    words = words_of(text)
    assert utf16_units(text) == sum(1 if ord(sign) < 0x10000 else 2 for sign in words)


@given(any_text, any_text)
def test_texts_put_together_are_as_long_as_both(one: Text, other: Text) -> None:
    assert utf16_units(one + other) == utf16_units(one) + utf16_units(other)
    assert words_of(one + other) == words_of(one) + words_of(other)

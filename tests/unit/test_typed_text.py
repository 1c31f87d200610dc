"""How typed text is made comparable."""

# ruff: noqa: RUF001  # characters that only look alike are what people type

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.typed_text import fold, plain, unaccented, without_lead, without_tail, words_in


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Bogotá", "bogota"),
        ("BOGOTA", "bogota"),
        ("ｂｏｇｏｔａ", "bogota"),
        ("  San   José ", "san jose"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Tromsø", "tromso"),
        ("Þórshöfn", "thorshofn"),
        ("Đà Nẵng", "da nang"),
        ("St. John’s", "st johns"),
        ("Rostov-on-Don", "rostov on don"),
        ("Rostov–on–Don", "rostov on don"),
        ("Paris (75)", "paris 75"),
        ("東京", "東京"),
        ("٢", "2"),
    ],
)
def test_two_spellings_of_a_name_fold_to_the_same(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_plain_text_keeps_the_punctuation_that_hours_and_dates_need() -> None:
    assert plain(" ７：３０  PM, 20／3 − 4️⃣ it’s ") == "7:30 pm, 20/3 - 4 it's"


@given(st.text())
def test_folded_text_has_single_spaces_and_none_around(text: str) -> None:
    assert fold(text) == " ".join(fold(text).split())


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_ascii_takes_the_short_way_to_the_same_text(text: str) -> None:
    assert unaccented(text) == unaccented(text + "é").removesuffix("e")


def test_words_are_dropped_from_either_end_alone() -> None:
    words = ["at", "at", "7", "at", "7", "at"]
    assert without_lead(words, words_in("at")) == ["7", "at", "7", "at"]
    assert without_tail(words, words_in("at")) == ["at", "at", "7", "at", "7"]
    assert without_lead(["7", "at"], words_in("at")) == ["7", "at"]
    assert without_lead(["at", "7", "7"], words_in("at")) == ["7", "7"]
    assert without_tail(["at", "7"], words_in("at")) == ["at", "7"]
    assert without_tail(["7", "7", "at"], words_in("at")) == ["7", "7"]
    assert without_lead(["at"], words_in("at")) == []
    assert without_tail(["at"], words_in("at")) == []

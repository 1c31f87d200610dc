"""Scores as people type them."""

# ruff: noqa: RUF001  # characters that only look alike are what people type

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.typed_score import NotAScore, ScoreKnown, ScoreOffScale, read_score


@pytest.mark.parametrize(
    "typed",
    [
        *("4", " 4 ", "４", "٤", "4️⃣", "04", "4.0", "4,0", "four", "Four!", "(4)", "~4", "4?"),
        *("4/10", "4 / 10", "four out of ten", "4 of 10", "4/10 today"),
        *("it's a 4", "It’s a 4", "its a 4", "a 4", "about 4", "maybe 4", "I'd say 4", "4ish"),
        *(
            "my pain is 4",
            "around four I think",
            "feels like a 4 right now",
            "4-ish",
            "4".rjust(64),
        ),
    ],
)
def test_a_four_is_a_four(typed: str) -> None:
    assert read_score(typed) == ScoreKnown(score=4)


@pytest.mark.parametrize(
    ("typed", "score"),
    [
        *(("0", 0), ("zero", 0), ("no pain", 0), ("No pain at all.", 0), ("none", 0)),
        *(("10", 10), ("ten", 10), ("10/10", 10), ("10 out of 10", 10)),
    ],
)
def test_both_ends_of_the_scale_are_on_it(typed: str, score: int) -> None:
    assert read_score(typed) == ScoreKnown(score=score)


@pytest.mark.parametrize(
    "typed",
    [
        *("11", "100", "eleven", "a hundred", "11/10", "1" * 60, "-1", "−1", "minus one", "-0"),
        *("4.5", "4,5", ".5", "4 and a half", "4½", "½", "4 1/2", "4+", "40%"),
        *("3-4", "3–4", "3 to 4", "three or four", "between 3 and 4", "3/4", "3-4/10", "4/5"),
    ],
)
def test_a_number_beside_the_scale_is_not_rounded(typed: str) -> None:
    assert read_score(typed) == ScoreOffScale()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "asdf",
        "no",
        "numb",
        "7:30",
        "7pm",
        "7 am",
        "4 5",
        "/10",
        "it's a",
        "4".rjust(65),
        "?",
        "4th",
    ],
)
def test_anything_else_is_no_score(typed: str) -> None:
    assert read_score(typed) == NotAScore()


@given(st.integers())
def test_a_whole_number_is_known_exactly_on_the_scale(number: int) -> None:
    read = read_score(str(number))
    if 0 <= number <= 10:
        assert read == ScoreKnown(score=number)
    else:
        assert read in {ScoreOffScale(), NotAScore()}


@given(st.text() | st.from_regex(r"[0-9 .,/%+-]{0,10}", fullmatch=True))
def test_any_text_gives_a_score_of_the_scale_or_none(text: str) -> None:
    read = read_score(text)
    assert not isinstance(read, ScoreKnown) or 0 <= read.score <= 10

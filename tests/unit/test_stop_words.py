"""Words that win over any question."""

# ruff: noqa: RUF001  # characters that only look alike are what people type

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.stop_words import PainWords, is_help, is_stop, read_pain_words

STOPS = ("stop", "unsubscribe", "quit", "end", "cancel")
NO_PAIN = (
    *("", "hi", "numbers", "give me the numbers", "at 7 sharp", "hurtful", "unhurt", "locked out"),
    *("no pain", "my pain is 4", "less pain", "lens", "the block", "I can breathe", "chest day"),
)


@pytest.mark.parametrize("word", STOPS)
@pytest.mark.parametrize(
    "form", ["{}", " {} ", "{}.", "{}!!", "please {}", "{} please", "OK, {} now"]
)
def test_a_stop_word_stops_alone_or_with_a_polite_word(word: str, form: str) -> None:
    assert is_stop(form.format(word))
    assert is_stop(form.format(word).upper())


@pytest.mark.parametrize(
    "typed", ["stop it", "stop stop", "unsubscribe me", "opt out", "ＳＴＯＰ", "stop".rjust(64)]
)
def test_other_ways_to_say_stop_stop(typed: str) -> None:
    assert is_stop(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "please", "ok", "stop the clock", "the end", "end it all", "weekend", "stopping"),
        *("how do I cancel a day", "/stop", " /cancel", "stop".rjust(65)),
    ],
)
def test_a_stop_word_inside_other_words_does_not_stop(typed: str) -> None:
    assert not is_stop(typed)


@pytest.mark.parametrize(
    "typed", ["help", "Help!", "help me please", "?", "??", " ? ", "？", "?" * 64]
)
def test_help_is_asked_for_in_a_word_or_a_mark(typed: str) -> None:
    assert is_help(typed)


@pytest.mark.parametrize("typed", ["", "helpful", "/help", "what?", "it helps", "?" * 65])
def test_other_texts_ask_for_no_help(typed: str) -> None:
    assert not is_help(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("can't breathe", "I can’t breathe", "cannot breathe", "I can not really breathe"),
        *("chest pain", "CHEST PAIN!!", "pain in my chest", "my chest hurts", "tight chest"),
        *("short of breath", "shortness of breath", "I can barely breathe", "heart attack"),
        *("no, chest pain", "not numb but short of breath", "swollen leg and chest pain"),
        *("my knee hurts and I can't really breathe", "the chest pain is less"),
    ],
)
def test_words_of_an_emergency_are_heard_first(typed: str) -> None:
    assert read_pain_words(typed) is PainWords.EMERGENCY


@pytest.mark.parametrize(
    "typed",
    [
        *("numb", "my foot is numb", "numbness", "swollen", "it is swollen", "swelling"),
        *("it hurts", "It HURTS!", "hurt", "my knee hurt all night", "pain", "ow", "painful"),
        *("gives way", "the knee gave way", "my knee locks", "it locked up", "tingling"),
        *("pins and needles", "a sharp pain", "shooting pain", "I can't walk", "can’t bend it"),
        *("no it hurts", "no. it hurts", "not just swollen", "not swollen but numb"),
        *("hello, I did the session today\nand now there is " + "x" * 900 + " numbness",),
        *("is it supposed to hurt", "it will hurt", "it went numb"),
    ],
)
def test_words_of_pain_are_heard_anywhere(typed: str) -> None:
    assert read_pain_words(typed) is PainWords.HURTS


@pytest.mark.parametrize("typed", NO_PAIN)
def test_words_that_only_look_like_pain_are_none(typed: str) -> None:
    assert read_pain_words(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        *("it does not hurt", "it doesn't hurt", "it doesn’t really hurt any more", "not numb"),
        *("no longer swollen", "no swelling", "no more tingling", "never hurts", "isn't swollen"),
        *("no chest pain", "I don't have any chest pain", "not short of breath"),
        *("it stopped hurting", "hurts less", "hurts a lot less", "less numb"),
        *("the numbness is gone", "the swelling went down", "tingling has gone"),
        *("will it hurt?", "does this hurt", "would that hurt"),
    ],
)
def test_a_denial_and_a_mere_question_are_no_pain(typed: str) -> None:
    assert read_pain_words(typed) is None


@given(st.text(), st.sampled_from(["numb", "chest pain", "it hurts"]))
def test_pain_is_heard_after_any_text_and_a_full_stop(text: str, words: str) -> None:
    assert read_pain_words(f"{text}. {words}") is not None


@given(st.text())
def test_a_text_is_never_both_a_stop_word_and_a_call_for_help(text: str) -> None:
    assert not (is_stop(text) and is_help(text))

"""Text that Telegram would clean or refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram_chat.outgoing import MAX_CAPTION, MAX_TEXT, Drawn, drawn
from adapters.telegram_chat.plain_text import CUT, clean, cut, units
from bot.domain.message import OutgoingMessage
from bot.domain.text import bold, link, plain

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
FLAG = "\U0001f1e9\U0001f1ea"
THUMB = "\U0001f44d\U0001f3fd"


def told(drawn_message: Drawn) -> list[tuple[str, int, int]]:
    return [(str(one.type), one.offset, one.length) for one in drawn_message.entities]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\tc\x1bd", "a b c d"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\u202eb\u2028c\u2029d", "abcd"),
        ("a\x7f\x85b", "ab"),
        ("half \ud83d and \udfff.", "half  and ."),
        ("\u2066isolated\u2069 \u200d\ufe0f", "\u2066isolated\u2069 \u200d\ufe0f"),
    ],
)
def test_text_is_cleaned_as_telegram_cleans_it(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(("as_caption", "limit"), [(False, MAX_TEXT), (True, MAX_CAPTION)])
@pytest.mark.parametrize(
    "sign", ["x", "é", "漢", "\U0001f9d8", FAMILY, FLAG, ENGLAND, THUMB, "a\u0301"]
)
@pytest.mark.parametrize("lead", ["", ".", "..", "..."])
def test_what_is_too_long_is_cut_between_signs(
    sign: str, lead: str, limit: int, *, as_caption: bool
) -> None:
    whole = lead + sign * (limit // units(sign) - len(lead))
    fits = drawn(OutgoingMessage(text=bold(whole)), as_caption=as_caption)
    assert fits.text == whole
    sent = drawn(OutgoingMessage(text=bold(whole + sign * 9)), as_caption=as_caption)
    kept = sent.text.removesuffix(CUT).removeprefix(lead)
    assert sent.text.endswith(CUT)
    assert kept == sign * (len(kept) // len(sign))
    assert limit - units(sign) - 1 < units(sent.text) <= limit
    assert told(sent) == [("bold", 0, units(sent.text) - 1)]


def test_a_form_beyond_the_cut_is_none_and_the_blank_before_it_goes() -> None:
    text = (
        *plain("x" * (MAX_TEXT - 2)),
        *plain(" "),
        *bold("yyy"),
        *link("z", "https://example.org"),
    )
    sent = drawn(OutgoingMessage(text=text))
    assert (sent.text, sent.entities) == ("x" * (MAX_TEXT - 2) + CUT, ())


def test_a_sign_without_end_is_cut_inside() -> None:
    endless = "hello" + "\u0301" * (MAX_TEXT * 2)
    assert units(drawn(OutgoingMessage(text=plain(endless))).text) == MAX_TEXT
    assert cut("hello world", 7) == "hello" + CUT
    flags = "\U0001f1e9" * MAX_TEXT
    assert units(cut(flags, 10)) <= 10
    assert cut("ab", 1) == CUT


@given(st.text(max_size=60), st.integers(min_value=1, max_value=40))
def test_a_cut_text_is_the_begin_of_the_whole(text: str, limit: int) -> None:
    whole = clean(text)
    shown = cut(whole, limit)
    assert units(shown) <= limit
    assert shown == whole or whole.startswith(shown.removesuffix(CUT))

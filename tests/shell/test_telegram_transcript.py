"""The two weeks on Telegram: word for word what the terminal says, but for declared forms."""

import re
from collections.abc import Callable, Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

import bot.opening
from adapters.telegram_chat.outgoing import drawn
from adapters.terminal_chat.outgoing import render
from bot.domain.message import OutgoingMessage, StoredPicture
from bot.domain.text import link, plain
from tests.shell.command_line import world
from tests.transcripts.forms import (
    ACT,
    ELSEWHERE,
    SHOWN,
    Form,
    from_telegram,
    from_terminal,
    paragraphs_of,
)
from tests.transcripts.telegram_weeks import play

ROOT = Path(__file__).resolve().parents[2]
TRANSCRIPTS = ROOT / "tests" / "transcripts"
TERMINAL = (TRANSCRIPTS / "two_weeks.txt").read_text(encoding="utf-8")
TELEGRAM = (TRANSCRIPTS / "two_weeks_telegram.txt").read_text(encoding="utf-8")
SIDES = ((TERMINAL, from_terminal), (TELEGRAM, from_telegram))
WORDS = ROOT / "bot" / "words" / "en"
WORD = re.compile(r"[^\W\d_]+")


def changes(before: list[str], after: list[str], names: tuple[str, str]) -> str:
    return "\n".join(list(unified_diff(before, after, *names, lineterm="", n=1))[:60])


async def test_the_weeks_on_telegram_say_what_their_transcript_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.opening, "GeoPlaces", world)
    said = await play(tmp_path)
    changed = changes(TELEGRAM.splitlines(), said.splitlines(), ("kept", "said"))
    if changed:
        pytest.fail(
            "Telegram shows other words than tests/transcripts/two_weeks_telegram.txt:\n"
            f"{changed}\n"
            "If that is meant, renew it with `make transcripts`, and read the diff.",
            pytrace=False,
        )


def test_telegram_says_in_its_own_forms_what_the_terminal_says() -> None:
    names = ("the terminal", "Telegram")
    differs = changes(from_terminal(TERMINAL), from_telegram(TELEGRAM), names)
    if differs:
        pytest.fail(
            "The two weeks differ beyond what tests/transcripts/forms.py declares:\n" + differs,
            pytrace=False,
        )


@pytest.mark.parametrize("form", SHOWN, ids=lambda form: form.name)
def test_each_form_is_seen_in_the_two_weeks(form: Form) -> None:
    others = tuple(one for one in SHOWN if one is not form)
    assert from_terminal(TERMINAL, others) != from_telegram(TELEGRAM, others)


def with_one_word_changed(text: str) -> Iterator[tuple[str, str]]:
    """Give each paragraph beside itself with one word changed, for each word of each line."""
    seen: set[str] = set()
    for paragraph in paragraphs_of(text):
        for number, line in enumerate(paragraph):
            if line in seen:
                continue
            seen.add(line)
            for word in WORD.finditer(line):
                changed = f"{line[: word.start()]}otherwise{line[word.end() :]}"
                lines = (*paragraph[:number], changed, *paragraph[number + 1 :])
                yield "\n".join(paragraph), "\n".join(lines)


@pytest.mark.parametrize(("text", "said"), SIDES, ids=("terminal", "telegram"))
def test_no_form_hides_a_word_that_changed_on_one_side(
    text: str, said: Callable[[str], list[str]]
) -> None:
    count = 0
    for kept, changed in with_one_word_changed(text):
        assert said(changed) != said(kept), changed
        count += 1
    assert count > 1000


@pytest.mark.parametrize(("text", "said"), SIDES, ids=("terminal", "telegram"))
def test_no_form_hides_a_line_that_is_left_out(
    text: str, said: Callable[[str], list[str]]
) -> None:
    for paragraph in set(paragraphs_of(text)):
        kept = said("\n".join(paragraph))
        for number, line in enumerate(paragraph):
            left = "\n".join(one for no, one in enumerate(paragraph) if no != number)
            assert line == "(edited)" or not kept or said(left) != kept, line


def test_what_the_terminal_prints_anew_is_one_message_that_telegram_edits() -> None:
    heads = re.findall(r"^\[message .*\]$", TELEGRAM, re.MULTILINE)
    cards = [
        paragraph
        for paragraph in paragraphs_of(TERMINAL)
        if not paragraph[0].startswith(("── ", ACT))
    ]
    assert len(cards) == len(heads)
    anew = [
        head for card, head in zip(cards, heads, strict=True) if card[0].startswith("(edited)")
    ]
    assert len(anew) > 50
    assert all(head.endswith(", edited]") for head in anew)


def test_all_that_a_platform_says_alone_is_declared_once_and_with_a_reason() -> None:
    catalog = "\n".join(path.read_text(encoding="utf-8") for path in WORDS.glob("*.po"))
    own = re.findall(
        r'^msgid "(terminal\.\w+|\w+\.on_(?:terminal|telegram))"', catalog, re.MULTILINE
    )
    assert sorted(own) == sorted(key for form in (*SHOWN, *ELSEWHERE) for key in form.words)
    assert all(form.name and form.why.endswith(".") for form in (*SHOWN, *ELSEWHERE))


# forms that the two weeks come without


def test_a_pictures_words_stand_above_in_brackets_and_on_telegram_below() -> None:
    message = OutgoingMessage(text=plain("Lean in."), media=StoredPicture("hip", "A ball."))
    assert render(message) == ["[A ball.]", "Lean in."]
    assert drawn(message).text == "Lean in.\n\nA ball."
    assert drawn(message, as_caption=True).text == "Lean in."


def test_a_link_shows_its_page_in_a_terminal_and_hides_it_on_telegram() -> None:
    message = OutgoingMessage(text=(*plain("See "), *link("the study", "https://example.org/a")))
    assert render(message) == ["See the study (https://example.org/a)"]
    shown = drawn(message)
    assert (shown.text, shown.entities[0].url) == ("See the study", "https://example.org/a")

"""The catalogs hold every message that the code asks for, and nothing that nobody says."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from bot.words.catalog import PoWords, read_messages

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(ROOT / "bot").rglob("*.py")])
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# ux: never about bodies, and never in an error.
NEVER = re.compile(
    r"\b(cure|cures|heal|heals|lengthen|align|detox|invalid|illegal|unfortunately|oops"
    r"|no pain no gain|good pain|please note|break up)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def trees() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES)


def asked_keys() -> Iterator[str]:
    """Find each literal first argument of `say(…)`, `say.count(…)` and `words(…)`."""
    for tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            asked = ast.unparse(node.func).split(".")
            is_say = asked[-1] in {"say", "words"} or asked[-2:] == ["say", "count"]
            first = node.args[0]
            if is_say and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def written() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Find all words written in the code, and the patterns of those made from parts."""
    words: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_]+"
                    for part in node.values
                ]
                patterns.append(re.compile("".join(parts)))
    return frozenset(words), tuple(patterns)


def test_every_message_that_the_code_asks_for_is_in_the_catalog() -> None:
    asked = set(asked_keys())
    assert len(asked) > 150
    assert asked - set(read_messages("en")) == set()


def test_every_message_of_the_catalog_is_said_somewhere() -> None:
    words, patterns = written()
    silent = [
        key
        for key in read_messages("en")
        if key not in words
        and key.split(".", 1)[1] not in words
        and not any(pattern.fullmatch(key) for pattern in patterns)
    ]
    assert silent == []


def test_plural_forms_fill_in_the_same_values() -> None:
    for key, forms in read_messages("en").items():
        values = {frozenset(PLACEHOLDER.findall(form)) - {"n"} for form in forms}
        assert len(values) == 1, key


def test_no_message_says_what_we_never_say() -> None:
    said = [
        (key, found[0])
        for key, forms in read_messages("en").items()
        for form in forms
        for found in NEVER.finditer(form)
    ]
    assert said == []


def test_sentences_are_short() -> None:
    long = [
        (key, sentence)
        for key, forms in read_messages("en").items()
        for form in forms
        for sentence in re.split(r"[.!?:;]\s|\n", form)
        if len(sentence.split()) > 20
    ]
    assert long == []


def test_dates_times_and_lists_are_written_as_people_read_them() -> None:
    say = PoWords("en")
    assert say.day(date(2027, 3, 1)) == "Mon 1 March"
    assert say.time(7 * 60 + 5) == "07:05"
    assert say.weekdays({4, 0, 2}) == "Mon, Wed, and Fri"
    assert say.number(3.66) == "3.7"
    assert say.count("card.missed", 2).startswith("2 sessions")
    assert say.count("card.missed", 1).startswith("1 session went")


def test_a_message_without_its_value_is_an_error_and_no_half_sentence() -> None:
    with pytest.raises(KeyError):
        PoWords("en")("card.session", no=1)
    with pytest.raises(KeyError):
        PoWords("en")("no.such.key")

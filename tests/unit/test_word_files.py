"""Reading the catalogs: what would leave the bot without words is refused at the start."""

from pathlib import Path

import pytest

from bot.words import catalog
from bot.words.catalog import PoWords, read_messages

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalog, "files", lambda _package: tmp_path)
    (tmp_path / "en").mkdir()
    return tmp_path / "en"


def write(folder: Path, name: str, *entries: tuple[str, str]) -> None:
    lines = "".join(f'msgid "{key}"\nmsgstr "{said}"\n\n' for key, said in entries)
    (folder / name).write_text(HEAD + lines, encoding="utf-8")


def test_all_files_of_a_language_are_one_catalog(folder: Path) -> None:
    write(folder, "one.po", ("a.one", "One {n}."))
    write(folder, "two.po", ("a.two", "Two."))
    (folder / "notes.txt").write_text("not read")
    words = PoWords("en")
    assert words.language == "en"
    assert words.keys() == {"a.one", "a.two"}
    assert words("a.one", n=1) == "One 1."
    assert words.count("a.one", 7) == "One 7."


def test_a_key_that_stands_in_two_files_is_refused(folder: Path) -> None:
    write(folder, "one.po", ("a.one", "One."))
    write(folder, "two.po", ("a.one", "Another."))
    with pytest.raises(ValueError, match=r"two\.po: the message 'a\.one' stands twice"):
        read_messages("en")


def test_a_message_without_words_is_refused(folder: Path) -> None:
    write(folder, "one.po", ("a.one", ""))
    with pytest.raises(ValueError, match=r"one\.po: the message 'a\.one' .* has no words"):
        read_messages("en")


def test_what_is_filled_in_is_never_filled_in_again(folder: Path) -> None:
    write(folder, "one.po", ("a.one", "{name} and {other}"))
    assert PoWords("en")("a.one", name="{other}", other="x") == "{other} and x"

"""`knead backup` and `knead restore`: as an operator types them."""

import json
import os
from pathlib import Path

import pytest

from storage import backup_note
from storage.backup_note import BackupNote, keep_note, note_path, read_note
from tests.shell.command_line import PATIENCE_S, Knead, one_line


def test_a_backup_is_made_beside_a_running_bot_and_restored_when_it_has_stopped(
    knead: Knead,
) -> None:
    running = knead.starts("chat")
    try:
        assert running.stdout is not None
        while not running.stdout.readline().startswith("  2 "):
            pass
        made = knead("backup", "copy.db")
        assert (made.code, made.err) == (0, "")
        line = one_line(knead("restore", "copy.db"), 1)
        assert line.endswith("Stop it first, then restore.")
    finally:
        running.communicate("/quit\n", timeout=PATIENCE_S)
    first, second = made.out.splitlines()
    assert first.startswith("Backed up to copy.db (")
    assert second.startswith("Keep data/knead.db.secret too, apart from it")
    done = knead("restore", "copy.db")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Restored copy.db, of ")
    assert knead("ledger", "verify").code == 0
    assert knead("chat").code == 0


def test_with_a_secret_of_one_s_own_nothing_is_said_of_it(subscribed: Knead) -> None:
    mine = "long enough for a secret of the operator"
    subscribed.set(secret=mine)
    assert len(subscribed("backup", "copy.db").out.splitlines()) == 1


def test_a_backup_is_not_made_over_a_file(subscribed: Knead) -> None:
    assert subscribed("backup", "copy.db").code == 0
    before = (subscribed.folder / "copy.db").read_bytes()
    assert "is there already" in one_line(subscribed("backup", "copy.db"), 1)
    assert (subscribed.folder / "copy.db").read_bytes() == before


def test_a_restore_says_what_became_of_the_time_since(subscribed: Knead) -> None:
    subscribed("backup", "copy.db")
    subscribed("chat", typed="/next\n/next\n")
    lines = subscribed("restore", "copy.db").out.splitlines()
    assert "messages came due since, up to" in lines[1]
    assert lines[2] == "Stops and pauses since, carried over: 0."
    aside = Path(lines[-2].removeprefix("The old database is kept as ").rstrip("."))
    assert (subscribed.folder / aside).exists()
    assert lines[-1].startswith("Delete it when all is well, within 35 days")
    assert subscribed("ledger", "verify").code == 0


def test_a_machine_that_never_had_a_bot_takes_a_backup(subscribed: Knead) -> None:
    subscribed("backup", "copy.db")
    subscribed.set(database_url="sqlite:///new/place/knead.db")
    lines = subscribed("restore", "copy.db").out.splitlines()
    assert any("There was no old database that could be read" in line for line in lines)
    assert not any("old database is kept" in line for line in lines)
    assert subscribed("ledger", "verify").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["restore", "nowhere.db"], "There is no database at nowhere.db."),
        (["restore", "copy.db", "--down-since", "2001-01-01T00:00"], "--down-since 2001-01-01"),
        (["backup", "no/such/folder/copy.db"], "could not be written (No such file or directory)"),
    ],
)
def test_what_cannot_be_done_is_one_line(subscribed: Knead, words: list[str], said: str) -> None:
    subscribed("backup", "copy.db")
    assert said in one_line(subscribed(*words), 1)


def test_a_second_restore_in_the_same_second_keeps_both_old_ones(subscribed: Knead) -> None:
    subscribed("backup", "copy.db")
    for _ in range(3):
        assert subscribed("restore", "copy.db").code == 0
    assert len(list(subscribed.database.parent.glob("knead.db.before-restore-*"))) == 3


def test_a_note_that_cannot_be_kept_is_told_and_the_backup_stands(
    subscribed: Knead, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(backup_note, "write_whole", full)
    made = subscribed("backup", "copy.db")
    assert made.code == 0
    assert "could not be noted beside the database (No space left on device)" in made.out
    assert (subscribed.folder / "copy.db").exists()


def test_the_note_is_read_as_it_was_kept_and_none_from_what_is_no_note(tmp_path: Path) -> None:
    database = tmp_path / "bot.db"
    assert read_note(database) is None
    note = BackupNote(at=7, path=tmp_path / "copy.db")
    keep_note(database, note)
    assert read_note(database) == note
    for content in (b"{", b"[]", b"{}", json.dumps({"at": "x", "path": "y"}).encode()):
        note_path(database).write_bytes(content)
        assert read_note(database) is None

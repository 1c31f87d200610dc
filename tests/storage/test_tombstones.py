"""Who was erased is known for 35 days, by nobody without the secret."""

import stat
from pathlib import Path

import pytest

from bot.domain.address import Platform
from bot.ports.store import NotSavedError, StorageError
from storage.secret import load_or_make_secret
from storage.tombstones import KEPT_S, Tombstones

SECRET = b"s" * 32
HERE = Platform.TERMINAL


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db.tombstones"


def test_an_account_made_before_its_erasure_is_known_and_one_made_after_is_not(path: Path) -> None:
    stones = Tombstones(path, SECRET)
    assert not stones.contains(HERE, "user-1", 50)
    stones.add(HERE, "user-1", 100)
    for known in (stones, Tombstones(path, SECRET)):
        assert known.contains(HERE, "user-1", 50)
        assert known.contains(HERE, "user-1", 99)
        assert not known.contains(HERE, "user-1", 100)
        assert not known.contains(HERE, "user-2", 50)
        assert not known.contains(Platform.TELEGRAM, "user-1", 50)
    stones.add(HERE, "user-1", 200)
    stones.add(HERE, "user-1", 150)
    assert stones.contains(HERE, "user-1", 199)


def test_the_file_names_nobody_and_is_of_no_use_without_the_secret(path: Path) -> None:
    Tombstones(path, SECRET).add(HERE, "user-1", 100)
    assert b"user-1" not in path.read_bytes()
    assert not Tombstones(path, b"another secret").contains(HERE, "user-1", 50)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_erasure_is_forgotten_when_no_backup_can_hold_the_account(path: Path) -> None:
    stones = Tombstones(path, SECRET)
    stones.drop_old(100)
    assert not path.exists()
    stones.add(HERE, "old", 100)
    stones.add(HERE, "new", 200)
    stones.drop_old(100 + KEPT_S - 1)
    assert stones.contains(HERE, "old", 1)
    stones.drop_old(100 + KEPT_S)
    assert not stones.contains(HERE, "old", 1)
    assert stones.contains(HERE, "new", 1)
    assert len(path.read_bytes().splitlines()) == 1


def test_a_torn_line_costs_no_other(path: Path) -> None:
    stones = Tombstones(path, SECRET)
    stones.add(HERE, "user-1", 100)
    whole = path.read_bytes()
    for torn in (whole[:-20], b'{"hmac": "x"}', b"[1]", b'{"hmac": "x", "at": null}', b"\xff"):
        path.write_bytes(whole + torn)
        after = Tombstones(path, SECRET)
        after.add(HERE, "user-2", 100)
        assert after.contains(HERE, "user-1", 50)
        assert after.contains(HERE, "user-2", 50)


def test_a_mark_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotSavedError, match="nothing was erased"):
        Tombstones(tmp_path / "missing" / "bot.db.tombstones", SECRET).add(HERE, "user-1", 1)


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    secret = load_or_make_secret(path)
    assert len(secret) == 64
    assert load_or_make_secret(path) == secret
    assert load_or_make_secret(tmp_path / "another") != secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {file.name for file in tmp_path.iterdir()} == {"secret", "another"}


def test_a_secret_cut_short_is_refused_and_not_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    for cut in (b"", b"\n", b"abc"):
        path.write_bytes(cut)
        with pytest.raises(StorageError, match="holds no secret"):
            load_or_make_secret(path)
        assert path.read_bytes() == cut

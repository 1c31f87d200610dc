"""Pictures of a folder, by their content, and what platforms call them."""

import hashlib
from pathlib import Path

from bot.domain.address import Platform
from storage.pictures import MOST_BYTES, KeptPictures
from storage.sqlite.store import SqliteStore


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def test_a_picture_is_found_by_its_content_in_any_folder_below(
    store: SqliteStore, tmp_path: Path
) -> None:
    folder = tmp_path / "media" / "hip"
    folder.mkdir(parents=True)
    (folder / "roll.png").write_bytes(b"a picture")
    (folder / "huge.png").write_bytes(b"x" * (MOST_BYTES + 1))
    pictures = KeptPictures(store, tmp_path / "media")
    assert await pictures.content(sha(b"a picture")) == b"a picture"
    assert await pictures.content(sha(b"another")) is None
    assert await pictures.content(sha(b"x" * (MOST_BYTES + 1))) is None


async def test_a_picture_that_changed_or_went_is_not_at_hand(
    store: SqliteStore, tmp_path: Path
) -> None:
    file = tmp_path / "roll.png"
    file.write_bytes(b"a picture")
    pictures = KeptPictures(store, tmp_path)
    assert await pictures.content(sha(b"a picture"))
    file.write_bytes(b"another picture")
    assert await pictures.content(sha(b"a picture")) is None
    file.unlink()
    assert await pictures.content(sha(b"a picture")) is None
    assert await KeptPictures(store, tmp_path / "nowhere").content(sha(b"a picture")) is None


async def test_what_a_platform_calls_a_picture_is_kept_until_it_knows_it_no_more(
    store: SqliteStore, tmp_path: Path
) -> None:
    pictures = KeptPictures(store, tmp_path)
    assert await pictures.remote_ref(Platform.TELEGRAM, "hash") is None
    await pictures.keep_ref(Platform.TELEGRAM, "hash", "first")
    await pictures.keep_ref(Platform.TELEGRAM, "hash", "second")
    assert await pictures.remote_ref(Platform.TELEGRAM, "hash") == "second"
    assert await pictures.remote_ref(Platform.DISCORD, "hash") is None
    await pictures.keep_ref(Platform.TELEGRAM, "hash", None)
    assert await pictures.remote_ref(Platform.TELEGRAM, "hash") is None

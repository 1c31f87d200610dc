import resource
from pathlib import Path

import pytest

from adapters.terminal_chat.kept_files import keep_file
from bot.domain.message import File


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    paths = [keep_file(File("data.zip", text), tmp_path) for text in (b"1", b"2", b"3")]
    assert [path.name for path in paths] == ["data.zip", "data-2.zip", "data-3.zip"]
    assert [path.read_bytes() for path in paths] == [b"1", b"2", b"3"]


def test_a_link_under_the_files_name_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    (tmp_path / "data.zip").symlink_to(target)
    assert keep_file(File("data.zip", b"1"), tmp_path).name == "data-2.zip"
    assert not target.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("/etc/passwd", "etc-passwd"),
        (".bashrc", "bashrc"),
        ("a b\x1b[2J\n.zip", "a-b-2J-.zip"),
        ("", "file"),
        ("..", "file"),
        ("x" * 300 + ".zip", "x" * 96 + ".zip"),
    ],
)
def test_no_name_of_a_file_leaves_its_folder(tmp_path: Path, name: str, kept: str) -> None:
    path = keep_file(File(name, b""), tmp_path)
    assert (path.parent, path.name) == (tmp_path, kept)


def test_a_file_cut_short_by_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            keep_file(File("data.zip", b"x" * 20_000), tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []

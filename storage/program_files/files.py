"""Finds the files of a programs folder and reads their bytes, never from outside the folder."""

from dataclasses import dataclass
from pathlib import Path

from storage.program_files.compose import MOST_BYTES

TECHNIQUES, PROGRAMS = "techniques", "programs"
SUFFIX = ".yaml"


class UnreadableError(Exception):
    """A file cannot be read; the message says why and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A programs folder with its technique and program files, each in the order of names."""

    root: Path
    techniques: tuple[Path, ...]
    programs: tuple[Path, ...]


def open_folder(root: Path) -> Folder:
    """List a programs folder. A missing subfolder counts as an empty one."""
    return Folder(
        root=root,
        techniques=_listed(root / TECHNIQUES),
        programs=_listed(root / PROGRAMS),
    )


def is_folder(root: Path) -> bool:
    """Tell whether this is a programs folder."""
    return (root / TECHNIQUES).is_dir() or (root / PROGRAMS).is_dir()


def _listed(folder: Path) -> tuple[Path, ...]:
    if not folder.is_dir():
        return ()
    return tuple(sorted(path for path in folder.iterdir() if path.suffix in {SUFFIX, ".yml"}))


def read_inside(path: Path, root: Path) -> bytes:
    """Return the bytes of a file, one more than the cap at most.

    Raises UnreadableError if it is not a plain file, lies outside `root` once links are
    followed, or is misnamed.
    """
    try:
        real, real_root = path.resolve(strict=True), root.resolve(strict=True)
        if not real.is_relative_to(real_root):
            raise UnreadableError(
                "this leads out of the programs folder; put the file itself here"
            )
        if not real.is_file():
            raise UnreadableError("this is no plain file; a program or technique is one file")
        if path.suffix != SUFFIX:
            raise UnreadableError("the name of the file must end in .yaml")
        with real.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableError("there is no such file; check the path") from None
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        message = f"this cannot be read: {error.strerror if isinstance(error, OSError) else error}"
        raise UnreadableError(message) from error


def has_picture(root: Path, picture: str) -> bool:
    """Tell whether a picture is a plain file inside the folder."""
    try:
        real = (root / picture).resolve(strict=True)
        return real.is_file() and real.is_relative_to(root.resolve(strict=True))
    except (OSError, RuntimeError):
        return False

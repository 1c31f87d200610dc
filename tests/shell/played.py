"""The demo, played in this process, with all that it did beside printing."""

import asyncio
import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

import bot.opening
from bot.config import Config
from bot.demo import play_demo
from tests.shell.command_line import PROGRAMS, world

_NETWORK = frozenset({"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.bind"})


@dataclass(frozen=True)
class Played:
    """What came of a demo."""

    is_whole: bool
    text: str
    calls_out: tuple[str, ...]  # what asked for the network
    left_behind: tuple[str, ...]  # files in the temporary folder afterwards


class Watch:
    """Notes what asks for the network; a hook of Python's cannot be taken off, only told to rest."""

    def __init__(self) -> None:
        self.is_on = False
        self.seen: list[str] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, _args: tuple[object, ...]) -> None:
        if self.is_on and event in _NETWORK:
            self.seen.append(event)

    @contextmanager
    def watching(self) -> Iterator[list[str]]:
        self.seen = []
        self.is_on = True
        try:
            yield self.seen
        finally:
            self.is_on = False


_WATCH = Watch()


def play(folder: Path, programs: Path = PROGRAMS) -> Played:
    """Play the demo with a temporary folder of its own."""
    folder.mkdir()
    out = io.StringIO()
    config = Config.model_construct(
        programs_dir=programs, database_url=f"sqlite:///{folder / 'default.db'}"
    )
    with pytest.MonkeyPatch.context() as patched, _WATCH.watching() as seen, redirect_stdout(out):
        patched.setattr(tempfile, "tempdir", str(folder))
        patched.setattr(bot.opening, "GeoPlaces", world)
        is_whole = asyncio.run(play_demo(config))
    left = tuple(sorted(path.name for path in folder.iterdir()))
    return Played(is_whole, out.getvalue(), tuple(seen), left)


def programs_copy(folder: Path) -> Path:
    """Copy the programs that come with the bot, to change something in them."""
    return Path(shutil.copytree(PROGRAMS, folder / "programs"))

"""Where typed lines come from: a prompt on a real terminal, else whatever stdin is."""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Protocol, TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_input
from prompt_toolkit.output import create_output
from prompt_toolkit.patch_stdout import patch_stdout
from prompt_toolkit.utils import is_dumb_terminal

from adapters.terminal_chat.incoming import MAX_CHARS

PROMPT = "> "
_MAX_BYTES = MAX_CHARS * 4  # UTF-8 takes at most four bytes a code point
_CHUNK = 4096


class Lines(Protocol):
    """Typed lines, one after another."""

    @property
    def is_seen(self) -> bool:
        """Tell whether the person sees what they type without our help."""
        ...

    async def next_line(self, begun: Callable[[], None]) -> str | None:
        """Wait for a line; None at the end. `begun` is called when its first sign is there."""
        ...

    def show_timer(self, left: Callable[[], str] | None) -> None:
        """Keep a line up to date below the prompt, where that can be done; None removes it."""
        ...


class PromptLines:
    """Lines edited at a prompt, with others' words printed above it.

    The history lives in memory only: what people type here is about their health.
    """

    def __init__(self, stdin: TextIO, stdout: TextIO) -> None:
        self._session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(),
            input=create_input(stdin),
            output=create_output(stdout),
        )
        self._was_empty = True
        self._begun: Callable[[], None] | None = None
        self._session.default_buffer.on_text_changed += self._note_change

    @property
    def is_seen(self) -> bool:
        """Tell whether the person sees what they type: they do."""
        return True

    async def next_line(self, begun: Callable[[], None]) -> str | None:
        """Wait for Enter; None at Ctrl-D and Ctrl-C, and when the window is gone."""
        self._begun, self._was_empty = begun, True
        try:
            # A log that goes to the same terminal may not break the prompt.
            with patch_stdout() if sys.stderr.isatty() else nullcontext():
                return await self._session.prompt_async(
                    PROMPT,
                    pre_run=self._begin_ticking,
                    set_exception_handler=False,
                )
        except (EOFError, KeyboardInterrupt, OSError):
            return None

    def show_timer(self, left: Callable[[], str] | None) -> None:
        """Keep a line up to date below the prompt; None removes it."""
        self._session.bottom_toolbar = left
        self._session.app.invalidate()

    def _begin_ticking(self) -> None:
        # The prompt owns the task and cancels it at its own end.
        _ticking = self._session.app.create_background_task(self._tick())

    async def _tick(self) -> None:
        """Draw a timer anew each second; without one nothing at all goes to the terminal."""
        while True:
            await asyncio.sleep(1)
            if self._session.bottom_toolbar is not None:
                self._session.app.invalidate()

    def _note_change(self, buffer: Buffer) -> None:
        if self._was_empty and buffer.text and self._begun is not None:
            self._begun()
        self._was_empty = not buffer.text


class PlainLines:
    """Lines as they stand in a pipe, a file or an unedited terminal.

    Reads only when asked, so that a fast writer waits. The descriptor is not made
    non-blocking: on a terminal that would also strike stdout, and the shell afterwards.
    """

    def __init__(self, descriptor: int, *, is_seen: bool) -> None:
        self._descriptor = descriptor
        self._is_seen = is_seen
        self._waiting = bytearray()
        self._has_ended = False

    @property
    def is_seen(self) -> bool:
        """Tell whether a terminal echoes what is typed."""
        return self._is_seen

    async def next_line(self, begun: Callable[[], None]) -> str | None:
        """Wait for the next line; None at the end of the input."""
        while (line := self._cut_line()) is None:
            if self._has_ended:
                return None
            await _until_readable(self._descriptor)
            self._read()
        begun()
        return line

    def show_timer(self, left: Callable[[], str] | None) -> None:
        """Show nothing: what was printed here cannot be changed."""

    def _read(self) -> None:
        try:
            chunk = os.read(self._descriptor, _CHUNK)
        except OSError:  # EIO: the other side of a terminal is gone
            chunk = b""
        if not chunk:
            self._has_ended = True
            return
        self._waiting += chunk

    def _cut_line(self) -> str | None:
        """Take the first whole line; at the end of the input, what is left."""
        line, newline, rest = self._waiting.partition(b"\n")
        if not newline:
            # What no update can hold need not be held here either.
            del self._waiting[_MAX_BYTES:]
            if not (self._has_ended and line):
                return None
        self._waiting = rest
        return line.decode("utf-8", "replace").rstrip("\r")


def lines_of(stdin: TextIO, stdout: TextIO, environ: Mapping[str, str]) -> Lines:
    """Choose how to read: a prompt where both ends are a terminal that can do it."""
    is_terminal = stdin.isatty()
    can_edit = not is_dumb_terminal(environ.get("TERM", "") or "dumb")
    if is_terminal and stdout.isatty() and can_edit:
        return PromptLines(stdin, stdout)
    return PlainLines(stdin.fileno(), is_seen=is_terminal)


async def _until_readable(descriptor: int) -> None:
    """Wait until a read would not block."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(descriptor, ready.set)
    except OSError:
        # epoll refuses what never blocks: a file, /dev/null. Others still get their turn.
        await asyncio.sleep(0)
        return
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)

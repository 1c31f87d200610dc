"""What the person has in front of them."""

import os
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import TextIO

from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.utils import is_dumb_terminal

from adapters.terminal_chat.buttons import LiveMessage
from adapters.terminal_chat.harmless import harmless
from adapters.terminal_chat.outgoing import MIN_WIDTH, WIDTH, render, wrapped
from adapters.terminal_chat.words import TerminalWords
from bot.domain.action import to_base36
from bot.domain.message import OutgoingMessage


class TerminalClosedError(Exception):
    """The terminal does not take what is written any more."""


class Screen:
    """Prints messages and knows the live one: the newest that has buttons.

    `started` is a number that no other start of the bot has; it makes refs unique over
    restarts. While a prompt waits, what is printed appears above it. Each method that
    prints returns when the terminal has taken the words, or raises TerminalClosedError.
    """

    def __init__(
        self,
        out: TextIO,
        *,
        started: int,
        colour: bool = False,
        words: TerminalWords | None = None,
    ) -> None:
        self._out = out
        self._mark = to_base36(started)
        self._colour = colour
        self._count = 0
        self._shown: set[str] = set()
        self._shown_count = 0
        self._live: LiveMessage | None = None
        self._closed_by = ""
        self.words = words or TerminalWords()

    @property
    def live(self) -> LiveMessage | None:
        """Give the message whose buttons a typed line presses."""
        return self._live

    @property
    def shown_count(self) -> int:
        """Count the messages shown so far, each edit too."""
        return self._shown_count

    def was_shown(self, message_ref: str) -> bool:
        """Tell whether this run has shown that message."""
        return message_ref in self._shown

    def next_ref(self) -> str:
        """Make a ref that was never used before."""
        self._count += 1
        return f"{self._mark}.{self._count}"

    async def show(
        self,
        message: OutgoingMessage,
        *,
        instead_of: str | None = None,
        above: str = "",
    ) -> str:
        """Print a message, under the line `above` if any, and return its ref.

        `instead_of` is the ref of a message of this run that this one is an edit of: it
        keeps the ref, and the earlier form's buttons are gone.
        """
        lines = render(message, width=self._width(), colour=self._colour)
        if above:
            lines = [*wrapped(above, self._width()), *lines]
        await self._write(["", *lines])
        is_edit = instead_of is not None and self.was_shown(instead_of)
        message_ref = instead_of if instead_of is not None and is_edit else self.next_ref()
        self._shown.add(message_ref)
        self._shown_count += 1
        if message.rows:
            self._live = LiveMessage(message_ref, message)
        elif self._live is not None and self._live.message_ref == message_ref:
            self._live = None
        return message_ref

    async def say(self, text: str) -> None:
        """Print words that are no message."""
        await self._write(wrapped(text, self._width()))

    async def say_whole(self, line: str) -> None:
        """Print one line unbroken, so that a path in it can be copied."""
        await self._write([harmless(line).replace("\n", " ")])

    def _width(self) -> int:
        try:
            columns = os.get_terminal_size(self._out.fileno()).columns
        except (OSError, ValueError):
            columns = 0
        # A terminal that does not know its size says 0.
        return max(MIN_WIDTH, min(WIDTH, columns or WIDTH))

    async def _write(self, lines: list[str]) -> None:
        # After a fault the prompt may never let anybody print again: it is not asked twice.
        if not self._closed_by:
            try:
                await run_in_terminal(partial(self._put, "\n".join([*lines, ""])))
            except (OSError, ValueError) as fault:  # ValueError: Python's own end is closed
                self._closed_by = type(fault).__name__
                self._drop_what_waits()
        if self._closed_by:
            raise TerminalClosedError(self._closed_by)

    def _put(self, text: str) -> None:
        encoding = self._out.encoding or "utf-8"
        self._out.write(text.encode(encoding, "replace").decode(encoding))
        self._out.flush()

    def _drop_what_waits(self) -> None:
        """Let unwritten words go nowhere, or Python would try them again at its end."""
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._out.fileno())
            os.close(nowhere)
            self._out.flush()


def colour_wanted(out: TextIO, environ: Mapping[str, str]) -> bool:
    """Tell whether bold may be used: on a real terminal, unless NO_COLOR (no-color.org) is set."""
    term = environ.get("TERM", "")
    return (
        out.isatty() and bool(term) and not is_dumb_terminal(term) and not environ.get("NO_COLOR")
    )

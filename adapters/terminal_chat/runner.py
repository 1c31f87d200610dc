"""The terminal chat: a line in, an answer out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.terminal_chat.incoming import MAX_CHARS, command_received, to_update
from adapters.terminal_chat.lines import PROMPT, Lines
from adapters.terminal_chat.messenger import TerminalMessenger
from adapters.terminal_chat.screen import TerminalClosedError
from bot.domain.ids import DeliveryId
from bot.domain.message import Answer
from bot.domain.update import ButtonPressed, Update
from bot.ports.clock import Clock


def _no_crash(point: str) -> None:
    """Pass a point where tests kill the bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreCalls:
    """What the terminal asks of the core.

    `receive` returns when its transaction is committed. `shown` is told which message
    shows a delivery from now on. `go_on` moves to the next thing due and says so.
    """

    receive: Callable[[Update], Awaitable[Answer]]
    shown: Callable[[DeliveryId, str], Awaitable[None]]
    go_on: Callable[[], Awaitable[str]]
    crash_point: Callable[[str], None] = _no_crash


class TerminalRunner:
    """Talks with the person at this computer until they leave."""

    def __init__(
        self,
        messenger: TerminalMessenger,
        lines: Lines,
        calls: CoreCalls,
        clock: Clock,
    ) -> None:
        self._messenger = messenger
        self._screen = messenger.screen
        self._lines = lines
        self._calls = calls
        self._clock = clock
        self._seen = messenger.screen.live

    async def run(self) -> None:
        """Greet, then answer line after line; returns at /quit, Ctrl-D, Ctrl-C or the end.

        An answer is printed only after `receive` returned, so what is shown is saved. A
        terminal that goes away ends it as well, without a word.
        """
        try:
            await self._talk()
        except TerminalClosedError:
            return

    def note_step_end(self, at: int | None) -> None:
        """Count down to the end of the running step below the prompt; None: none is running."""

        def left() -> str:
            seconds = 0 if at is None else max(0, at - self._clock.now())
            return self._screen.words.time_left.format(seconds=seconds)

        self._lines.show_timer(None if at is None else left)

    async def _talk(self) -> None:
        await self._screen.say(self._screen.words.hint)
        await self._answer(command_received("start", update_ref=self._screen.next_ref()))
        while (line := await self._next_line()) is not None:
            if not self._lines.is_seen:
                await self._screen.say(PROMPT + line[:MAX_CHARS])
            self._calls.crash_point("terminal.line_read")
            if not await self._obey(line):
                break
        await self._screen.say(self._screen.words.goodbye)

    async def _next_line(self) -> str | None:
        self._calls.crash_point("terminal.waits")  # all that was asked for is answered
        return await self._lines.next_line(self._note_live)

    def _note_live(self) -> None:
        """Keep what the person has before them as they begin to type.

        A card that arrives under their fingers must not take the number meant for another.
        """
        self._seen = self._screen.live

    async def _obey(self, line: str) -> bool:
        """Do what a line asks for; False to leave."""
        match line.strip().lower():
            case "/quit":
                return False
            case "/next":
                said = await self._calls.go_on()
                if said:
                    await self._screen.say(said)
            case _:
                update_ref = self._screen.next_ref()
                update = to_update(line, update_ref=update_ref, live=self._seen)
                if update is not None:
                    await self._answer(update)
        return True

    async def _answer(self, update: Update) -> None:
        answer = await self._calls.receive(update)
        self._calls.crash_point("terminal.before_show")
        pressed_ref = update.message_ref if isinstance(update, ButtonPressed) else None
        message_ref = await self._messenger.show_answer(answer, pressed_ref=pressed_ref)
        self._calls.crash_point("terminal.after_show")
        if answer.live is not None and message_ref is not None:
            await self._calls.shown(answer.live, message_ref)

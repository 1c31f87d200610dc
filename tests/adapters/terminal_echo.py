"""A terminal chat on a tiny core that only says what it was told.

Started by the tests of the runner: `python terminal_echo.py FOLDER`. Some words do more
than come back: see `told` and `begin`. The signal USR1 sends a card unasked, USR2 moves the
clock on by 11111111 s.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from adapters.system_clock import SteppedClock, start_mark
from adapters.terminal_chat.incoming import CHAT
from adapters.terminal_chat.lines import lines_of
from adapters.terminal_chat.messenger import TerminalMessenger
from adapters.terminal_chat.runner import CoreCalls, TerminalRunner
from adapters.terminal_chat.screen import Screen, colour_wanted
from bot.domain.action import Action
from bot.domain.ids import DeliveryId
from bot.domain.message import Answer, Button, File, OutgoingMessage, Place, Redraw, card
from bot.domain.update import ButtonPressed, CommandReceived, TextReceived, Update

CRASHED = 9
NOON = 1_800_000_000


def offered(title: str, *labels: str) -> OutgoingMessage:
    row = tuple(Button(label, Action("press", no)) for no, label in enumerate(labels, start=1))
    return card(title, rows=(row,))


class EchoCore:
    def __init__(self, messenger: TerminalMessenger, tasks: asyncio.TaskGroup) -> None:
        self.messenger = messenger
        self.tasks = tasks
        self.clock = SteppedClock(NOON)
        self.crash_at = ""
        self.session_ref = ""
        calls = CoreCalls(
            receive=self.receive,
            shown=self.shown,
            go_on=self.go_on,
            crash_point=self.crash_point,
        )
        lines = lines_of(sys.stdin, sys.stdout, os.environ)
        self.runner = TerminalRunner(messenger, lines, calls, self.clock)

    async def receive(self, update: Update) -> Answer:
        match update:
            case CommandReceived(name="start"):
                return Answer(message=offered("Hello", "Begin", "Read it"))
            case CommandReceived():
                return Answer(message=card(f"command {update.name}: {update.argument}"))
            case ButtonPressed():
                return self.pressed(update)
            case TextReceived():
                return self.told(update.text)
            case _:
                return Answer()

    def pressed(self, update: ButtonPressed) -> Answer:
        if update.action == Action("press", 2):
            return Answer(message=card("the buttons are gone"))
        live = self.messenger.screen.live
        is_live = live is not None and live.message_ref == update.message_ref
        return Answer(
            notice="Noted.",
            message=card(f"pressed, live {is_live}"),
            place=Place.NEW,
        )

    def told(self, text: str) -> Answer:
        word, _, rest = text.partition(" ")
        self.begin(word, rest)
        match word:
            case "file":
                return Answer(message=card("Here"), file=File("my data.json", b"{}"))
            case "session":
                return Answer(message=offered("Step 1", "Next"), live=DeliveryId(7))
            case "hostile":
                return Answer(message=card("\x1b[2J\x1b]0;owned\x07\u202etitle"))
            case _:
                return Answer(message=card(f"words {text}"))

    def begin(self, word: str, rest: str) -> None:
        match word:
            case "turn":
                self.tasks.create_task(self.turn())
            case "log":
                self.tasks.create_task(self.log())
            case "timer":
                self.runner.note_step_end(NOON + int(rest))
            case "untimer":
                self.runner.note_step_end(None)
            case "crash":
                self.crash_at = rest
            case _:
                pass

    def deliver_now(self) -> None:
        self.tasks.create_task(self.deliver())

    def move_on(self) -> None:
        self.clock.advance_to(self.clock.now() + 11_111_111)

    async def deliver(self) -> None:
        outcome = await self.messenger.send(CHAT, offered("Today", "Start"), DeliveryId(1))
        await self.messenger.screen.say(f"outcome {type(outcome).__name__}")

    async def turn(self) -> None:
        step = offered("Step 2", "Next")
        await self.messenger.redraw(Redraw(CHAT, self.session_ref, step))

    async def log(self) -> None:
        print("a line \x1b[31mof the log", file=sys.stderr)  # noqa: T201  # a stray line is the point

    async def shown(self, delivery_id: DeliveryId, message_ref: str) -> None:
        self.session_ref = message_ref
        await self.messenger.screen.say(f"shown {delivery_id} {bool(message_ref)}")

    async def go_on(self) -> str:
        self.clock.advance_to(self.clock.now() + 10)
        return "It is now later."

    def crash_point(self, point: str) -> None:
        if point == self.crash_at:
            os._exit(CRASHED)


async def main(folder: Path) -> None:
    screen = Screen(
        sys.stdout,
        started=start_mark(),
        colour=colour_wanted(sys.stdout, os.environ),
    )
    async with asyncio.TaskGroup() as tasks:
        core = EchoCore(TerminalMessenger(screen, folder), tasks)
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, core.deliver_now)
        loop.add_signal_handler(signal.SIGUSR2, core.move_on)
        await core.runner.run()


if __name__ == "__main__":
    if "KNEAD_TEST_NOHUP" in os.environ:  # as under nohup: a closed window does not kill
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    asyncio.run(main(Path(sys.argv[1])))

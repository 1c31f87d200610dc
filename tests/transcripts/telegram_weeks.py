"""The weeks of the demo, lived on Telegram: the bot's real parts, an emulator, a stepping clock.

As a command it prints them, which is what two_weeks_telegram.txt holds.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.demo import MOST_DAYS, MOST_PRESSES, START_AT, ZONE
from bot.domain.days import ONE_DAY, local_time
from bot.domain.enrollment import EnrollmentState
from bot.domain.message import Button
from bot.simulation.made_up_person import MadeUpPerson
from bot.wiring import verify_ledger
from tests.adapters.live_telegram import (
    Eyes,
    LiveTelegram,
    Shown,
    as_read,
    config_for,
    done,
    open_live,
)
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.deeds import Deed
from tests.emulators.telegram.model import Message

PROGRAMS = Path(__file__).resolve().parents[2] / "programs"
ADA = 11
BOLD = "*"


@dataclass
class Transcript:
    """The chat as somebody on Telegram sees it, written down."""

    lines: list[str] = field(default_factory=list)

    def add(self, *lines: str) -> None:
        """Write a paragraph."""
        self.lines += [*([""] if self.lines else []), *lines]

    def add_shown(self, seen: Iterable[Shown]) -> None:
        """Write what came: toasts, and messages whole, also where they were only edited."""
        for one in seen:
            if one.message is None:
                self.add(f"[toast] {one.toast}")
            else:
                self.add(head_of(one), *told(one.message))

    def text(self) -> str:
        return "\n".join([*self.lines, ""])


def head_of(shown: Shown) -> str:
    """Name a message, and what a person sees of how it came."""
    message = shown.message
    assert message is not None
    came = ", edited" if shown.is_edit else ", silent" if message.silent else ""
    return f"[message {message.message_id}{came}]"


def told(message: Message) -> list[str]:
    """Write down a message: its words, with stars around what is bold, and its buttons."""
    assert BOLD not in message.text
    units = message.text.encode("utf-16-le")
    for entity in sorted(message.entities, key=lambda one: one.offset, reverse=True):
        assert entity.type == "bold"
        start, end = entity.offset * 2, (entity.offset + entity.length) * 2
        star = BOLD.encode("utf-16-le")
        units = units[:start] + star + units[start:end] + star + units[end:]
    rows = ["  " + " ".join(f"[{label}]" for label in row) for row in message.labels]
    return [*units.decode("utf-16-le").split("\n"), *rows]


async def play(folder: Path, programs: Path = PROGRAMS) -> str:
    """Live the weeks and give what the person saw."""
    transcript = Transcript()
    async with TelegramEmulator() as emulator:
        config = config_for(emulator, folder, programs)
        async with open_live(emulator, config, START_AT) as bot:
            await _Weeks(bot, transcript).live()
    transcript.add(*verify_ledger(config).as_text().splitlines())
    return transcript.text()


class _Weeks:
    """Steps through the days exactly as the demo does."""

    def __init__(self, bot: LiveTelegram, transcript: Transcript) -> None:
        self._bot = bot
        self._transcript = transcript
        self._ada = bot.emulator.person(ADA)
        self._eyes = Eyes(bot.emulator, self._ada)
        self._person = MadeUpPerson()

    async def live(self) -> None:
        say = self._bot.side.engine.moments().words
        shown_on = local_time(ZONE, START_AT).date()
        self._transcript.add(say("demo.evening", day=say.day(shown_on)))
        self._transcript.add("> /start")
        await self._does(self._ada.sends_command("start"))
        await self._answer_all()
        for day_no in range(1, MOST_DAYS):
            shown_on += ONE_DAY
            if await self._is_over():
                return
            await self._live_day(shown_on, day_no)
        raise AssertionError("the weeks do not end")

    async def _live_day(self, on: date, day_no: int) -> None:
        say = self._bot.side.engine.moments().words
        self._transcript.add(say("demo.day", no=day_no, day=say.day(on)))
        happened = False
        while (due_at := await self._bot.next_at()) is not None:
            if local_time(ZONE, due_at).date() > on:
                break
            self._bot.ground.clock.advance_to(due_at)
            await self._bot.works()
            happened = self._look() or happened
            await self._answer_all()
        if not happened:
            self._transcript.lines.append(say("demo.nothing"))

    async def _answer_all(self) -> None:
        for _ in range(MOST_PRESSES):
            live = self._eyes.live
            choice = None if live is None else self._person.answer(as_read(live))
            if live is None or choice is None:
                return
            typed = f"[{choice.label}]" if isinstance(choice, Button) else choice
            self._transcript.add(f"> {typed}")
            await self._does(done(self._ada, live, choice))
        raise AssertionError("the person and the bot go in circles")

    async def _does(self, deed: Deed) -> None:
        await self._bot.heard(deed)
        self._look()

    def _look(self) -> bool:
        seen = self._eyes.look()
        ids = [one.message.message_id for one in seen if one.message is not None]
        assert len(ids) == len(set(ids)), "a message changed twice between two looks"
        self._transcript.add_shown(seen)
        return bool(seen)

    async def _is_over(self) -> bool:
        enrollment = await self._bot.enrollment_of(self._ada)
        return enrollment is not None and enrollment.state is EnrollmentState.FINISHED


def main() -> None:
    """Print the weeks."""
    with tempfile.TemporaryDirectory(prefix="knead-weeks-") as folder:
        sys.stdout.write(asyncio.run(play(Path(folder))))


if __name__ == "__main__":
    main()

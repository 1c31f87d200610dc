"""One person at a bot that is killed again and again, and what must hold after each start."""

import signal
import time
from collections import Counter, deque
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.service.clocks import keep_offset
from storage.sqlite.runner import SqliteRunner
from tests.crash.books import open_books
from tests.crash.bot_process import MARK, Order
from tests.crash.driver import Bot, BotEndedError, Bots, Ended, points_in
from tests.crash.points import Kill
from tests.crash.promises import Hope, Promises
from tests.crash.words import says

ZONE = "Africa/Bissau"  # its wall clock is UTC; typed by the person, so it may leave no trace
CANARIES = (ZONE.encode(), b"Bissau")
# A Sunday evening, after any day on which this can run: people's time only ever runs ahead.
BEGINS_AT = int(datetime(2040, 2, 26, 19, 0, tzinfo=UTC).timestamp())
CARD_HOUR = "07:30"
_CLOCK = says("terminal.went_on")  # and then people's time


class KilledError(Exception):
    """The bot was killed where it should be; the person has to start it again."""


def make_database(path: Path) -> None:
    """Make a database in which people's time begins on that evening."""
    runner = SqliteRunner.open(path)
    runner.run(partial(keep_offset, offset_s=BEGINS_AT - int(time.time())))  # noqa: TID251  # as the bot
    runner.close()


class Life:
    """Plays a person; every word shown is kept, and every promise in it is held to."""

    def __init__(self, bots: Bots, folder: Path, kills: Sequence[Kill]) -> None:
        self.database = folder / "bot.db"
        self.kills = deque(kills)
        self.killed: list[str] = []
        self.promises = Promises()
        self.transcript: list[str] = []
        self.delivered: Counter[tuple[str, str]] = Counter()  # by people's time, and title
        self.last = ""  # what the last message said
        self._bots = bots
        self._bot: Bot | None = None
        self._killed_at = folder / "killed"
        self._clock = ""
        self._is_delivery = False

    # What a person does.

    def rise(self) -> None:
        """Start the bot, as often as it takes until it lives; then nothing may be broken."""
        while True:
            try:
                self._start()
                self._check_books()
                self._check_screen()
            except KilledError:
                continue
            return

    def say(self, line: str) -> str:
        """Type a line and give all that came of it.

        Raises:
            KilledError: if the bot was killed before it waited for the next line.
        """
        return self._listen(line)

    def go_on(self) -> str:
        """Let time go on to what is due next."""
        return self.say("/next")

    def ask_for(self, line: str, *hopes: Hope) -> str:
        """Type what changes facts; from the moment the screen says so they must stay."""
        with open_books(self.database) as books:
            for hope in hopes:
                self.promises.ask(hope.fact, hope.value, hope.fact.read(books))
        begun = len(self.transcript)
        try:
            return self.say(line)
        finally:
            shown = "\n".join(self.transcript[begun:])
            for hope in hopes:
                if hope.said in shown:
                    self.promises.told(hope.fact, hope.value)

    def leave(self) -> None:
        """Leave as a person does."""
        assert self._bot is not None
        self._note(self._bot.say_last("/quit"))
        self._bury(may_leave=True)

    def verify(self) -> Ended:
        """Run `knead ledger verify` beside the bot."""
        return self._bots.run(self.database, "ledger", "verify")

    def end(self) -> None:
        """Leave no process behind, whatever happened."""
        if self._bot is not None:
            self._bot.kill()
            self._bot = None

    def story(self) -> str:
        """Tell the end of what was shown, for whoever must find out why."""
        return "\n".join(self.transcript[-80:])

    # How the bot is spoken with.

    def _start(self) -> None:
        kill = self.kills[0] if self.kills else Kill("", 0)
        order = Order(
            database=str(self.database),
            point=kill.point,
            nth=kill.nth,
            killed_at=str(self._killed_at),
        )
        self._is_delivery = False
        self._bot = self._bots.start(order, self.database.with_suffix(".log"))
        self._listen()

    def _listen(self, line: str | None = None) -> str:
        assert self._bot is not None
        begun = len(self.transcript)
        try:
            if line is None:
                self._note(self._bot.read(_has_started))
            else:
                self._note(self._bot.say(line, _has_answered))
        except BotEndedError as ended:
            self._note(ended.shown)
            self._bury()
            raise KilledError from None
        words = [line for line in self.transcript[begun:] if not line.startswith(MARK)]
        text = "\n".join(words)
        self.last = text.rsplit("\n\n", maxsplit=1)[-1]
        return text

    def _bury(self, *, may_leave: bool = False) -> None:
        """Make sure that it died where it should, if it did not leave as it may."""
        assert self._bot is not None
        bot, self._bot = self._bot, None
        code, log = bot.end(), self.database.with_suffix(".log").read_text()
        if may_leave and code == 0:
            return
        assert code == -signal.SIGKILL, f"{self.story()}\n{log}"
        self.killed.append(self.kills.popleft().point)
        assert self._killed_at.read_text().split() == self.killed

    def _note(self, shown: Sequence[str]) -> None:
        """Keep what was shown, and count the messages that nobody asked for."""
        for line in shown:
            if line.startswith(_CLOCK):
                self._clock = line.removeprefix(_CLOCK).strip()
            if line == f"{MARK}begin.after_commit":
                self._is_delivery = True
            elif line.startswith(MARK):
                continue
            elif self._is_delivery and line:
                self.delivered[self._clock, line] += 1
                self._is_delivery = False
        self.transcript += shown

    # What must hold.

    def _check_books(self) -> None:
        with open_books(self.database) as books:
            assert books.damage() == "ok"
            assert books.left_over() == [], self.story()
            broken = self.promises.broken(books)
        assert not broken, "\n".join([*broken, self.story()])

    def _check_screen(self) -> None:
        """Read on the screen what the books hold."""
        with open_books(self.database) as books:
            standing, day_no = books.standing, books.day_no
            done = books.run(day_no) == "done"
            before, after = books.score(day_no, "before"), books.score(day_no, "after")
        text = self.say("/today")
        if standing in ("paused", "stopped"):
            assert says("standing.title") in text, self.story()
        if done and standing == "running":
            assert says("done.both", before=before, after=after) in text, self.story()


def _has_started(shown: Sequence[str]) -> bool:
    """Tell whether the bot greeted and did what was due."""
    points = points_in(shown)
    return "terminal.waits" in points and "work.after" in points


def _has_answered(shown: Sequence[str]) -> bool:
    return "terminal.waits" in points_in(shown)

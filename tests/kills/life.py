"""Several people at one bot that is killed again and again."""

import os
import random
import signal
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.crash.driver import Bot, BotEndedError, Bots
from tests.emulators.telegram import ThreadedEmulator
from tests.kills.books import Books, made_at, open_books, standing
from tests.kills.bot_process import Order
from tests.kills.people import Act, Done, Somebody
from tests.kills.points import ERASING, Kill, Plan
from tests.kills.promises import Promises
from tests.kills.seen import Seen
from tests.kills.tally import Tally

MOST_ROUNDS = 400  # of one life; more would be people and a bot going in circles
GOES_ON, CHATS = 0.7, 0.2  # how often time goes on after a round, and people ask meanwhile


class KilledError(Exception):
    """The bot was killed where it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where a bot runs, and how updates come to it."""

    database: Path
    log: Path
    webhook_url: str | None = None
    http_port: int | None = None


class Running:
    """A bot that runs; its lines wake whoever waits for something in the emulator."""

    def __init__(self, bot: Bot, emulator: ThreadedEmulator) -> None:
        self.bot = bot
        self.lines: list[str] = []
        self.has_ended = False
        self._emulator = emulator
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def order(self, words: str) -> None:
        with suppress(BrokenPipeError):
            os.write(self.bot.typing, f"{words}\n".encode())

    def end(self) -> int:
        """Wait for the end and give the exit code."""
        self._reader.join()
        return self.bot.end()

    def _read(self) -> None:
        with suppress(BotEndedError):
            self.bot.read(self._take)
        self.has_ended = True
        self._emulator.note("the bot ended")

    def _take(self, shown: Sequence[str]) -> bool:
        self.lines.append(shown[-1])
        self._emulator.note(f"the bot said: {shown[-1]}")
        return False


class Life:
    """Plays the people; what was acknowledged is held against the books."""

    def __init__(
        self,
        bots: Bots,
        emulator: ThreadedEmulator,
        ground: Ground,
        people: Sequence[Somebody],
        plan: Plan,
    ) -> None:
        self.killed: list[str] = []
        self.seen = Seen(emulator)
        self._tally = Tally(people, self.seen)
        self._bots = bots
        self._emulator = emulator
        self._ground = ground
        self._people = people
        self._kills = deque(plan.kills)
        self._draw = random.Random(plan.seed)  # noqa: S311  # the same life for the same seed
        self._running: Running | None = None
        self._promises = Promises(self.seen)
        self._story: list[str] = []
        self._may_time_go_on = False
        self._now = 0  # people's time when it was last told

    def live(self) -> None:
        """Go on until each planned kill has come."""
        self.rise()
        for _ in range(MOST_ROUNDS):
            if not self._kills:
                break
            self._round()
        assert not self._kills, f"never reached: {self._kills[0]}\n{self._told()}"
        self.leave()
        self._check_deliveries()

    # The bot.

    def rise(self) -> None:
        """Start the bot, as often as it takes until it lives and all is settled."""
        while True:
            try:
                self._start()
                self.settle()
            except KilledError:
                continue
            return

    def leave(self) -> None:
        running = self._running
        assert running is not None
        self._running = None
        os.kill(running.bot.pid, signal.SIGTERM)
        assert running.end() == 0, self._told()

    def end(self) -> None:
        """Leave no process behind."""
        if self._running is not None:
            with suppress(ProcessLookupError):
                os.kill(self._running.bot.pid, signal.SIGKILL)
            self._running.end()

    def _start(self) -> None:
        kill = self._kills[0] if self._kills else Kill("", 0)
        order = Order(
            database=str(self._ground.database),
            api_url=self._emulator.url,
            token=self._emulator.token,
            point=kill.point,
            nth=kill.nth,
            webhook_url=self._ground.webhook_url,
            http_port=self._ground.http_port,
        )
        self._running = Running(self._bots.start(order, self._ground.log), self._emulator)
        self._wait(lambda: "up" in self._lines())

    def _lines(self) -> list[str]:
        assert self._running is not None
        return self._running.lines

    def _wait(self, wanted: Callable[[], object]) -> None:
        running = self._running
        assert running is not None
        try:
            self._emulator.wait_until(lambda: running.has_ended or wanted())
        except TimeoutError as error:
            msg = f"{error}\n{self._told()}"
            raise AssertionError(msg) from error
        if running.has_ended:
            self._bury()
            raise KilledError

    def _bury(self) -> None:
        running, self._running = self._running, None
        assert running is not None
        code = running.end()
        assert code == -signal.SIGKILL, self._told()
        kill = self._kills.popleft()
        assert running.lines[-1] == f"killed {kill.point}"
        self.killed.append(kill.point)
        self._story.append(f"-- killed at {kill}")
        self._check_after_kill()

    def _tell(self, order: str, answer: str) -> None:
        """Give an order and wait until it is carried out."""
        assert self._running is not None
        known = len(self._running.lines)
        self._running.order(order)
        self._wait(lambda: any(one.startswith(answer) for one in self._lines()[known:]))
        told = next(one for one in self._lines()[known:] if one.startswith(answer))
        self._now = int(told.split()[1])

    def settle(self) -> None:
        """Wait until every update is taken and all is sent; then nothing may be missing."""
        self._wait(self.seen.is_all_taken)
        self._tell("settle", "settled")
        self._check_settled()

    # A round.

    def _round(self) -> None:
        """Let everybody do what they like, and time go on."""
        try:
            self._let_people_act()
            if self._may_time_go_on:
                self._let_time_go_on()
        except KilledError:
            self.rise()

    def _let_people_act(self) -> None:
        with open_books(self._ground.database, self._now) as books:
            for each in self._people:
                self._wish(each, books)
                act = each.next_act(books)
                if act is not None:
                    self._do(each, act, books)
            # What somebody who joins said of today must not become too old.
            states = [books.read(standing(each.user_id)) for each in self._people]
        self._may_time_go_on = None not in states and self._draw.random() < GOES_ON
        if self._promises.is_any_open:
            self.settle()

    def _let_time_go_on(self) -> None:
        """Let what is due next come, after all that came before is counted."""
        assert self._running is not None
        self._check_deliveries()
        self._story.append("-- time goes on")
        self._running.order("go")
        with open_books(self._ground.database, self._now) as books:
            for each in self._people:
                if self._draw.random() < CHATS:
                    self._do(each, each.chats(), books)
        self.settle()

    def _wish(self, each: Somebody, books: Books) -> None:
        """Let one after the other want to be erased, where the next kill is in an erasure.

        A mark erases who was made before it, and in here people's time may stand still meanwhile.
        """
        is_erasing = bool(self._kills) and self._kills[0].point in ERASING
        is_next = each is self._people[len(self.killed) % len(self._people)]
        made = books.read(made_at(each.user_id))
        if is_erasing and is_next and isinstance(made, int) and made < self._now:
            each.wants_deletion = True

    def _do(self, each: Somebody, act: Act, books: Books) -> None:
        self._story.append(f"{each.user_id}: {act.press or act.write}")
        self._promises.ask(act, books)
        place = self.seen.place
        deeds = each.does(act)
        chat_id = each.user_id if act.group is None else act.group.chat_id
        self._promises.note(Done(chat_id=chat_id, act=act, deeds=deeds, place=place))

    # What must hold.

    def _check_after_kill(self) -> None:
        if not self._ground.database.exists():  # killed while it was made
            return
        with open_books(self._ground.database) as books:
            assert books.value("PRAGMA integrity_check") == "ok"
            self._hold(self._promises.broken_by_a_kill(books))

    def _check_settled(self) -> None:
        assert not self.seen.dropped
        if self._promises.is_any_open:
            with open_books(self._ground.database) as books:
                self._hold(self._promises.broken_when_settled(books))

    def _check_deliveries(self) -> None:
        with open_books(self._ground.database) as books:
            wrong = self._tally.wrong(books, len(self.killed))
            self._hold([*wrong, *map(str, books.left_over(self._now))])

    def _hold(self, wrong: Sequence[str]) -> None:
        assert not wrong, "\n".join([*wrong, self._told()])

    def _told(self) -> str:
        """Tell what was done and what the bot logged, for whoever must find out why."""
        log = self._ground.log.read_text() if self._ground.log.exists() else ""
        chats = "\n".join(
            f"{each.user_id}: {[m.text[:160] for m in each.person.chat.messages[-6:]]}"
            f" {[toast.text for toast in each.person.chat.toasts[-3:]]}"
            for each in self._people
        )
        asked = "\n".join(self._story[-40:])
        return f"killed: {self.killed}\n{asked}\n{chats}\n{log[-6000:]}"

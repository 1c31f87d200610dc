"""Somebody who presses, types and leaves at random, under a bot that fails and is restarted."""

import random
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.delivery import Delivery, Rejected, RetryLater, SendOutcome, Sent, Unknown
from bot.domain.message import Answer, OutgoingMessage
from bot.domain.update import Update
from bot.service import due_work, inbox, loops, outbox
from storage.sqlite.runner import SqliteRunner
from tests.service.life import Life

if TYPE_CHECKING:
    from collections.abc import Callable

COMMANDS = ("today", "settings", "pause", "resume", "skip", "why", "start", "hurts", "progress")
TYPED = ("4", "0", "9", "8:15", "01:15", "23:30", "Berlin", "Auckland", "stop", "help", "tomorrow")
WAITS_S = (1, 60, 1800, 7200, 30_000)
FORTH = ("start", "score", "step", "done", "makeup", "later")


class UnjudgedLife(Life):
    """A life whose cards nobody measures: what matters is what is kept."""

    def work(self) -> None:
        at = self.desk.moment()
        while self.desk.run(partial(due_work.plan_due, at=at, limit=100)).matters:
            pass
        while claimed := self.claim():
            for item in claimed:
                self.send(item)

    def send(self, item: outbox.Claimed) -> None:
        at, delivery_id = self.desk.moment(), item.delivery.delivery_id
        if self.desk.run(partial(outbox.begin, delivery_id=delivery_id, at=at)):
            self.sent.append((item.delivery, item.message))
            outcome = self.outcome(item.delivery)
            self.desk.run(partial(outbox.record, delivery_id=delivery_id, outcome=outcome, at=at))

    def receive(self, update: Update) -> Answer:
        return self.desk.run(partial(inbox.handle, update=update, at=self.desk.moment()))


@dataclass
class Wanderer:
    """One life of which every step is drawn by lot; the same seed lives the same life."""

    runner: SqliteRunner
    seed: int
    shown: list[OutgoingMessage] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lot = random.Random(self.seed)  # noqa: S311  # a made-up life is no secret
        with_scores = self.lot.random() < 0.8
        self.life = UnjudgedLife(self.runner, with_scores=with_scores, outcome=self._outcome)

    def _outcome(self, delivery: Delivery) -> SendOutcome:
        drawn = self.lot.random()
        if drawn < 0.8:
            return Sent(f"m{delivery.delivery_id}")
        if drawn < 0.9:
            return RetryLater("slow")
        return Unknown("reset") if drawn < 0.97 else Rejected("no")

    def step(self) -> None:
        """Do one thing."""
        ways: tuple[Callable[[], None], ...] = (
            *(self._next_due,) * 6,
            *(self._go_forth,) * 5,
            *(self._press_any,) * 4,
            *(self._ask_or_type,) * 2,
            self._wait,
            self._go_down,
        )
        self.lot.choice(ways)()
        self.shown += [message for _, message in self.life.sent[-2:]]
        del self.shown[:-6]

    def _next_due(self) -> None:
        due_at = self.life.desk.run(loops.next_at)
        self.life.desk.now = max(self.life.now, due_at or 0)
        self.life.work()

    def _press(self, verbs: tuple[str, ...] = ()) -> None:
        buttons = [
            each
            for message in self.shown[-2:]
            for each in message.buttons()
            if each.action.verb in (verbs or (each.action.verb,))
        ]
        if not buttons:
            return
        action = self.lot.choice(buttons).action
        self.life.desk.now += self.lot.choice((0, 1, 30))
        self._see(self.life.press(action.verb, action.argument, target=action.target))

    def _see(self, answer: Answer) -> None:
        if answer.message is not None and answer.erase is None:
            self.shown.append(answer.message)

    def _go_forth(self) -> None:
        for _ in range(self.lot.randrange(1, 12)):
            self._press(FORTH)

    def _press_any(self) -> None:
        self._press()

    def _ask_or_type(self) -> None:
        if self.lot.random() < 0.5:
            self._see(self.life.command(self.lot.choice(COMMANDS)))
        else:
            self._see(self.life.type(self.lot.choice(TYPED)))

    def _wait(self) -> None:
        self.life.desk.now += self.lot.choice(WAITS_S)

    def _go_down(self) -> None:
        """Be killed, perhaps in the middle of a send, and come back up to three days later."""
        if self.lot.random() < 0.5:
            for item in self.life.claim():
                self.life.desk.run(
                    partial(
                        outbox.begin,
                        delivery_id=item.delivery.delivery_id,
                        at=self.life.desk.moment(),
                    )
                )
        self.life.desk.now += self.lot.randrange(72 * 3600)
        self.life.desk.run(
            partial(outbox.recover, owner="the next process", at=self.life.desk.moment())
        )
        if self.lot.random() < 0.7:
            self.life.work()

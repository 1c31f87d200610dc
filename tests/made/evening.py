"""One made-up stretch of life: some people, a bot, and updates one after another while days pass."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import pytest

from bot.domain.action import Action
from bot.domain.address import ChatAddress
from bot.domain.delivery import RetryLater, SendOutcome, Sent, Unknown, Unreachable
from bot.domain.ids import DeliveryId
from bot.domain.message import Answer, OutgoingMessage
from bot.domain.person import Conversation
from bot.domain.update import ButtonPressed, UnreadableReceived, Update
from bot.service import all_handlers
from bot.service.moment import Turn
from tests.made.grammar import Grammar, Guest
from tests.made.rules import (
    CHAT_EVENTS,
    Watch,
    assert_leads_on,
    assert_shown_well,
    is_something,
    people,
)
from tests.made.world import World, both_programs
from tests.service.shelf import shipped
from tests.service.visitor import SUNDAY_EVENING

NAMES = ("ana", "ben", "chi", "dee")
INPUTS = 400  # of one evening; a new one begins with an empty database
LEDGER_EACH = 200
DAY_S = 24 * 3600
# Seconds until somebody goes on, or until another begins; -1: until something is due.
GOES_ON_S = (0,) * 8 + (1, 5, 20, 40, 70, -1, 300, 1800)
ANOTHER_S = (0, 0, 20, -1, -1, 1800, 3 * 3600, 7 * 3600, 13 * 3600)
DAYS_AWAY = (1, 3, 8, 30)
H = TypeVar("H")


class Reached:
    """Counts each handler that is called, by its name; flows by their step too."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def count_all(self, patch: pytest.MonkeyPatch) -> None:
        """Put a counter before every handler of the tables."""
        for name, command in all_handlers.COMMANDS.items():
            counted = replace(command, handler=self._command(f"/{name}", command.handler))
            patch.setitem(all_handlers.COMMANDS, name, counted)
        for name, verb in all_handlers.VERBS.items():
            counted_verb = replace(verb, handler=self._verb(name, verb.handler))
            patch.setitem(all_handlers.VERBS, name, counted_verb)
        for name, flow in all_handlers.FLOWS.items():
            patch.setitem(
                all_handlers.FLOWS, name, replace(flow, handler=self._flow(flow.handler))
            )

    def _command(
        self, name: str, handler: Callable[[Turn, str], Answer]
    ) -> Callable[[Turn, str], Answer]:
        def counted(turn: Turn, argument: str) -> Answer:
            self.counts[name] += 1
            return handler(turn, argument)

        return counted

    def _verb(
        self, name: str, handler: Callable[[Turn, Action], Answer]
    ) -> Callable[[Turn, Action], Answer]:
        def counted(turn: Turn, action: Action) -> Answer:
            self.counts[f"[{name}]"] += 1
            return handler(turn, action)

        return counted

    def _flow(
        self, handler: Callable[[Turn, Conversation, str], Answer]
    ) -> Callable[[Turn, Conversation, str], Answer]:
        def counted(turn: Turn, conversation: Conversation, text: str) -> Answer:
            self.counts[f"{conversation.flow}.{conversation.step}"] += 1
            return handler(turn, conversation, text)

        return counted


@dataclass
class Evening:
    """Updates to one bot, drawn by `seed`; `number` is the one that came last."""

    seed: int
    reached: Reached = field(default_factory=Reached)
    number: int = 0
    inputs_that_reached: int = 0
    last: Update | None = None

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)  # noqa: S311  # made-up people are no secret
        self.guests = {name: Guest(name) for name in NAMES}
        programs = both_programs() if self.seed % 2 else (shipped(),)
        self.world = World(SUNDAY_EVENING, programs=programs, handed=self._outcome)
        self.watch = Watch(self.world)
        self.grammar = Grammar(
            self.draw, tuple(self.guests.values()), self._asked, self._is_running
        )

    def _outcome(
        self, address: ChatAddress, message: OutgoingMessage, delivery_id: DeliveryId
    ) -> SendOutcome:
        assert_leads_on(message)
        chance = self.draw.random()
        if chance < 0.9:
            self.guests[address.chat_ref.removeprefix("chat-")].sees(f"m{delivery_id}", message)
            return Sent(f"m{delivery_id}")
        if chance < 0.95:
            return RetryLater("slow")
        return Unknown("reset") if chance < 0.98 else Unreachable("blocked")

    def _asked(self, guest: Guest) -> tuple[str, str] | None:
        found = self.world.rows(
            "SELECT flow, step FROM conversation JOIN account USING (person_id) WHERE user_ref = ?",
            guest.name,
        )
        return (found[0][0], found[0][1]) if found else None

    def _is_running(self, guest: Guest) -> bool:
        return bool(
            self.world.rows(
                "SELECT 1 FROM enrollment JOIN account USING (person_id)"
                " WHERE user_ref = ? AND state = 'running'",
                guest.name,
            )
        )

    def let_time_pass(self) -> None:
        """Wait a while, with the bot running or down; now and then for days."""
        world, chance = self.world, self.draw.random()
        wait_s = self.draw.choice(ANOTHER_S if self.grammar.turns() else GOES_ON_S)
        if chance < 0.005:
            wait_s = self.draw.choice(DAYS_AWAY) * DAY_S
        if chance > 0.99:
            world.now += max(wait_s, 3600)
            world.start()
            world.work()
        elif wait_s < 0:
            world.go_to(max(world.now, world.next_at() or 0))
        else:
            world.go_to(world.now + wait_s)

    def step(self) -> None:
        """Send one update, and hold all that follows to the rules."""
        self.let_time_pass()
        self.number += 1
        guest, update = self.grammar.next()
        self.last = update
        owners = {person_id for name, person_id in people(self.world) if name == guest.name}
        is_old = bool(
            self.world.rows("SELECT 1 FROM seen_update WHERE update_ref = ?", update.update_ref)
        )
        before = self.reached.counts.total()
        self.watch.forget()
        answer = self.world.receive(update)
        self.inputs_that_reached += self.reached.counts.total() > before
        self._check(update, answer, owners, is_old=is_old)
        self._see(guest, update, answer)

    def _check(self, update: Update, answer: Answer, owners: set[int], *, is_old: bool) -> None:
        assert_shown_well(answer)
        may_be_silent = is_old or type(update).__name__ in CHAT_EVENTS
        assert is_something(answer) or may_be_silent or isinstance(update, UnreadableReceived)
        assert not (is_old and is_something(answer)), "an update was answered twice"
        now = {pid for name, pid in people(self.world) if name == update.user_ref}
        gone = {None} if answer.erase is not None else set[None]()
        strangers = self.watch.owners() - owners - now - gone
        assert not strangers, f"rows of somebody else were written: {strangers}"
        if answer.erase is not None:
            assert {answer.erase} == owners, "somebody else was erased"
            assert not now
        self.watch.assert_whole()

    def _see(self, guest: Guest, update: Update, answer: Answer) -> None:
        if answer.message is not None:
            is_press = isinstance(update, ButtonPressed)
            guest.sees(
                update.message_ref if is_press else f"a-{update.update_ref}", answer.message
            )

    def live(self, inputs: int) -> None:
        """Send so many updates, then let a quiet week pass; the books must agree."""
        for _ in range(inputs):
            self.step()
            if self.number % LEDGER_EACH == 0:
                self.world.assert_ledger_agrees()
        self.last = None
        self.world.go_to(self.world.now + 7 * DAY_S)
        self.watch.assert_whole()
        self.world.assert_ledger_agrees()
        self.world.close()

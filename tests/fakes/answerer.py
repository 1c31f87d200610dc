"""A platform to which answers are sent; it takes them, or not, as a test says."""

import asyncio
from dataclasses import dataclass, field

from bot.domain.address import Platform
from bot.domain.delivery import SendOutcome, Sent
from bot.domain.message import Answer
from bot.domain.owed import ReplyTo


@dataclass
class FakeAnswerer:
    """Records what it is given; a scripted outcome, or an error to raise, is used up by one try.

    While `held` has a chat in it, nothing for that chat is taken.
    """

    platform: Platform = Platform.TERMINAL
    outcomes: list[SendOutcome | Exception] = field(default_factory=list)
    given: list[tuple[ReplyTo, Answer]] = field(default_factory=list)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, to: ReplyTo, answer: Answer) -> SendOutcome:
        self.given.append((to, answer))
        self.arrived.set()
        if to.address.chat_ref in self.held:
            await self.held[to.address.chat_ref].wait()
        outcome = self.outcomes.pop(0) if self.outcomes else Sent(f"shown-{len(self.given)}")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def has_given(self, count: int) -> None:
        """Wait until so many answers were handed over."""
        while len(self.given) < count:
            self.arrived.clear()
            await self.arrived.wait()

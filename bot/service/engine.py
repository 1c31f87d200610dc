"""What the loops work with."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from bot.domain.address import Platform
from bot.domain.delivery import SendOutcome
from bot.domain.ids import DeliveryId, PersonId
from bot.ports.messenger import Messenger
from bot.ports.meter import Meter, NoMeter
from bot.ports.store import DatabaseDamagedError, Store
from bot.ports.tombstones import Tombstones
from bot.service.moment import Moment

T = TypeVar("T")
BATCH = 100
CrashPoint = Callable[[str], None]


def no_crash(_name: str) -> None:
    """Stand for a crash point that is not under test."""


class Aside(Protocol):
    """Runs a function that waits for the disk where it holds nobody up."""

    def __call__(self, fn: Callable[[], T], /) -> Awaitable[T]: ...  # noqa: D102  # as the class


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """One running bot, and what it owes because it could not be saved yet."""

    store: Store
    messengers: Sequence[Messenger]
    moments: Callable[[], Moment]
    tombstones: Tombstones
    owner: str  # this process, as the leases name it
    crash_point: CrashPoint = no_crash
    aside: Aside = asyncio.to_thread
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)  # take nothing new in hand
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # one round of planning at a time
    # one round of sending on a platform at a time
    sending: defaultdict[Platform, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )
    # rung when something was planned that a platform may be sent
    bells: defaultdict[Platform, asyncio.Event] = field(
        default_factory=lambda: defaultdict(asyncio.Event)
    )
    unrecorded: dict[DeliveryId, SendOutcome] = field(
        default_factory=dict[DeliveryId, SendOutcome]
    )
    unerased: list[PersonId] = field(default_factory=list[PersonId])
    meter: Meter = field(default_factory=NoMeter)
    damage: list[DatabaseDamagedError] = field(default_factory=list[DatabaseDamagedError])

    @property
    def is_stopping(self) -> bool:
        """Tell whether nothing new is taken in hand any more."""
        return self.stopping.is_set()

    def ring(self) -> None:
        """Let every platform look for what it may send now."""
        for messenger in self.messengers:
            self.bells[messenger.platform].set()

    def end_with(self, error: DatabaseDamagedError) -> None:
        """Let the loop end with damage that was found while somebody was answered."""
        self.damage.append(error)
        self.wake.set()

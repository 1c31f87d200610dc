"""A made-up chat platform: what it accepts, what it loses, and what people then see."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.domain.address import ChatAddress, Platform
from bot.domain.delivery import (
    Rejected,
    RetryLater,
    SendOutcome,
    Sent,
    Unknown,
    Unreachable,
)
from bot.domain.ids import DeliveryId
from bot.domain.message import OutgoingMessage, Redraw
from bot.simulation.faults import Fate
from bot.simulation.person import MadePerson

# How long Discord takes the same nonce for the same message: "in the past few minutes"
# (discord-api-docs, resources/message); Telegram never does.
NONCE_WINDOW_S = {Platform.TELEGRAM: 0, Platform.DISCORD: 180}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happenings:
    """What a platform asks the world around it."""

    now: Callable[[], int]
    fate: Callable[[], Fate]
    before_send: Callable[[MadePerson, DeliveryId, OutgoingMessage], None]
    meanwhile: Callable[[MadePerson], None]
    card_shown: Callable[[MadePerson, DeliveryId], None]
    redrawn: Callable[[MadePerson], None]


@dataclass(slots=True)
class MadePlatform:
    """One platform's way out, into the chats of its people."""

    platform: Platform
    people: Mapping[str, MadePerson]  # by chat
    world: Happenings
    seen: Counter[DeliveryId] = field(default_factory=Counter[DeliveryId])
    unclear: Counter[DeliveryId] = field(default_factory=Counter[DeliveryId])
    refused: Counter[DeliveryId] = field(default_factory=Counter[DeliveryId])
    accepted_at: dict[DeliveryId, int] = field(default_factory=dict[DeliveryId, int])
    sent_at: dict[DeliveryId, int] = field(default_factory=dict[DeliveryId, int])

    @property
    def at_once(self) -> int:
        """Say how many sends may be under way at a time: one."""
        return 1

    async def turn(self, address: ChatAddress) -> None:
        """Let a delivery through: a made-up platform has no limits."""

    async def send(
        self, address: ChatAddress, message: OutgoingMessage, delivery_id: DeliveryId
    ) -> SendOutcome:
        """Take a message, or not, as the world has it; see `Messenger`."""
        person = self.people[address.chat_ref]
        self.sent_at[delivery_id] = self.world.now()
        self.world.before_send(person, delivery_id, message)
        if person.is_blocking:
            person.is_silenced = "the platform said that the chat is closed"
            return Unreachable("blocked")
        fate = self.world.fate()
        match fate:
            case Fate.REFUSED:
                self.refused[delivery_id] += 1
                return RetryLater("busy", after_s=5)
            case Fate.REJECTED:
                return Rejected("not understood")
            case Fate.UNCLEAR:
                self.unclear[delivery_id] += 1
                return Unknown("no answer")
            case Fate.LOST:
                self._accept(person, message, delivery_id)
                self.unclear[delivery_id] += 1
                return Unknown("no answer")
            case Fate.SLOW | Fate.SENT:
                if fate is Fate.SLOW:
                    self.world.meanwhile(person)
                return Sent(self._accept(person, message, delivery_id))

    def _accept(
        self, person: MadePerson, message: OutgoingMessage, delivery_id: DeliveryId
    ) -> str:
        now, first_at = self.world.now(), self.accepted_at.get(delivery_id)
        if first_at is not None and now - first_at < NONCE_WINDOW_S[self.platform]:
            return f"m{delivery_id}.{self.seen[delivery_id]}"
        self.seen[delivery_id] += 1
        self.accepted_at.setdefault(delivery_id, now)
        ref = f"m{delivery_id}.{self.seen[delivery_id]}"
        person.chat.show(ref, message)
        self.world.card_shown(person, delivery_id)
        return ref

    async def redraw(self, redraw: Redraw) -> None:
        """Draw a message anew in the chat that shows it; another platform's is not ours."""
        person = self.people.get(redraw.address.chat_ref)
        if person is not None:
            person.chat.redraw(redraw.message_ref, redraw.message)
            self.world.redrawn(person)

    def forget_before(self, at: int) -> None:
        """Forget the deliveries last handed over before an instant."""
        known = {each: sent_at for each, sent_at in self.sent_at.items() if sent_at >= at}
        self.sent_at = known
        self.accepted_at = {
            each: first_at for each, first_at in self.accepted_at.items() if each in known
        }
        self.seen = _only(self.seen, known)
        self.unclear = _only(self.unclear, known)
        self.refused = _only(self.refused, known)


def _only(counted: Counter[DeliveryId], known: Mapping[DeliveryId, int]) -> Counter[DeliveryId]:
    """Make a count of the known ones alone; a new one, as an old one keeps its size."""
    return Counter({each: count for each, count in counted.items() if each in known})

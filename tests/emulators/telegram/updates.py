"""The updates that wait for the bot, with their numbers, ages and confirmation."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.telegram.clock import EmulatorClock
from tests.emulators.telegram.log import (
    Log,
    UpdateConfirmed,
    UpdateDropped,
    UpdateHandedOut,
    UpdateMade,
)

FIRST_ID = 418_200_001
KEPT_S = 86_400  # from the event on
PRESS_KEPT_S = 150  # callback queries wait no longer
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
PLACES = {"callback_query": 3, "my_chat_member": 5}  # queues of their own beside the messages


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Waiting:
    """One update that was not confirmed yet."""

    update_id: int
    kind: str
    queue: tuple[int, int]  # a webhook keeps the order inside one
    body: dict[str, Any]
    expires_at: float

    def as_json(self) -> dict[str, Any]:
        return {"update_id": self.update_id, self.kind: self.body}


@dataclass(slots=True, kw_only=True)
class Updates:
    """A queue; what was confirmed or is too old has gone."""

    clock: EmulatorClock
    log: Log
    next_id: int = FIRST_ID
    allowed: frozenset[str] | None = None  # None: all but NOT_BY_DEFAULT
    waiting: list[Waiting] = field(default_factory=list)
    soonest: float = float("inf")  # when the first of them is too old

    def make(
        self,
        kind: str,
        body: dict[str, Any],
        *,
        chat_id: int,
        person_id: int | None,
        happened_at: float | None = None,
    ) -> int | None:
        """Let an update wait; None if the bot does not want this kind, or it is too old."""
        if not self.wants(kind):
            return None
        happened_at = self.clock.now() if happened_at is None else happened_at
        kept_s = PRESS_KEPT_S if kind == "callback_query" else KEPT_S
        if happened_at + kept_s <= self.clock.now():
            return None
        update_id, self.next_id = self.next_id, self.next_id + 1
        of = person_id if kind == "callback_query" and person_id is not None else chat_id
        self.waiting.append(
            Waiting(
                update_id=update_id,
                kind=kind,
                queue=(of, PLACES.get(kind, 0)),
                body=body,
                expires_at=happened_at + kept_s,
            )
        )
        self.soonest = min(self.soonest, happened_at + kept_s)
        self.log.add(
            UpdateMade(
                update_id=update_id,
                kind=kind,
                chat_id=chat_id,
                person_id=person_id,
                body=body,
            )
        )
        return update_id

    def wants(self, kind: str) -> bool:
        """Tell whether the bot asked for this kind."""
        return kind not in NOT_BY_DEFAULT if self.allowed is None else kind in self.allowed

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Set what is wanted from now on; None keeps it, none at all is the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def drop_old(self) -> None:
        """Let go what has waited too long."""
        now = self.clock.now()
        if now >= self.soonest:
            self._drop({one for one in self.waiting if one.expires_at <= now}, "too old")

    def drop_all(self) -> None:
        """Let go everything, as `drop_pending_updates` asks."""
        self._drop(set(self.waiting), "dropped on request")

    def confirm_below(self, offset: int) -> None:
        """Take the bot's word that it has all updates before this one.

        A number that was not given out yet, such as one from before a restart of the numbers,
        confirms nothing.
        """
        if offset <= self.next_id:
            self._confirm({one for one in self.waiting if one.update_id < offset}, "getUpdates")

    def forget_all_but(self, count: int) -> None:
        """Keep the newest ones only: a negative offset."""
        self._confirm(set(self.waiting[:-count]), "getUpdates")

    def confirm(self, one: Waiting, by: str) -> None:
        """Take the bot's word for one update."""
        self._confirm({one}, by)

    def hand_out(self, limit: int) -> list[dict[str, Any]]:
        """Give the oldest ones; they stay until they are confirmed."""
        given = self.waiting[:limit]
        for one in given:
            self.log.add(UpdateHandedOut(update_id=one.update_id, by="getUpdates"))
        return [one.as_json() for one in given]

    def _confirm(self, done: set[Waiting], by: str) -> None:
        for one in self._taken_out(done):
            self.log.add(UpdateConfirmed(update_id=one.update_id, by=by))

    def _drop(self, gone: set[Waiting], why: str) -> None:
        for one in self._taken_out(gone):
            self.log.add(UpdateDropped(update_id=one.update_id, why=why))

    def _taken_out(self, gone: set[Waiting]) -> list[Waiting]:
        """Take updates out of the queue; give them in their order."""
        out = [one for one in self.waiting if one in gone]
        if out:
            self.waiting = [one for one in self.waiting if one not in gone]
            self.soonest = min((one.expires_at for one in self.waiting), default=float("inf"))
        return out

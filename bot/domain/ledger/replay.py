"""Replays what waited beside the cards: reminders, cards asked for later, the closing message.

Each of them was set on a day for an instant. It then came to pass, or was taken off by a pause, a
stop or the end, or was kept as moved when the wish moved over it.
"""

from dataclasses import dataclass, field, replace

from bot.domain.ledger.case import GIVEN, UNFINISHED, Case
from bot.domain.ledger.days_wanted import IN_THE_EVENING, closes_of, closing_at, finish_of
from bot.domain.ledger.hours import (
    NUDGE_LATE_S,
    closes_at,
    evening_at,
    late_until,
    nudges_until,
)
from bot.domain.ledger.log import Line
from bot.domain.ledger.rows import DeliveryRow
from bot.domain.ledger.walk import Day
from bot.domain.ledger.wanted import MOVED, Place, Wanted
from bot.domain.wish import Wish

REMINDER, LATER, FINISH = "reminder", "later", "finish"
# A reminder whose card is still on its way looks again after this.
AGAIN_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Something set for an instant; `is_must` is false where it may not have been set at all."""

    at: int
    is_must: bool
    day_no: int  # of the day it was set on


@dataclass(slots=True)
class Replay:
    """Where the replay stands."""

    case: Case
    pending: dict[str, Pending] = field(default_factory=dict[str, Pending])
    places: list[Place] = field(default_factory=list[Place])
    _day: Day | None = None
    _wish: Wish | None = None
    _at: int = 0  # of the last line
    _reminded: set[int] = field(default_factory=set[int])
    _later_made: dict[int, int] = field(default_factory=dict[int, int])

    def run(self) -> "Replay":
        """Go through everything in order; what is left in `pending` is still to come."""
        for event in self.case.course.events:
            if isinstance(event, Day):
                self._begin(event)
            else:
                self._take(event)
        for what, pending in sorted(self.pending.items()):
            due = self.case.due(what)
            # What is due and not worked off yet may wait for a bot that is down.
            if pending.at <= self.case.now and due is None:
                self._come_to_pass(what, self.pending.pop(what))
        return self

    def _begin(self, day: Day) -> None:
        if day.is_moved:
            self._close()
        else:
            self._pass_time(day.due_at - 1)
            self.pending.pop(REMINDER, None)
            self._set_for(day)
        self._day, self._wish = day, day.wish

    def _set_for(self, day: Day) -> None:
        card = self.case.card(day.day_no)
        was_queued = card is not None and (card.state in UNFINISHED or card.done_at is not None)
        at = evening_at(day.wish, day.on, day.due_at)
        if was_queued and day.wish.reminders and at is not None:
            self.pending[REMINDER] = Pending(at=at, is_must=True, day_no=day.day_no)
        closes = closes_of(self.case, day)
        if IN_THE_EVENING in closes:
            row = self.case.row(day.day_no, "card")
            was_down = row is not None and row.reason == "downtime"
            is_must = len(closes) == 1 and not was_down
            self.pending[FINISH] = Pending(at=closing_at(day), is_must=is_must, day_no=day.day_no)

    def _take(self, line: Line) -> None:
        self._at = line.at
        if line.what == LATER:
            self._put_off(line)
            return
        # Whatever changes a wish or a state has all planned that is due by then.
        self._pass_time(line.at)
        if line.wish is not None:
            self._wish = line.wish
        elif line.what == "resumed" and not line.by_bot:
            self._take_up(line.at)
        elif line.what != "enrolled":
            self.pending.clear()

    def _put_off(self, line: Line) -> None:
        """Set a card for later; the one set before is lost unless it was planned by then."""
        before = self.pending.pop(LATER, None)
        kept = [row.due_at for row in self.case.deliveries if row.kind == LATER]
        if before is not None and before.at <= line.at and before.at in kept:
            self._come_to_pass(LATER, before)
        self.pending[LATER] = Pending(at=line.instant, is_must=True, day_no=line.day_no)

    def _take_up(self, at: int) -> None:
        """Set the reminder again, where a program goes on while the day of its card lasts."""
        day, wish = self._day, self._wish
        if day is None or wish is None or day.day_no in self._reminded or not wish.reminders:
            return
        card = self.case.row(day.day_no, "card")
        remind_at = evening_at(wish, day.on, day.due_at)
        if remind_at is None or remind_at <= at or at >= closes_at(wish, day.on):
            return
        if card is not None and _is_given(card, at):
            is_must = card.kind == "session" and card.done_at != at
            self.pending[REMINDER] = Pending(at=remind_at, is_must=is_must, day_no=day.day_no)

    def _pass_time(self, to_at: int) -> None:
        for what, pending in sorted(self.pending.items(), key=lambda item: item[1].at):
            if pending.at <= to_at:
                self._come_to_pass(what, self.pending.pop(what))
                if self._may_linger(what, pending, to_at):
                    self.pending[what] = replace(pending, is_must=False)

    def _may_linger(self, what: str, pending: Pending, by_at: int) -> bool:
        """Tell whether something may still wait although its instant is over.

        It may for a card that was planned late, itself only at this instant, and a reminder
        does for a card that is on its way, and up to a minute after that.
        """
        row = self.case.row(pending.day_no, "card")
        if row is None or what == LATER:
            return False
        if what == REMINDER:
            return row.done_at is None or row.done_at + AGAIN_S >= by_at
        return not any(at is not None and at < by_at for at in (row.first_attempt_at, row.done_at))

    def _come_to_pass(self, what: str, pending: Pending) -> None:
        day = self._day
        if day is None:
            return
        if what == FINISH:
            wanted = finish_of(self.case, day, pending.at)
            self._keep(day, FINISH, wanted, is_must=pending.is_must)
        elif what == LATER:
            card = self.case.row(day.day_no, "card")
            if card is not None:
                wanted = self._later(day, card, pending.at)
                self._keep(day, self._later_slot(day), wanted, is_must=True)
        else:
            self._remind(day, pending)

    def _remind(self, day: Day, pending: Pending) -> None:
        card = self.case.row(day.day_no, "card")
        if card is None or card.state not in GIVEN or card.done_at is None:
            return
        self._reminded.add(day.day_no)
        at = self._pushed(card, pending)
        wish = self.case.course.wish_at(at, day)
        is_must = pending.is_must and card.done_at < pending.at
        for until_at in sorted(nudges_until(wish, day.on, day.due_at, at)):
            wanted = _aside(REMINDER, day, card, at, until_at)
            self._keep(day, REMINDER, wanted, is_must=is_must)

    def _pushed(self, card: DeliveryRow, pending: Pending) -> int:
        """Give the instant of a reminder; a card that came after it pushed it on by minutes."""
        row = self.case.row(card.day_no, REMINDER)
        last_at = 0 if card.done_at is None else card.done_at + AGAIN_S
        is_pushed = row is not None and pending.at <= row.due_at <= last_at
        return row.due_at if row is not None and is_pushed else pending.at

    def _later(self, day: Day, card: DeliveryRow, at: int) -> Wanted:
        wish = self.case.course.wish_at(at, day)
        until_at = min(late_until(wish, day.on, at), at + NUDGE_LATE_S)
        return _aside(LATER, day, card, at, until_at)

    def _later_slot(self, day: Day) -> str:
        number = self._later_made[day.day_no] = self._later_made.get(day.day_no, 0) + 1
        return f"later{number}"

    def _close(self) -> None:
        """Keep what was still to come on a day that a moved wish ended."""
        for what in (LATER, REMINDER):
            pending = self.pending.pop(what, None)
            if pending is not None and self._day is not None and self._wish is not None:
                self._keep_moved(what, self._day, self._wish, pending)

    def _keep_moved(self, what: str, day: Day, wish: Wish, pending: Pending) -> None:
        card = self.case.row(day.day_no, "card")
        if card is not None and _is_given(card, self._at):
            slot = self._later_slot(day) if what == LATER else REMINDER
            at = self._pushed(card, pending) if what == REMINDER else pending.at
            wanted = _aside(what, day, card, at, late_until(wish, day.on, at), MOVED)
            is_must = pending.is_must and card.done_at != self._at
            self._keep(day, slot, wanted, is_must=is_must)

    def _keep(self, day: Day, slot: str, wanted: Wanted, *, is_must: bool) -> None:
        self.places.append(Place(day_no=day.day_no, slot=slot, wanted=(wanted,), is_must=is_must))


def _is_given(card: DeliveryRow, at: int) -> bool:
    return card.state in GIVEN and card.done_at is not None and card.done_at <= at


def _aside(
    kind: str, day: Day, card: DeliveryRow, at: int, until_at: int, cut: str = ""
) -> Wanted:
    return Wanted(
        kind=kind,
        on=day.on,
        due_at=at,
        late_until=until_at,
        args=card.args,
        rule=kind,
        cut=frozenset({cut}),
    )

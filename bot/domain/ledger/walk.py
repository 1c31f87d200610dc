"""Walks through the log of one enrollment and counts its days."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from bot.domain.ledger.hours import card_hour, last_lived, next_lived
from bot.domain.ledger.log import Line
from bot.domain.wish import Wish

# What may follow what: a pause may be changed, and what stood still may go on.
FOLLOWS = {
    "": frozenset({"enrolled"}),
    "running": frozenset({"paused", "stopped", "finished", "later"}),
    "paused": frozenset({"paused", "resumed", "stopped", "finished"}),
    "stopped": frozenset({"resumed", "paused"}),
    "finished": frozenset[str](),
}
STATE_AFTER = {
    "enrolled": "running",
    "resumed": "running",
    "paused": "paused",
    "stopped": "stopped",
    "finished": "finished",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date that counts."""

    day_no: int
    on: date
    due_at: int  # its card hour
    counted_at: int  # the same, or when the wish moved
    wish: Wish  # as it stood at that hour
    is_moved: bool  # its hour was over when the wish moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the log says of an enrollment up to an instant."""

    state: str  # "" where no line began it
    started_on: date | None
    events: tuple["Day | Line", ...]  # days and lines, in the order in which they came
    days: tuple[Day, ...]
    day_no: int
    on: date | None  # up to which date it is counted
    until_on: date | None  # the date that a pause ends on
    wishes: tuple[tuple[int, Wish], ...]  # since when each one holds
    states: tuple[tuple[int, str], ...]  # since when it was in which state
    out_of_order: tuple[Line, ...]

    def wish_at(self, at: int, asked_on: Day) -> Wish:
        """Give the wish by which an instant is planned: a change at that instant comes after."""
        found = [wish for since, wish in self.wishes if asked_on.due_at <= since < at]
        return found[-1] if found else asked_on.wish

    def states_at(self, at: int) -> frozenset[str]:
        """Give the state in which an instant began, and those that its own lines lead to."""
        before = [state for since, state in self.states if since < at]
        return frozenset(before[-1:]) | {state for since, state in self.states if since == at}

    @property
    def next_at(self) -> int | None:
        """Give the next card hour, as long as it runs."""
        if self.state != "running" or self.on is None or not self.wishes:
            return None
        wish = self.wishes[-1][1]
        return card_hour(wish, next_lived(wish.zone, self.on))


@dataclass(slots=True, kw_only=True)
class _Walker:
    """Where the walk stands."""

    now: int
    state: str = ""
    started_on: date | None = None
    wish: Wish | None = None
    on: date | None = None
    day_no: int = 0
    until_on: date | None = None
    events: list[Day | Line] = field(default_factory=list[Day | Line])
    wishes: list[tuple[int, Wish]] = field(default_factory=list[tuple[int, Wish]])
    states: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    out_of_order: list[Line] = field(default_factory=list[Line])

    def pass_time(self, to_at: int, moved_at: int | None = None) -> None:
        """Count each date whose card hour comes up to an instant while it runs."""
        if self.state != "running" or self.wish is None or self.on is None:
            return
        while True:
            on = next_lived(self.wish.zone, self.on)
            due_at = card_hour(self.wish, on)
            if due_at > to_at:
                return
            # A date that nobody lived moves the number on all the same.
            self.day_no += (on - self.on).days
            self.on = on
            self.events.append(
                Day(
                    day_no=self.day_no,
                    on=on,
                    due_at=due_at,
                    counted_at=due_at if moved_at is None else moved_at,
                    wish=self.wish,
                    is_moved=moved_at is not None,
                )
            )

    def take(self, line: Line) -> None:
        """Go on to a line and do what it says."""
        at = min(line.at, self.now)
        self.pass_time(at)
        if line.wish is None and not self._follows(line):
            self.out_of_order.append(line)
            return
        self.events.append(line)
        if line.wish is not None:
            self.wish = line.wish
            self.wishes.append((line.at, line.wish))
            self.pass_time(at, moved_at=at)
        elif line.what != "later":
            self._turn(line)

    def _follows(self, line: Line) -> bool:
        """Tell whether a line may come now, and whether the one who wrote it could."""
        if line.what not in FOLLOWS[self.state]:
            return False
        if line.what == "later":
            return not line.by_bot and line.day_no == self.day_no and line.at < line.instant
        if line.what in ("enrolled", "resumed"):
            if line.on is None or self.wish is None:
                return False
            first_at = card_hour(self.wish, line.on)
            # The bot ends a pause at the card hour of its last date; a person, before a card hour.
            if line.by_bot:
                return first_at == line.at and self.until_on == line.on
            return first_at > line.at
        return line.by_bot == (line.what == "finished")

    def _turn(self, line: Line) -> None:
        self.state = STATE_AFTER[line.what]
        self.states.append((line.at, self.state))
        self.until_on = line.on if self.state == "paused" else None
        if self.state == "running" and line.on is not None and self.wish is not None:
            self.started_on = self.started_on or line.on
            before_on = last_lived(self.wish.zone, line.on)
            self.on = before_on if self.on is None else max(self.on, before_on)


def walk(lines: Iterable[Line], enrollment_id: int, to_at: int, now: int) -> Course:
    """Work out all days of an enrollment from the lines of its person, in their order.

    After the last line days are counted up to `to_at`. A line that says it was written after
    `now` counts none beyond it.
    """
    walker = _Walker(now=now)
    for line in lines:
        if line.enrollment_id in (None, enrollment_id):
            walker.take(line)
    walker.pass_time(to_at)
    return Course(
        state=walker.state,
        started_on=walker.started_on,
        events=tuple(walker.events),
        days=tuple(event for event in walker.events if isinstance(event, Day)),
        day_no=walker.day_no,
        on=walker.on,
        until_on=walker.until_on,
        wishes=tuple(walker.wishes),
        states=tuple(walker.states),
        out_of_order=tuple(walker.out_of_order),
    )

"""Looks at every message and every answer of a world, and holds them to the rules."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.address import Platform
from bot.domain.days import local_time, minute_of_day
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.ids import DeliveryId, EnrollmentId
from bot.domain.message import OutgoingMessage
from bot.domain.wish import MINUTES_A_DAY, Wish
from bot.ports.store import Tx
from bot.service.moment import SCORES
from bot.simulation.person import MadePerson, verbs_of
from bot.simulation.platform import NONCE_WINDOW_S, MadePlatform
from bot.simulation.rules import Rule, Tally
from bot.simulation.trial_store import TrialStore

LEAST_GAP_S = 12 * 3600  # design: two sessions of a person lie this far apart


@dataclass(frozen=True, slots=True)
class Sending:
    """A delivery about to be sent, and whose it is by the books."""

    row: Delivery
    user_ref: str
    wish: Wish | None
    has_consent: bool
    is_stopped: bool  # a red flag stands


@dataclass(slots=True, kw_only=True)
class Watch:
    """The rules as they are looked at while a world lives."""

    tally: Tally
    store: TrialStore
    platforms: Mapping[Platform, MadePlatform]
    now: Callable[[], int]
    was_away_since: Callable[[int], bool]
    after_absence: Counter[int] | None = None  # messages by person in the round after one
    owners: dict[DeliveryId, str] = field(
        default_factory=dict[DeliveryId, str]
    )  # of each delivery sent
    _kinds: dict[DeliveryId, DeliveryKind] = field(default_factory=dict[DeliveryId, DeliveryKind])
    # Of each enrollment the session card before: which it was, and when it was due.
    _last_card: dict[EnrollmentId, tuple[DeliveryId, int]] = field(
        default_factory=dict[EnrollmentId, tuple[DeliveryId, int]]
    )
    _last_day: dict[EnrollmentId, tuple[date, int]] = field(
        default_factory=dict[EnrollmentId, tuple[date, int]]
    )

    def before_send(
        self, person: MadePerson, delivery_id: DeliveryId, message: OutgoingMessage
    ) -> None:
        """Look at what is about to be sent."""
        sending = self.store.look(lambda tx: _sending(tx, delivery_id))
        row, hold = sending.row, self.tally.hold
        self._kinds[delivery_id] = row.kind
        self.owners[delivery_id] = sending.user_ref
        hold(
            Rule.APART,
            sending.user_ref == person.user_ref,
            lambda: f"delivery {delivery_id} goes to the chat of person {person.no}",
        )
        hold(
            Rule.SILENT,
            not person.is_silenced and not sending.is_stopped,
            lambda: f"{row.kind} to person {person.no}, though {person.is_silenced or 'flagged'}",
        )
        hold(
            Rule.QUIET,
            sending.wish is None or not _is_quiet(sending.wish, self.now(), row.due_at),
            lambda: f"{row.kind} of person {person.no} at {self.now()}, due {row.due_at}",
        )
        self.look_at_shown(person, message, has_consent=sending.has_consent)
        if row.kind in (DeliveryKind.SESSION, DeliveryKind.MORNING):
            self._look_at_day(person, row)

    def look_at_shown(
        self, person: MadePerson, message: OutgoingMessage, *, has_consent: bool
    ) -> None:
        """Look at a message that a person is shown."""
        if "score" in verbs_of(message):
            self.tally.hold(
                Rule.CONSENT,
                has_consent,
                lambda: f"person {person.no} is asked for a score without consent",
            )

    def forget(self, platforms: Iterable[MadePlatform]) -> None:
        """Forget the deliveries that the platforms have forgotten."""
        known = {delivery_id for platform in platforms for delivery_id in platform.sent_at}
        self.owners = {each: owner for each, owner in self.owners.items() if each in known}
        self._kinds = {each: kind for each, kind in self._kinds.items() if each in known}

    def _look_at_day(self, person: MadePerson, row: Delivery) -> None:
        """Look at a card: its day against the last one, its hour against the last session."""
        if row.kind is DeliveryKind.SESSION:
            before_id, before_at = self._last_card.get(row.enrollment_id, (row.delivery_id, 0))
            if before_id != row.delivery_id:
                self.tally.hold(
                    Rule.GAP,
                    row.due_at - before_at >= LEAST_GAP_S,
                    lambda: f"person {person.no}: cards due {row.due_at - before_at} s apart",
                )
            self._last_card[row.enrollment_id] = (row.delivery_id, row.due_at)
        last_on, last_no = self._last_day.get(row.enrollment_id, (row.local_on, row.day_no))
        days, numbers = (row.local_on - last_on).days, row.day_no - last_no
        self.tally.hold(
            Rule.DAYS,
            0 <= numbers <= days,
            lambda: f"person {person.no}: day {row.day_no} on {row.local_on} after {last_no}",
        )
        self._last_day[row.enrollment_id] = (row.local_on, row.day_no)

    def card_shown(self, person: MadePerson, delivery_id: DeliveryId) -> None:
        """Look at a message that a person sees now; how often they have seen it."""
        platform = self.platforms[person.address.platform]
        seen, may_repeat = platform.seen[delivery_id], False
        if seen > 1 and self._kinds[delivery_id] is DeliveryKind.SESSION:
            window_s = NONCE_WINDOW_S[platform.platform]
            first_at = platform.accepted_at[delivery_id]
            is_late = self.was_away_since(first_at) or platform.refused[delivery_id] > 0
            may_repeat = (window_s == 0 or is_late) and platform.unclear[delivery_id] > 0
        self.tally.hold(
            Rule.ONCE,
            seen <= 1 + may_repeat,
            lambda: f"{self._kinds[delivery_id]} {delivery_id} is seen {seen} times",
        )
        if self.after_absence is not None and seen == 1:
            self.after_absence[person.no] += 1
            self.tally.hold(
                Rule.CATCH_UP,
                self.after_absence[person.no] <= 1,
                lambda: f"person {person.no} gets a second message after an absence",
            )


def _sending(tx: Tx, delivery_id: DeliveryId) -> Sending:
    row = tx.deliveries.get(delivery_id)
    account = tx.people.account_of(row.person_id)
    return Sending(
        row=row,
        user_ref="" if account is None else account.user_ref,
        wish=tx.people.person(row.person_id).wish,
        has_consent=tx.consents.active(row.person_id, SCORES) is not None,
        is_stopped=tx.safety_stops.open_of(row.person_id) is not None,
    )


def _is_quiet(wish: Wish, now: int, due_at: int) -> bool:
    """Tell whether now lies in the quiet hours, unless the message was asked for inside them."""
    return _in_quiet_hours(wish, now) and not _in_quiet_hours(wish, due_at)


def _in_quiet_hours(wish: Wish, at: int) -> bool:
    minute = minute_of_day(wish.zone, at)
    if wish.quiet_from_min <= wish.quiet_to_min:
        return wish.quiet_from_min <= minute < wish.quiet_to_min
    return not wish.quiet_to_min <= minute < wish.quiet_from_min


def day_is_open(wish: Wish, on: date, now: int) -> bool:
    """Tell whether a date still lasts there: it ends early in the morning after."""
    local = local_time(wish.zone, now)
    days_after = (local.date() - on).days
    minute = local.hour * 60 + local.minute
    return days_after * MINUTES_A_DAY + minute < MINUTES_A_DAY + wish.day_ends_min

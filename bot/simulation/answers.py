"""Looks at each answer that a person gets, and holds it to the rules."""

from dataclasses import dataclass

from bot.domain.action import Action
from bot.domain.ids import DeliveryId
from bot.domain.message import Answer
from bot.domain.pain import STOP_ABOVE
from bot.domain.update import ButtonPressed, ChatClosed, Update
from bot.ports.store import Tx
from bot.service.all_handlers import OF_A_DELIVERY
from bot.service.moment import SCORES
from bot.simulation.person import MadePerson, verbs_of
from bot.simulation.rules import Rule
from bot.simulation.told import Told
from bot.simulation.trial_store import TrialStore
from bot.simulation.watch import Watch, day_is_open

RUNS_STEPS = frozenset({"hold", "go"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the books say about somebody at this moment."""

    has_consent: bool = False
    is_flagged: bool = False


@dataclass(slots=True)
class Answers:
    """Looks at the answers of one world."""

    watch: Watch
    told: Told
    store: TrialStore

    def look_at(
        self, person: MadePerson, update: Update, answer: Answer, now: int, *, is_first: bool
    ) -> None:
        """Hold an answer to the rules; `is_first`: the update did not come a second time."""
        if isinstance(update, ChatClosed):
            return
        person.is_blocking = False
        hold = self.watch.tally.hold
        if is_first:
            hold(
                Rule.ANSWERED,
                bool(answer.message or answer.notice or answer.file),
                lambda: f"person {person.no} gets no answer to {type(update).__name__}",
            )
        if answer == Answer():
            return
        self._note(person, update, answer)
        if answer.erase is not None:
            self._look_at_erased(person)
        if answer.message is not None:
            self._look_at_message(person, update, answer)
        if isinstance(update, ButtonPressed) and update.action:
            self._look_at_owner(person, update.action, answer)
            if answer.notice:
                self._look_at_closed(person, update.action, answer.notice, now)

    def _note(self, person: MadePerson, update: Update, answer: Answer) -> None:
        told = self.told.note(person, update, answer)
        if told is not None:
            self.store.look(lambda tx: told.keep(tx, person))

    def _look_at_erased(self, person: MadePerson) -> None:
        person.scores.clear()
        if person.is_silenced:  # told as erased, and not as to be erased later
            content = self.store.content()
            self.watch.tally.hold(
                Rule.ERASED,
                person.user_ref.encode() not in content,
                lambda: f"person {person.no} was erased, and their account is still readable",
            )

    def _look_at_message(self, person: MadePerson, update: Update, answer: Answer) -> None:
        message = answer.message
        verbs = verbs_of(message) if message is not None else frozenset[str]()
        if message is None or verbs.isdisjoint({"score"} | RUNS_STEPS):
            return
        standing = self.store.look(lambda tx: _standing(tx, person))
        self.watch.look_at_shown(person, message, has_consent=standing.has_consent)
        if RUNS_STEPS & verbs:
            action = update.action if isinstance(update, ButtonPressed) else None
            self.watch.tally.hold(
                Rule.SAFETY,
                not (standing.is_flagged or _is_too_high(action)),
                lambda: f"person {person.no} is shown a step after a stop sign",
            )

    def _look_at_owner(self, person: MadePerson, action: Action, answer: Answer) -> None:
        """Look at a press on a card: whoever does not own the card is shown nothing."""
        if action.verb not in OF_A_DELIVERY or answer.message is None:
            return
        owner = self.watch.owners.get(DeliveryId(action.target))
        if owner is None:  # of a card that was asked for
            owner = self.store.look(lambda tx: _owner_of(tx, DeliveryId(action.target)))
        self.watch.tally.hold(
            Rule.APART,
            owner == person.user_ref,
            lambda: f"person {person.no} presses [{action.verb}] of somebody else, and is let in",
        )

    def _look_at_closed(self, person: MadePerson, action: Action, notice: str, now: int) -> None:
        """Look at a press that was not counted because its day was over."""
        if self.told.closed_line.fullmatch(notice) is None:
            return
        is_open = self.store.look(lambda tx: _is_open(tx, person, DeliveryId(action.target), now))
        self.watch.tally.hold(
            Rule.DAYS,
            not is_open,
            lambda: f"person {person.no} was told that an open day is closed",
        )


def _owner_of(tx: Tx, delivery_id: DeliveryId) -> str:
    row = tx.deliveries.find(delivery_id)
    account = None if row is None else tx.people.account_of(row.person_id)
    return "" if account is None else account.user_ref


def _is_too_high(action: Action | None) -> bool:
    """Tell whether a press gave a score before the session that forbids it."""
    if action is None or action.verb != "score" or not action.argument.startswith("b"):
        return False
    return action.argument[1:].isdigit() and int(action.argument[1:]) > STOP_ABOVE


def _standing(tx: Tx, person: MadePerson) -> Standing:
    account = tx.people.account(person.address.platform, person.user_ref)
    if account is None:
        return Standing()
    return Standing(
        has_consent=tx.consents.active(account.person_id, SCORES) is not None,
        is_flagged=tx.safety_stops.open_of(account.person_id) is not None,
    )


def _is_open(tx: Tx, person: MadePerson, delivery_id: DeliveryId, now: int) -> bool:
    account = tx.people.account(person.address.platform, person.user_ref)
    row = tx.deliveries.find(delivery_id)
    if account is None or row is None or row.person_id != account.person_id:
        return False
    wish = tx.people.person(account.person_id).wish
    return wish is not None and day_is_open(wish, row.local_on, now)

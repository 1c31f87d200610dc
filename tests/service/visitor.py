"""Somebody who presses what is shown and types, through the one way in, on a real database."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import TypeVar

from bot.domain.action import Action, pack, unpack
from bot.domain.address import ChatAddress, Platform
from bot.domain.change import Change
from bot.domain.days import instant_of
from bot.domain.enrollment import SESSION_TRACK, Enrollment, SafetyStop
from bot.domain.message import Answer, Button, OutgoingMessage
from bot.domain.person import Consent, Conversation, Person
from bot.domain.program import ProgramVersion
from bot.domain.text import words_of
from bot.domain.update import ButtonPressed, CommandReceived, TextReceived, Update, UpdateBase
from bot.ports.store import Tx
from bot.service import inbox
from bot.service.moment import SCORES, House, Moment, Turn
from storage.places import GeoPlaces
from storage.program_catalog import StoredCatalog, keep_programs
from storage.sqlite.runner import SqliteRunner
from tests.service.card_rules import LONG_LINES, assert_answer_fits
from tests.service.desk import FIRST_ON, english, shipped

T = TypeVar("T")

ZONE = "America/Bogota"
SUNDAY_EVENING = instant_of(ZONE, FIRST_ON, 0) - 5 * 3600  # 28 February 2027, 19:00 in Bogotá
# The red-flag lists and the consent may be longer than other cards.
LONG_CARDS = (
    "Is any of this true today?",
    "And any of these?",
    "Otherwise: which one is it?",
    "Stop and ask with any of these:",
    "May I store your pain scores?",
    "What you agree to",
    "All that is kept, line by line",
)
CHAT = ChatAddress(Platform.TERMINAL, "chat")


@lru_cache(maxsize=1)
def world() -> GeoPlaces:
    """Load the real places once for all tests."""
    return GeoPlaces()


@dataclass
class Visitor:
    """One person, known to the bot by `user_ref`; every answer is checked against the card rules.

    Nothing but the database is kept between two updates, as after a restart.
    """

    runner: SqliteRunner
    now: int = SUNDAY_EVENING
    user_ref: str = "ana"
    programs: Sequence[ProgramVersion] = field(default_factory=lambda: (shipped(),))
    shown: list[OutgoingMessage] = field(default_factory=list)
    updates: int = 0

    @cached_property
    def catalog(self) -> StoredCatalog:
        return self.run(partial(keep_programs, programs=self.programs, at=self.now))

    def moment(self) -> Moment:
        return Moment(
            now=self.now,
            real_at=self.now,
            catalog=self.catalog,
            words=english(),
            places=world(),
            house=House(operator_name="this computer", emergency_number="112"),
        )

    def run(self, fn: Callable[[Tx], T]) -> T:
        return self.runner.run(fn)

    def _base(self) -> UpdateBase:
        self.updates += 1
        return UpdateBase(
            update_ref=f"{self.user_ref}-{self.updates}", address=CHAT, user_ref=self.user_ref
        )

    def receive(self, update: Update) -> Answer:
        """Let the bot answer one update, in one transaction."""
        answer = self.run(partial(inbox.handle, update=update, at=self.moment()))
        if answer.message is not None:
            self.shown.append(answer.message)
        is_long = bool(self.shown) and any(words in self.words() for words in LONG_CARDS)
        assert_answer_fits(answer, lines=LONG_LINES if is_long else None)
        return answer

    def command(self, name: str, argument: str = "") -> Answer:
        base = self._base()
        return self.receive(
            CommandReceived(
                update_ref=base.update_ref,
                address=base.address,
                user_ref=base.user_ref,
                name=name,
                argument=argument,
            )
        )

    def type(self, text: str) -> Answer:
        base = self._base()
        return self.receive(
            TextReceived(
                update_ref=base.update_ref,
                address=base.address,
                user_ref=base.user_ref,
                text=text,
            )
        )

    def act(self, action: Action) -> Answer:
        """Press a button by what it means, as it comes back from a platform."""
        base = self._base()
        return self.receive(
            ButtonPressed(
                update_ref=base.update_ref,
                address=base.address,
                user_ref=base.user_ref,
                action=unpack(pack(action)),
                message_ref="m1",
            )
        )

    def press(self, label: str) -> Answer:
        """Press a button of the message shown last, by its words."""
        return self.act(self.button(label).action)

    def button(self, label: str) -> Button:
        found = [button for button in self.shown[-1].buttons() if button.label == label]
        assert found, f"no [{label}] in {self.labels()}"
        return found[0]

    def labels(self) -> list[str]:
        """Give the labels of the message shown last."""
        return [button.label for button in self.shown[-1].buttons()]

    def words(self) -> str:
        """Give the words of the message shown last."""
        return words_of(self.shown[-1].text)

    def title(self) -> str:
        return self.words().split("\n", maxsplit=1)[0]

    def turn(self, tx: Tx) -> Turn:
        """Give this person's turn, for what is asked of the service directly."""
        account = tx.people.account(CHAT.platform, self.user_ref)
        assert account is not None, "nobody wrote yet"
        person = tx.people.person(account.person_id)
        return Turn(tx=tx, at=self.moment(), person=person, account=account)

    def person(self) -> Person:
        def find(tx: Tx) -> Person:
            account = tx.people.account(CHAT.platform, self.user_ref)
            assert account is not None, "nobody wrote yet"
            return tx.people.person(account.person_id)

        return self.run(find)

    def conversation(self) -> Conversation | None:
        person_id = self.person().person_id
        return self.run(lambda tx: tx.conversations.of(person_id))

    def enrollments(self) -> Sequence[Enrollment]:
        person_id = self.person().person_id
        return self.run(lambda tx: tx.enrollments.all_of(person_id))

    def live(self) -> Enrollment | None:
        person_id = self.person().person_id
        return self.run(lambda tx: tx.enrollments.live(person_id, SESSION_TRACK))

    def consent(self) -> Consent | None:
        person_id = self.person().person_id
        return self.run(lambda tx: tx.consents.active(person_id, SCORES))

    def stops(self) -> Sequence[SafetyStop]:
        person_id = self.person().person_id
        return self.run(lambda tx: tx.safety_stops.all_of(person_id))

    def changes(self) -> list[Change]:
        """Give the change log of the person and of all their enrollments."""
        person_id = self.person().person_id
        subjects = [("person", int(person_id))]
        subjects += [("enrollment", int(one.enrollment_id)) for one in self.enrollments()]
        return [
            change
            for subject, subject_id in subjects
            for change in self.run(partial(_changes, subject=subject, subject_id=subject_id))
        ]

    def subscribe(self, *, scores: bool = True) -> None:
        """Walk the whole way with the usual answers: 07:30 in Bogotá, from Monday."""
        self.command("start")
        self.press("I am 18 or over, begin")
        self.press("I agree: store my pain scores" if scores else "Sessions only, no scores")
        self.press("None of these")
        self.press("None of these")
        if scores:
            self.press("Outside")
        self.type("bogota")
        self.press("07:30")
        self.press("Looks right")


def _changes(tx: Tx, subject: str, subject_id: int) -> Sequence[Change]:
    return tx.changes.of_subject(subject, subject_id)


@contextmanager
def visiting(**parts: int) -> Iterator[Visitor]:
    """Let somebody write to a bot with an empty database."""
    runner = SqliteRunner.open()
    yield Visitor(runner, **parts)
    assert not runner.in_transaction
    runner.close()

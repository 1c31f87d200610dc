"""One person's life with the bot, on the real steps and a real database; time is a number."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import ClassVar

from bot.domain.action import Action
from bot.domain.address import Platform
from bot.domain.days import instant_of, local_time
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState, SendOutcome, Sent
from bot.domain.enrollment import SESSION_TRACK, Enrollment, RunState, SessionRun
from bot.domain.message import Answer, Button, OutgoingMessage, Place, Redraw
from bot.domain.text import words_of
from bot.domain.update import (
    ButtonPressed,
    ChatClosed,
    CommandReceived,
    TextReceived,
    Update,
)
from bot.domain.wish import Wish
from bot.ports.store import Tx
from bot.service import all_handlers, due_work, flags, inbox, ledger, loops, outbox
from bot.service.plan_rows import set_card_due
from storage.sqlite.ledger_rows import SqliteLedger
from storage.sqlite.runner import SqliteRunner
from tests.service.card_rules import LONG_LINES, assert_answer_fits, assert_card_fits
from tests.service.desk import FIRST_ON, WISH, Desk

OWNER = "this process"


def always_sent(delivery: Delivery) -> SendOutcome:
    return Sent(f"m{delivery.delivery_id}")


@dataclass
class Life:
    """A person in the shipped program, who starts on 1 March 2027 at 07:30 in Bogotá.

    Whatever they are shown is held to the rules of form, and each button to the table of verbs.
    """

    lived: ClassVar[list["Life"]] = []  # since the test began; its end looks at their books

    runner: SqliteRunner
    wish: Wish = WISH
    with_scores: bool = True
    outcome: Callable[[Delivery], SendOutcome] = always_sent
    sent: list[tuple[Delivery, OutgoingMessage]] = field(default_factory=list)
    redraws: list[Redraw] = field(default_factory=list)
    updates: int = 0
    name: str = "ana"

    def __post_init__(self) -> None:
        Life.lived.append(self)
        self.desk = Desk(self.runner, now=instant_of(self.wish.zone, FIRST_ON, 0) - 4 * 3600)
        self.person_id = self.desk.arrives(self.name, wish=self.wish)
        if self.with_scores:
            self.desk.agrees(self.person_id)
        enrollment = self.desk.joins(self.person_id)
        self.desk.run(partial(self._begin, enrollment=enrollment))

    def _begin(self, tx: Tx, enrollment: Enrollment) -> None:
        flags.keep_pass(self.desk.turn(tx, self.person_id), enrollment)
        set_card_due(tx, enrollment, self.wish)

    @property
    def now(self) -> int:
        return self.desk.now

    def at(self, on: date, hour: int, minute: int = 0) -> int:
        """Give an instant in the person's zone."""
        wish = self.desk.run(lambda tx: tx.people.person(self.person_id)).wish
        assert wish is not None
        return instant_of(wish.zone, on, hour * 60 + minute)

    def go_to(self, at: int) -> None:
        """Let time pass with the bot running: everything due is done at its instant."""
        while True:
            due_at = self.desk.run(loops.next_at)
            if due_at is None or due_at > at:
                break
            self.desk.now = max(self.desk.now, due_at)
            self.work()
        self.desk.now = at

    def be_down_until(self, at: int) -> None:
        """Let time pass with the bot off, then start it."""
        self.desk.now = at
        self.desk.run(partial(outbox.recover, owner=OWNER, at=self.desk.moment()))
        self.work()

    def work(self) -> None:
        """Plan and send what is due now."""
        while True:
            at = self.desk.moment()
            worked = self.desk.run(partial(due_work.plan_due, at=at, limit=100))
            self.redraws += worked.redraws
            for redraw in worked.redraws:
                _look_at(redraw.message)
            if not worked.matters:
                break
        while claimed := self.claim():
            for item in claimed:
                self.send(item)

    def claim(self) -> tuple[outbox.Claimed, ...]:
        at = self.desk.moment()
        return self.desk.run(
            partial(outbox.claim, at=at, platform=Platform.TERMINAL, owner=OWNER, limit=10)
        )

    def send(self, item: outbox.Claimed) -> None:
        at, delivery_id = self.desk.moment(), item.delivery.delivery_id
        if not self.desk.run(partial(outbox.begin, delivery_id=delivery_id, at=at)):
            return
        self.sent.append((item.delivery, item.message))
        _look_at(item.message)
        outcome = self.outcome(item.delivery)
        self.desk.run(partial(outbox.record, delivery_id=delivery_id, outcome=outcome, at=at))

    def receive(self, update: Update) -> Answer:
        answer = self.desk.run(partial(inbox.handle, update=update, at=self.desk.moment()))
        assert_answer_fits(Answer(notice=answer.notice))
        if answer.message is not None:
            _look_at(answer.message)
        if answer.live is not None:
            is_edit = isinstance(update, ButtonPressed) and answer.place is Place.HERE
            ref = update.message_ref if is_edit else f"a-{self.name}-{self.updates}"
            note = partial(outbox.note_shown, delivery_id=answer.live, message_ref=ref)
            self.desk.run(partial(note, at=self.desk.moment()))
        return answer

    def named(self) -> dict[str, object]:
        """Give the fields that every update of this person has; each call names another one."""
        self.updates += 1
        account = self.desk.run(lambda tx: tx.people.account_of(self.person_id))
        assert account is not None
        return {
            "update_ref": f"{self.name}-{self.updates}",
            "address": account.address,
            "user_ref": account.user_ref,
        }

    def press(self, verb: str, argument: str = "", target: int | None = None) -> Answer:
        """Press a button, of the last card sent where no other is named."""
        if target is None:
            target = self.sent[-1][0].delivery_id if self.sent else 0
        return self.receive(
            ButtonPressed(
                **self.named(),  # type: ignore[arg-type]  # the three fields every update has
                action=Action(verb, target, argument),
                message_ref=f"m{target}",
            )
        )

    def tap(self, shown: Answer | OutgoingMessage, label: str) -> Answer:
        """Press the button of a shown message that has this label."""
        action = button(shown, label).action
        return self.press(action.verb, action.argument, target=action.target)

    def command(self, name: str, argument: str = "") -> Answer:
        return self.receive(
            CommandReceived(**self.named(), name=name, argument=argument)  # type: ignore[arg-type]  # as above
        )

    def type(self, text: str) -> Answer:
        return self.receive(TextReceived(**self.named(), text=text))  # type: ignore[arg-type]  # as above

    def close_chat(self) -> Answer:
        """Let the person block the bot."""
        return self.receive(ChatClosed(**self.named()))  # type: ignore[arg-type]  # as above

    def do_session(self, before: int = 2, after: int = 2) -> Answer:
        """Walk through the session of the last card, steps turning by themselves."""
        self.press("start")
        self.press("score", f"b{before}")
        while (run := self.run_today()) is not None and run.step_ends_at is not None:
            self.go_to(run.step_ends_at)
        return self.press("score", f"a{after}")

    def enrollment(self) -> Enrollment:
        found = self.desk.run(lambda tx: tx.enrollments.newest(self.person_id, SESSION_TRACK))
        assert found is not None
        return found

    def run_today(self) -> SessionRun | None:
        enrollment = self.enrollment()
        return self.desk.run(lambda tx: tx.runs.find(enrollment.enrollment_id, enrollment.day_no))

    def runs(self) -> list[RunState]:
        enrollment_id = self.enrollment().enrollment_id
        return [run.state for run in self.desk.run(lambda tx: tx.runs.all_of(enrollment_id))]

    def rows(self, slot: str | None = None) -> list[Delivery]:
        enrollment_id = self.enrollment().enrollment_id
        rows = self.desk.run(lambda tx: tx.deliveries.all_of(enrollment_id))
        return [row for row in rows if slot is None or row.slot == slot]

    def kinds_on(self, on: date) -> list[DeliveryKind]:
        """Give what was sent on a local date, in order."""
        return [row.kind for row in self.rows() if row.local_on == on and row.state in SENT]

    def local(self, at: int) -> str:
        """Write an instant as the person's wall clock."""
        wish = self.desk.run(lambda tx: tx.people.person(self.person_id)).wish
        assert wish is not None
        return local_time(wish.zone, at).strftime("%Y-%m-%d %H:%M")

    def change(self, **parts: object) -> None:
        """Put fields of the enrollment straight, for a test's beginning."""

        def save(tx: Tx) -> None:
            enrollment = tx.enrollments.newest(self.person_id, SESSION_TRACK)
            assert enrollment is not None
            tx.enrollments.save(replace(enrollment, **parts))  # type: ignore[arg-type]  # named by the test

        self.desk.run(save)

    def last_words(self) -> str:
        """Give the words of the last delivery."""
        return words_of(self.sent[-1][1].text)


LONG = ("l1-", "l2-", "is-", "ad-", "consent-")  # how buttons of the longer cards begin
SENT = frozenset({DeliveryState.SENT, DeliveryState.UNKNOWN})


def button(shown: Answer | OutgoingMessage, label: str) -> Button:
    """Give the button of a shown message that has this label."""
    message = shown.message if isinstance(shown, Answer) else shown
    assert message is not None
    return next(each for each in message.buttons() if each.label == label)


def _look_at(message: OutgoingMessage) -> None:
    """Hold a message to the rules of form; the lists and what is kept may be longer than others."""
    is_long = any(
        each.action.verb == "privacy" or each.action.argument.startswith(LONG)
        for each in message.buttons()
    )
    assert_card_fits(message, lines=LONG_LINES if is_long else None)
    for each in message.buttons():
        assert each.action.verb in all_handlers.VERBS, f"{each.label} leads nowhere"


def assert_ledger_agrees(life: Life) -> None:
    """Work all days of everybody out anew, and compare, at the latest instant that anybody lived."""
    books = SqliteLedger(life.runner._connection)  # pyright: ignore[reportPrivateUsage]  # the books of a database in memory
    now = max(each.now for each in Life.lived if each.runner is life.runner)
    report = ledger.verify(books, now)
    assert not report.findings, report.as_text()


def words(answer: Answer) -> str:
    """Give all words of an answer."""
    text = "" if answer.message is None else words_of(answer.message.text)
    return f"{answer.notice}\n{text}"


def labels(answer: Answer) -> list[str]:
    """Give the labels of an answer's buttons."""
    return [] if answer.message is None else [b.label for b in answer.message.buttons()]

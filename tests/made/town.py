"""Three people, a short program and a bot that fails: what is checked whatever happens there."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.domain.action import Action
from bot.domain.address import ChatAddress, Platform
from bot.domain.days import minute_of_day
from bot.domain.delivery import Rejected, RetryLater, SendOutcome, Sent, Unknown, Unreachable
from bot.domain.ids import DeliveryId
from bot.domain.message import Answer, Button, OutgoingMessage
from bot.domain.stop_words import is_stop
from bot.domain.update import (
    ButtonPressed,
    ChatClosed,
    CommandReceived,
    TextReceived,
    Update,
)
from tests.fakes.crash import SimulatedCrashError
from tests.fakes.known_places import ALL, KnownPlaces
from tests.made.rules import Watch, assert_leads_on, assert_shown_well, is_something, people
from tests.made.world import World, short_program

T = TypeVar("T")
NAMES = ("ana", "ben", "chi")
START_AT = 1_806_141_600  # Saturday, 27 March 2027, 10:00 UTC: Lisbon's clocks move tomorrow
SHOWN = 4  # messages of a chat whose buttons are still in reach
MINUTES_A_DAY = 1440
OUTCOMES: dict[str, SendOutcome] = {
    "later": RetryLater("slow"),
    "lost": Unknown("reset before it arrived"),
    "taken": Unknown("reset after it arrived"),
    "blocked": Unreachable("blocked"),
    "rejected": Rejected("no"),
}
ARRIVES = ("sent", "taken")
SENT_AGAIN = frozenset({"session"})


class FewPlaces(KnownPlaces):
    """A few cities, and their zones."""

    def zone(self, name: str) -> str | None:
        return next((city.zone for city in ALL if city.zone == name), None) or super().zone(name)


@dataclass
class NextCrash:
    """Ends the process where it is told to, once."""

    point: str = ""
    nth: int = 0
    count: int = 0  # crashes so far

    def __call__(self, point: str) -> None:
        if point == self.point:
            self.nth -= 1
            if self.nth <= 0:
                self.point = ""
                self.count += 1
                raise SimulatedCrashError(point)


@dataclass
class Chat:
    """One person's chat, and what they may expect."""

    name: str
    shown: list[tuple[str, OutgoingMessage]] = field(default_factory=list)
    wants_nothing: str = ""  # why no message may come until this person writes again

    def sees(self, message_ref: str, message: OutgoingMessage) -> None:
        if message.rows:
            self.shown.append((message_ref, message))

    def buttons(self, *, old: bool = False) -> list[tuple[str, Button]]:
        shown = self.shown[:-SHOWN] if old else self.shown[-SHOWN:]
        return [(ref, button) for ref, message in reversed(shown) for button in message.buttons()]


class Town:
    """Sends updates and lets time pass; each promise that is broken raises."""

    def __init__(self) -> None:
        self.crash = NextCrash()
        self.chats = {name: Chat(name) for name in NAMES}
        self.outcomes: list[str] = []  # of the sends to come; then all arrive
        self.copies: Counter[int] = Counter()  # of each delivery, as they arrived
        self.sent_now: Counter[str] = Counter()  # messages of one moment, by chat
        self.scores: dict[tuple[int, int, str], int] = {}
        self.updates = 0
        self.is_whole = True  # nothing was broken so far
        self.world = World(
            START_AT,
            programs=(short_program(),),
            places=FewPlaces,
            handed=self._hand_over,
            crash_point=self.crash,
        )
        self.watch = Watch(self.world)

    def named(self, name: str) -> dict[str, object]:
        self.updates += 1
        address = ChatAddress(Platform.TERMINAL, f"chat-{name}")
        return {"update_ref": f"u{self.updates}", "address": address, "user_ref": name}

    def press(self, name: str, action: Action, ref: str) -> Answer:
        return self.send(name, ButtonPressed(**self.named(name), action=action, message_ref=ref))  # type: ignore[arg-type]  # the fields that every update has

    def command(self, name: str, command: str) -> Answer:
        return self.send(name, CommandReceived(**self.named(name), name=command))  # type: ignore[arg-type]  # as above

    def type(self, name: str, text: str) -> Answer:
        return self.send(name, TextReceived(**self.named(name), text=text))  # type: ignore[arg-type]  # as above

    def close(self, name: str) -> Answer:
        return self.send(name, ChatClosed(**self.named(name)))  # type: ignore[arg-type]  # as above

    def send(self, name: str, update: Update) -> Answer:
        """Let the bot answer; where it dies over it, the platform hands the update over again."""
        self.watch.forget()
        owners, crashes = self._ids(name), self.crash.count
        chat = self.chats[name]
        chat.wants_nothing = ""
        answer = self._alive(lambda: self.world.receive(update))
        owners |= self._ids(name) | ({0} if answer.erase is not None else set())
        if self.crash.count == crashes:
            strangers = {owner or 0 for owner in self.watch.owners()} - owners
            assert not strangers, f"rows of somebody else were written: {strangers}"
            assert is_something(answer) or isinstance(update, ChatClosed)
        assert_shown_well(answer)
        self._note(chat, update, answer)
        self.scores = self._scores()
        self._check_score(name, update, answer)
        self.watch.assert_whole()
        return answer

    def _note(self, chat: Chat, update: Update, answer: Answer) -> None:
        if answer.message is not None:
            is_press = isinstance(update, ButtonPressed)
            ref = update.message_ref if is_press else f"a-{update.update_ref}"
            chat.sees(ref, answer.message)
        if isinstance(update, ChatClosed):
            chat.wants_nothing = "the chat was closed"
        elif answer.erase is not None:
            chat.wants_nothing = "everything was deleted"
        elif is_something(answer) and _is_a_stop(update):
            chat.wants_nothing = "the program was stopped"

    def _ids(self, name: str) -> set[int]:
        return {person_id for known, person_id in people(self.world) if known == name}

    def _alive(self, do: Callable[[], T]) -> T:
        """Do something; where the process dies over it, the next one does it again."""
        self.is_whole = False
        try:
            done = do()
        except SimulatedCrashError:
            self._rise()
            done = do()
        self.is_whole = True
        return done

    def next_at(self) -> int | None:
        return self._alive(self.world.next_at)

    def _rise(self) -> None:
        try:
            self.world.start()
        except SimulatedCrashError:
            self._rise()

    def pass_time(self, seconds: int) -> None:
        """Let time pass with the bot running; what it does by itself loses no score."""
        until_at = self.world.now + seconds
        while (due_at := self.next_at()) is not None and due_at <= until_at:
            self.world.now = max(self.world.now, due_at)
            self._work()
        self.world.now = max(self.world.now, until_at)
        assert self._scores() == self.scores, "a score was lost"

    def _work(self) -> None:
        self.sent_now.clear()
        self._alive(self.world.work)
        self.watch.assert_whole()

    def be_down(self, seconds: int) -> None:
        """Be off for a while; whoever waited gets one message at most when it is back."""
        self.world.now += seconds
        self._rise()
        crashes = self.crash.count
        unclear = [each for each in self.outcomes if each != "later"]
        self._work()
        if crashes == self.crash.count and not unclear:
            assert max(self.sent_now.values(), default=0) <= 1, "more than one message to catch up"
        assert self._scores() == self.scores, "a score was lost"

    def _hand_over(
        self, address: ChatAddress, message: OutgoingMessage, delivery_id: DeliveryId
    ) -> SendOutcome:
        name = address.chat_ref.removeprefix("chat-")
        self._check_send(self.chats[name], delivery_id)
        assert_leads_on(message)
        outcome = self.outcomes.pop(0) if self.outcomes else "sent"
        if outcome in ARRIVES:
            self.sent_now[name] += 1
            self._count_copy(delivery_id)
            self.chats[name].sees(f"m{delivery_id}", message)
        return OUTCOMES.get(outcome) or Sent(f"m{delivery_id}")

    def _count_copy(self, delivery_id: int) -> None:
        self.copies[delivery_id] += 1
        kind = self.world.rows("SELECT kind FROM delivery WHERE delivery_id = ?", delivery_id)[0][
            0
        ]
        most = 2 if kind in SENT_AGAIN else 1
        assert self.copies[delivery_id] <= most, f"a {kind} came {self.copies[delivery_id]} times"

    def _check_send(self, chat: Chat, delivery_id: int) -> None:
        """Hold a message that begins on its way to what its person wants at this moment."""
        assert not chat.wants_nothing, f"a message came although {chat.wants_nothing}"
        (row,) = self.world.rows(
            "SELECT delivery.kind, late_until, enrollment.state, reach, zone, hour_min, quiet_from,"
            " quiet_to FROM delivery JOIN enrollment ON enrollment_id = subject_id"
            " JOIN person ON person.person_id = delivery.person_id"
            " JOIN account ON account.person_id = person.person_id WHERE delivery_id = ?",
            delivery_id,
        )
        assert (row["state"], row["reach"]) == ("running", "open")
        assert self.world.now <= row["late_until"], "too late"
        minute = minute_of_day(row["zone"], self.world.now)
        is_quiet = _is_between(minute, row["quiet_from"], row["quiet_to"])
        is_own_hour = _is_between(row["hour_min"], row["quiet_from"], row["quiet_to"])
        assert not is_quiet or is_own_hour or row["kind"] == "later", "in quiet hours"

    def _scores(self) -> dict[tuple[int, int, str], int]:
        sql = "SELECT enrollment_id, day_no, kind, score FROM check_in WHERE replaced_at IS NULL"
        return {(row[0], row[1], row[2]): row[3] for row in self.world.rows(sql)}

    def _check_score(self, name: str, update: Update, answer: Answer) -> None:
        """Hold a press on a score that was answered with a card to its row."""
        action = update.action if isinstance(update, ButtonPressed) else None
        if action is None or action.verb != "score" or answer.message is None or answer.notice:
            return
        if not action.argument[1:].isdecimal():
            return
        kinds = {"b": ("before", 0), "a": ("after", 0), "m": ("morning", -1)}
        kind, back = kinds[action.argument[0]]
        found = self.world.rows(
            "SELECT score FROM check_in JOIN delivery ON subject_id = enrollment_id"
            " WHERE delivery_id = ? AND check_in.day_no = delivery.day_no + ?"
            " AND check_in.kind = ? AND replaced_at IS NULL",
            action.target,
            back,
            kind,
        )
        assert [row[0] for row in found] in ([int(action.argument[1:])], []), "another score"

    def end(self) -> None:
        """Let three days pass without faults: nothing is left over, and the books agree."""
        if not self.is_whole:
            return  # what broke is told already
        self.outcomes.clear()
        self.crash.point = ""
        self.pass_time(3 * 86_400)
        self.watch.assert_whole()
        left = self.world.rows("SELECT * FROM delivery WHERE state IN ('claimed', 'attempting')")
        assert not left, json.dumps([tuple(row) for row in left])
        self.world.assert_ledger_agrees()


def _is_a_stop(update: Update) -> bool:
    if isinstance(update, TextReceived):
        return is_stop(update.text)
    return isinstance(update, CommandReceived) and update.name == "stop"


def _is_between(minute: int, start: int, end: int) -> bool:
    return (minute - start) % MINUTES_A_DAY < (end - start) % MINUTES_A_DAY

"""Makes updates as platforms hand them over: real ones, old ones, stolen ones, bent ones.

Whatever is drawn comes from one `random.Random`, so that the same seed sends the same updates.
"""

import random
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.domain.action import Action, pack, unpack
from bot.domain.address import ChatAddress, Platform
from bot.domain.message import OutgoingMessage
from bot.domain.update import (
    ButtonPressed,
    ChatClosed,
    ChatMigrated,
    ChatOpened,
    CommandReceived,
    TextReceived,
    Unreadable,
    UnreadableReceived,
    Update,
)
from bot.service import all_handlers
from bot.service.subscribe.walk import Step
from tests.made.texts import ARGUMENTS, ASKED, HOSTILE, mutated, typed

RECENT, OLD = 6, 60  # messages of a person whose buttons are pressed most, and now and then
# Buttons that lead on, as most presses do, by verb; where arguments stand, only those.
ON: dict[str, tuple[str, ...]] = {
    "subscribe": (
        *("begin", "go", "consent-yes", "consent-no", "l1-none", "l2-none", "at-", "h-"),
        *("q-", "right", "sy"),
    ),
    "resume": ("cleared", ""),
    "again": ("l1-none", "l2-none"),
    **dict.fromkeys(("start", "first", "score", "step", "hold", "done", "go", "finish"), ("",)),
}
STEP_VERBS = {"step", "hold"}  # of a step that runs: back, hold, and last of all the next one
QUESTIONS = (*(("subscribe", str(step)) for step in Step), *ASKED)
STRAIGHT_ON = 14  # updates: enough to subscribe, or for most of a session
GOOD_CITIES = ("bogota", "Lisbon", "Berlin", "Sydney", "Lord Howe", "Auckland", "New York")
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_SIGNS = f"{_BASE36}ABZ-_ .é\x00"


@dataclass
class Guest:
    """Somebody who writes to the bot, and the messages in their chat."""

    name: str
    recent: deque[tuple[str, OutgoingMessage]] = field(
        default_factory=lambda: deque(maxlen=RECENT)
    )
    old: list[tuple[str, OutgoingMessage]] = field(default_factory=list)

    def sees(self, message_ref: str, message: OutgoingMessage) -> None:
        """Note a message of the chat whose buttons can be pressed from now on."""
        if message.rows:
            self.recent.append((message_ref, message))
            self.old.append((message_ref, message))
            del self.old[:-OLD]


@dataclass
class Grammar:
    """The updates of some people; what they know of where they stand is asked of the world."""

    draw: random.Random
    guests: tuple[Guest, ...]
    asked: Callable[[Guest], tuple[str, str] | None]  # the flow and step that is open
    is_running: Callable[[Guest], bool]
    counts: Counter[str] = field(default_factory=Counter)
    pressed: Counter[str] = field(default_factory=Counter)  # how often, by verb
    typed_at: Counter[tuple[str, str] | None] = field(
        default_factory=Counter
    )  # how often, by flow and step
    guest: Guest | None = None
    straight_on: int = 0  # how many updates more the same person goes on without a detour
    sent: deque[Update] = field(default_factory=lambda: deque(maxlen=80))
    _number: int = 0

    def __post_init__(self) -> None:
        self._ways = (
            *(("a button that leads on", self._forth),) * 20,
            *(("a button just shown", self._shown),) * 10,
            *(("a button seldom pressed", self._seldom),) * 14,
            *(("an old button", self._old),) * 6,
            *(("a button of somebody else", self._stolen),) * 7,
            *(("a bent button", self._bent),) * 8,
            *(("a button made up", self._made_up),) * 6,
            *(("typed words", self._typed),) * 13,
            *(("a command", self._command),) * 9,
            *(("an unknown command", self._unknown_command),) * 1,
            *(("what cannot be read", self._unreadable),) * 1,
            *(("an event of the chat", self._chat_event),) * 2,
            *(("an update once more", self._again),) * 3,
        )

    def turns(self) -> bool:
        """Draw who writes next, most often whoever wrote last; tell whether it is another."""
        before = self.guest
        if before is None or (self.straight_on == 0 and self.draw.random() < 0.12):
            self.guest = self.draw.choice(self.guests)
            is_out = not self.guest.old or not self.is_running(self.guest)
            if self.draw.random() < (0.7 if is_out else 0.3):
                self.straight_on = STRAIGHT_ON
        return self.guest is not before

    def next(self) -> tuple[Guest, Update]:
        """Give the next update, and who sent it."""
        guest = self.guest or self.guests[0]
        name, way = self.draw.choice(self._ways)
        self.straight_on = max(0, self.straight_on - 1)
        if self.straight_on and self.draw.random() < 0.75:
            name, way = "a button that leads on", self._forth
        update = way(guest)
        self.counts[name] += 1
        self.sent.append(update)
        sender = next(each for each in self.guests if each.name == update.user_ref)
        return sender, update

    def _named(self, guest: Guest) -> dict[str, object]:
        self._number += 1
        return {
            "update_ref": f"u{self._number}",
            "address": ChatAddress(Platform.TERMINAL, f"chat-{guest.name}"),
            "user_ref": guest.name,
        }

    def _press(self, guest: Guest, action: Action | None, message_ref: str) -> ButtonPressed:
        if action is not None:
            self.pressed[action.verb] += 1
        return ButtonPressed(**self._named(guest), action=action, message_ref=message_ref)  # type: ignore[arg-type]  # the fields that every update has

    def _one_of(self, guest: Guest, shown: list[tuple[str, OutgoingMessage]]) -> Update:
        """Press a button of one of these messages, or begin where there are none."""
        if not shown:
            return CommandReceived(**self._named(guest), name="start")  # type: ignore[arg-type]  # as above
        ref, message = self.draw.choice(shown)
        return self._press(guest, self.draw.choice(message.buttons()).action, ref)

    def _forth(self, guest: Guest) -> Update:
        asked = self.asked(guest)
        if asked in QUESTIONS and self.draw.random() < (0.5 if self.typed_at[asked] < 2 else 0.04):
            return self._typed(guest)
        if asked == ("subscribe", "confirm") and self.draw.random() < 0.4:
            return self._one_of(guest, list(guest.recent)[-1:])
        if asked == ("subscribe", "city"):
            city = self.draw.choice(GOOD_CITIES)
            return TextReceived(**self._named(guest), text=city)  # type: ignore[arg-type]  # as above
        for ref, message in reversed(guest.recent):
            all_of_it = [each.action for each in message.buttons()]
            actions = [each for each in all_of_it if _leads_on(each)]
            actions = actions or [each for each in all_of_it if each.argument == "anew"]
            if actions:
                is_step = {
                    each.verb for each in actions
                } == STEP_VERBS and self.draw.random() < 0.6
                return self._press(
                    guest, actions[-1] if is_step else self.draw.choice(actions), ref
                )
        return self._typed(guest) if guest.recent else self._one_of(guest, [])

    def _shown(self, guest: Guest) -> Update:
        return self._one_of(guest, list(guest.recent)[-2:])

    def _seldom(self, guest: Guest) -> Update:
        """Press the button in reach whose verb was pressed least."""
        shown = [
            (self.pressed[button.action.verb], no, ref, button.action)
            for ref, message in guest.recent
            for no, button in enumerate(message.buttons())
        ]
        if not shown:
            return self._one_of(guest, [])
        *_, ref, action = min(shown, key=lambda each: each[:2])
        return self._press(guest, action, ref)

    def _old(self, guest: Guest) -> Update:
        return self._one_of(guest, guest.old)

    def _stolen(self, guest: Guest) -> Update:
        other = self.draw.choice(self.guests)
        return self._one_of(guest, other.old)

    def _any_action(self) -> Action:
        shown = self.draw.choice(self.guests).old
        if not shown:
            return Action("today")
        return self.draw.choice(self.draw.choice(shown)[1].buttons()).action

    def _bent(self, guest: Guest) -> Update:
        """Press a real button with one part of it changed, as a platform hands it over."""
        action, other = self._any_action(), self._any_action()
        match self.draw.randrange(5):
            case 0:
                action = replace(action, target=self._target(other))
            case 1:
                action = replace(action, argument=other.argument)
            case 2:
                action = replace(action, verb=other.verb)
            case 3:
                cut = self.draw.randrange(len(action.argument) + 1)
                argument = action.argument[:cut] + self.draw.choice(_BASE36)
                action = replace(action, argument=argument[:40])
            case _:
                return self._press(guest, unpack(self._bent_text(pack(action))), "m1")
        try:
            packed = pack(action)
        except ValueError:  # too long for a button: nothing can send it
            packed = ""
        return self._press(guest, unpack(packed), f"m{action.target}")

    def _bent_text(self, packed: str) -> str:
        at = self.draw.randrange(len(packed))
        sign = self.draw.choice(_SIGNS)
        return self.draw.choice((packed[:at] + sign + packed[at + 1 :], packed[:at], packed * 3))

    def _target(self, other: Action) -> int:
        near = max(0, other.target + self.draw.randrange(-3, 4))
        return self.draw.choice((0, near, other.target, 2**63 - 1, 2**63, 36**13 - 1, 10**6))

    def _made_up(self, guest: Guest) -> Update:
        verb = self.draw.choice((*all_handlers.VERBS, "unknown"))
        argument = "".join(self.draw.choices(f"{_BASE36}-_AZ", k=self.draw.randrange(0, 9)))
        if self.draw.random() < 0.6:
            argument = self._any_action().argument
        target = self._target(self._any_action())
        packed = f"1-{verb}-{'0' if target == 0 else _in_base36(target)}-{argument}"
        return self._press(guest, unpack(packed), f"m{target}")

    def _typed(self, guest: Guest) -> Update:
        asked = self.asked(guest)
        self.typed_at[asked] += 1
        text = typed(self.draw, asked)
        return TextReceived(**self._named(guest), text=text)  # type: ignore[arg-type]  # as above

    def _command(self, guest: Guest) -> Update:
        name = self.draw.choice(tuple(all_handlers.COMMANDS))
        if name == "delete" and self.draw.random() < 0.5:
            name = "today"
        argument = "" if self.draw.random() < 0.6 else self.draw.choice((*ARGUMENTS, *HOSTILE))
        return CommandReceived(**self._named(guest), name=name, argument=argument)  # type: ignore[arg-type]  # as above

    def _unknown_command(self, guest: Guest) -> Update:
        names = (*HOSTILE, *(mutated(self.draw, each) for each in all_handlers.COMMANDS), "START")
        return CommandReceived(**self._named(guest), name=self.draw.choice(names))  # type: ignore[arg-type]  # as above

    def _unreadable(self, guest: Guest) -> Update:
        kind = self.draw.choice(tuple(Unreadable))
        return UnreadableReceived(**self._named(guest), kind=kind)  # type: ignore[arg-type]  # as above

    def _chat_event(self, guest: Guest) -> Update:
        kind = self.draw.randrange(4)
        if kind == 0:
            return ChatMigrated(**self._named(guest), new_chat_ref="elsewhere")  # type: ignore[arg-type]  # as above
        return (ChatClosed if kind == 1 else ChatOpened)(**self._named(guest))  # type: ignore[arg-type]  # as above

    def _again(self, guest: Guest) -> Update:
        """Send an update that was sent before: as it was, or as a new one."""
        if not self.sent:
            return self._typed(guest)
        update = self.draw.choice(self.sent)
        if self.draw.random() < 0.6:
            return update
        sender = next(each for each in self.guests if each.name == update.user_ref)
        return replace(update, update_ref=str(self._named(sender)["update_ref"]))


def _leads_on(action: Action) -> bool:
    return action.verb in ON and action.argument.startswith(ON[action.verb])


def _in_base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _BASE36[digit] + digits
    return digits

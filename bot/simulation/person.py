"""A made-up person: what they see, what they mean to do next, and what they were told."""

from collections import deque
from dataclasses import dataclass, field
from random import Random

from bot.domain.address import ChatAddress
from bot.domain.enrollment import CheckInKind
from bot.domain.message import Button, OutgoingMessage
from bot.simulation.chat import Chat
from bot.simulation.habits import COMMON, Habit, Intent, Whim

MOST_ACTS = 60  # in answer to one card; more would be a person and a bot going in circles
ScoreKey = tuple[int, int, CheckInKind]  # enrollment, day of the session, which of its scores


@dataclass(slots=True, kw_only=True)
class MadePerson:
    """One of the people of a world; every choice is drawn from their own numbers."""

    no: int
    habit: Habit
    address: ChatAddress
    user_ref: str
    rng: Random
    city: str
    hour: str
    agrees: bool
    pain: float
    chat: Chat = field(default_factory=Chat)
    plan: deque[Intent] = field(default_factory=deque[Intent])
    whims_left: list[Whim] = field(default_factory=list[Whim])  # that are sure to come
    acts_left: int = MOST_ACTS
    wake_no: int = 0  # which of the set alarms is the valid one
    scores: dict[ScoreKey, int] = field(default_factory=dict[ScoreKey, int])  # told as saved
    is_blocking: bool = False  # the platform refuses what the bot sends
    is_silenced: str = ""  # what was told or done after which nothing may come unasked
    last_at: int = 0  # when they last did anything

    def wait_s(self, span: tuple[int, int]) -> int:
        """Draw how long something takes."""
        return self.rng.randint(*span)

    def gets_card(self) -> int | None:
        """Take in a card that came unasked; give after how many seconds they act, if they do."""
        self.acts_left = MOST_ACTS
        if not self.plan:
            self.plan.extend(self._whim())
        if self.plan:
            return self.wait_s(self.plan[0].wait_s)
        if self.rng.random() < self.habit.answers:
            return self.wait_s(self.habit.reply_s)
        return None

    def _whim(self) -> tuple[Intent, ...]:
        """Draw what comes over them, if anything; the first of each habit leave none out."""
        if self.whims_left:
            return self.whims_left.pop().intents
        for whim in (*self.habit.whims, *COMMON):
            if self.rng.random() < whim.chance:
                return whim.intents
        return ()

    def feels(self, kind: CheckInKind) -> int:
        """Give a pain score; it drifts, eases a little with time, and flares up now and then."""
        self.pain = min(8.0, max(0.0, self.pain + self.rng.gauss(-0.1, 0.6)))
        flare = 4 if self.rng.random() < 0.03 else 0  # noqa: PLR2004  # one in about thirty
        eased = -1 if kind is CheckInKind.AFTER else 0
        return min(10, max(0, round(self.pain) + flare + eased))

    def find(self, verb: str, argument: str = "") -> tuple[str, Button] | None:
        """Find a button of the message shown last, by what it means."""
        last = self.chat.last()
        if last is None:
            return None
        ref, shown = last
        found = [
            button
            for button in shown.buttons
            if button.action.verb == verb and button.action.argument.startswith(argument)
        ]
        return (ref, self.rng.choice(found)) if found else None


def verbs_of(message: OutgoingMessage) -> frozenset[str]:
    """Give the verbs of a message's buttons."""
    return frozenset(button.action.verb for button in message.buttons())

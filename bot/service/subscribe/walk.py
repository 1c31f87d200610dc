"""The steps of subscribing, in their order, and which of them is open.

A press or a typed answer fills the draft; then comes the first step without an answer. So an
old button answers its step again, and nothing can be passed over.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.action import Action
from bot.domain.enrollment import SafetyStop
from bot.domain.ids import VersionId
from bot.domain.message import Button, Weight
from bot.domain.person import Conversation
from bot.domain.program import Program
from bot.domain.wish import Wish
from bot.ports.words import Words
from bot.service.moment import Turn
from bot.service.pick.asking import Asking
from bot.service.pick.days import fault_of
from bot.service.pick.hour import USUAL_HOURS_MIN, wish_at
from bot.service.pick.place import label_of
from bot.service.subscribe.draft import Draft, read_draft, write_draft

FLOW = VERB = "subscribe"
LISTS_HOLD_S = 24 * 3600  # the lists ask about today


class Step(StrEnum):
    """Where somebody is; days and program are side doors of the confirmation."""

    WELCOME = "welcome"
    CONSENT = "consent"
    FIRST = "flags1"
    SECOND = "flags2"
    PLACE = "place"
    CITY = "city"
    HOUR = "hour"
    CONFIRM = "confirm"
    DAYS = "days"
    PROGRAM = "program"


ORDER = (
    Step.WELCOME,
    Step.CONSENT,
    Step.FIRST,
    Step.SECOND,
    Step.PLACE,
    Step.CITY,
    Step.HOUR,
    Step.CONFIRM,
)
_AT_THE_END = frozenset({Step.DAYS, Step.PROGRAM})


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Somebody who subscribes: the turn, the draft, and the program that is meant."""

    turn: Turn
    draft: Draft
    version_id: VersionId
    program: Program

    @property
    def say(self) -> Words:
        """Give the words."""
        return self.turn.say

    def with_draft(self, draft: Draft) -> "Walk":
        """Give the walk with other answers."""
        return replace(self, draft=draft)

    def button(self, key: str, argument: str) -> Button:
        """Make a button of this flow."""
        return Button(self.say(f"subscribe.{key}"), Action(VERB, 0, argument))

    def main(self, key: str, argument: str) -> Button:
        """Make the one main button of a card."""
        return Button(self.say(f"subscribe.{key}"), Action(VERB, 0, argument), Weight.MAIN)

    def back_from(self, step: Step) -> Button:
        """Make the way back to the step before, by name."""
        before = Step.CONFIRM if step in _AT_THE_END else self.steps()[self.place_of(step) - 1]
        return self.back_to(before)

    def back_to(self, step: Step) -> Button:
        """Make a way back to a step."""
        return Button(self.say("button.back"), Action(VERB, 0, f"to-{step}"))

    def asking(self, step: Step) -> Asking:
        """Give the verb and the way back for a card that settings have too."""
        return Asking(verb=VERB, back=self.back_from(step))

    def steps(self) -> tuple[Step, ...]:
        """Give the steps of this person: without scores, where it hurts is not asked."""
        return tuple(step for step in ORDER if step is not Step.PLACE or self.turn.has_scores())

    def place_of(self, step: Step) -> int:
        """Give how far along a step is; the side doors stand where the confirmation is."""
        steps = self.steps()
        return steps.index(Step.CONFIRM if step in _AT_THE_END else step)

    def first_open(self) -> Step:
        """Give the first step without an answer that still holds."""
        return next(step for step in self.steps() if self._is_open(step))

    def _is_open(self, step: Step) -> bool:
        draft, places = self.draft, self.turn.at.places
        match step:
            case Step.WELCOME:
                return not draft.is_adult
            case Step.CONSENT:
                is_gone = draft.scores is True and not self.turn.has_scores()
                return draft.scores is None or is_gone
            case Step.FIRST:
                return self._is_stale(draft.first_passed_at)
            case Step.SECOND:
                return self._is_stale(draft.second_passed_at)
            case Step.PLACE:
                return draft.place is None
            case Step.CITY:
                return places.zone(draft.zone) is None
            case _:
                return step is not Step.HOUR or draft.hour_min is None

    def _is_stale(self, passed_at: int) -> bool:
        """Tell whether a list was passed too long ago, or never: it asks about today."""
        return not 0 <= self.turn.at.now - passed_at < LISTS_HOLD_S

    def reachable(self, step: Step) -> Step:
        """Give a step, or the open one before it, or where it is not asked of this person."""
        first = self.first_open()
        if step is Step.PLACE and step not in self.steps():
            return first
        return first if self.place_of(step) > self.place_of(first) else step

    def weekdays(self) -> frozenset[int]:
        """Give the days chosen, or those that the program proposes."""
        chosen = self.draft.weekdays or frozenset[int]()
        bounds = self.program.days_per_week
        return bounds.usual if fault_of(self.turn, bounds, chosen) else chosen

    def wish_at(self, minute: int) -> Wish:
        """Give the wish that an hour makes of the answers so far."""
        return wish_at(self.base_wish(), minute)

    def base_wish(self) -> Wish:
        """Give the wish before an hour is chosen: of one who was here before, their own."""
        usual = Wish(zone="UTC", hour_min=USUAL_HOURS_MIN[0], weekdays=frozenset({0}))
        old = self.turn.person.wish or usual
        return replace(old, zone=self.draft.zone or old.zone, weekdays=self.weekdays())

    def open_stop(self) -> SafetyStop | None:
        """Give the stop that nobody has cleared yet, not even by the person's own word."""
        stop = self.turn.tx.safety_stops.open_of(self.turn.person.person_id)
        return None if stop is None or stop.stop_id == self.draft.seen_stop else stop

    def keep(self, step: Step) -> None:
        """Keep the draft, with the step that is being asked."""
        turn = self.turn
        turn.tx.conversations.put(
            Conversation(
                person_id=turn.person.person_id,
                address=turn.account.address,
                flow=FLOW,
                step=step,
                draft=write_draft(self.draft),
                # A label or a short answer may be typed at every step.
                waits_for="text",
                updated_at=turn.at.now,
            ),
        )


def fresh_draft(turn: Turn) -> Draft:
    """Begin with what is known of somebody: their consent, and an hour from before."""
    scores = True if turn.has_scores() else None
    wish = turn.person.wish
    if wish is None:
        return Draft(scores=scores)
    return Draft(
        scores=scores,
        zone=wish.zone,
        label=label_of(wish.zone),
        hour_min=wish.hour_min,
        weekdays=wish.weekdays,
    )


def walk_of(turn: Turn, draft: Draft) -> Walk | None:
    """Give the walk with the program of the draft, else the first; None where none is offered."""
    found = turn.at.catalog.newest(draft.program) if draft.program else None
    if found is None:
        found = next(iter(turn.at.catalog.newest_all()), None)
    if found is None:
        return None
    version_id, version = found
    return Walk(turn=turn, draft=draft, version_id=version_id, program=version.program)


def taken_up(turn: Turn) -> tuple[Draft, Step] | None:
    """Give the draft and the step of somebody who is half-way, None where nobody is."""
    conversation = turn.conversation()
    if conversation is None or conversation.flow != FLOW:
        return None
    step = next((step for step in Step if step == conversation.step), Step.WELCOME)
    return read_draft(conversation.draft), step

"""Turns what a made-up person means to do into what their platform tells the bot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from bot.domain.action import Action, pack, unpack
from bot.domain.address import Platform
from bot.domain.message import Button
from bot.domain.update import (
    ButtonPressed,
    ChatClosed,
    CommandReceived,
    TextReceived,
    Update,
)
from bot.service import all_handlers
from bot.simulation.choosing import choose
from bot.simulation.habits import CITIES, Intent, What
from bot.simulation.person import MadePerson

ASKABLE = sorted(all_handlers.COMMANDS.keys() - {"delete", "stop"})
WORDS = ("canary my knee is fine", "canary 👍", "canary <b>&", "4", "11", "help", "qwerty")
MOST_PLACES, A_PLACE = 2000, 10**7
NEVER_TOLD_CHANCE = 0.7  # that a platform does not tell when a chat is closed


class UpdateNames:
    """Names updates as platforms do: counting up, and now and then starting anew somewhere.

    Bot API, Update: after a week without any, the next identifier is chosen at random.
    """

    def __init__(self, rng: Random, anew_chance: float) -> None:
        self._rng = rng
        self._anew_chance = anew_chance
        # Where counting may begin anew, higher or lower; each place once, so no name comes twice.
        self._places = rng.sample(range(MOST_PLACES), MOST_PLACES)
        self._next = {platform: self._anew() for platform in Platform}

    def _anew(self) -> int:
        return self._places.pop() * A_PLACE

    def next(self, platform: Platform) -> str:
        """Give a name that no other update has."""
        if self._rng.random() < self._anew_chance and self._places:
            self._next[platform] = self._anew()
        self._next[platform] += 1
        return f"{platform}-{self._next[platform]}"


@dataclass(frozen=True, slots=True)
class Actor:
    """Acts for the people of one world."""

    people: Sequence[MadePerson]
    next_ref: Callable[[Platform], str]

    def updates(self, person: MadePerson) -> list[Update]:
        """Give what a person does now: nothing, one thing, or one thing several times."""
        if person.acts_left <= 0:
            person.plan.clear()
            return []
        person.acts_left -= 1
        made = (
            self._planned(person, person.plan.popleft()) if person.plan else self._chosen(person)
        )
        if made is None:
            return []
        taps = person.habit.taps if isinstance(made, ButtonPressed) else 1
        return [made, *(self._again(made) for _ in range(taps - 1))]

    def arrives(self, person: MadePerson) -> Update:
        """Give what somebody writes first."""
        return self._command(person, "start", "")

    def _again(self, update: Update) -> Update:
        return replace(update, update_ref=self.next_ref(update.address.platform))

    def _chosen(self, person: MadePerson) -> Update | None:
        choice = choose(person)
        if choice is None:
            return None
        return (
            self._text(person, choice) if isinstance(choice, str) else self._press(person, choice)
        )

    def _planned(self, person: MadePerson, intent: Intent) -> Update | None:
        rng = person.rng
        match intent.what:
            case What.COMMAND:
                name = rng.choice(ASKABLE) if intent.name == "{any}" else intent.name
                return self._command(person, name, intent.argument)
            case What.TYPE:
                return self._text(person, _filled(intent.name, rng))
            case What.CLOSE:
                person.is_blocking = True
                if rng.random() < NEVER_TOLD_CHANCE:
                    return None
                person.is_silenced = "the chat was closed"
                return ChatClosed(
                    update_ref=self.next_ref(person.address.platform),
                    address=person.address,
                    user_ref=person.user_ref,
                )
            case What.PRESS:
                found = person.find(intent.name, intent.argument)
                return None if found is None else self._press(person, found)
            case What.ANY:
                in_sight = person.chat.buttons()
                return self._press(person, rng.choice(in_sight)) if in_sight else None
            case What.FORGE:
                return self._forged(person)

    def _forged(self, person: MadePerson) -> Update | None:
        """Press a button that was shown to somebody else, as it is or bent."""
        victim = person.rng.choice(self.people)
        buttons = victim.chat.buttons()
        if not buttons:
            return None
        ref, button = person.rng.choice(buttons)
        action = button.action
        if person.rng.random() < 0.3:  # noqa: PLR2004  # about a third are bent
            near = max(0, action.target + person.rng.randint(-3, 3))
            action = Action(action.verb, near, action.argument)
        return self._press(person, (ref, Button(button.label, action)))

    def _press(self, person: MadePerson, found: tuple[str, Button]) -> Update:
        ref, button = found
        if button.action.verb == "delete":
            person.scores.clear()  # whatever becomes of the answer, they may be gone from here on
        return ButtonPressed(
            update_ref=self.next_ref(person.address.platform),
            address=person.address,
            user_ref=person.user_ref,
            action=unpack(pack(button.action)),
            message_ref=ref,
        )

    def _text(self, person: MadePerson, text: str) -> Update:
        return TextReceived(
            update_ref=self.next_ref(person.address.platform),
            address=person.address,
            user_ref=person.user_ref,
            text=text,
        )

    def _command(self, person: MadePerson, name: str, argument: str) -> Update:
        return CommandReceived(
            update_ref=self.next_ref(person.address.platform),
            address=person.address,
            user_ref=person.user_ref,
            name=name,
            argument=argument,
        )


def _filled(text: str, rng: Random) -> str:
    """Fill in what a plan leaves open."""
    return {
        "{words}": rng.choice(WORDS),
        "{hour}": f"{rng.randint(0, 23):02}:{rng.choice(('00', '15', '30'))}",
    }.get(text, text.replace("{city}", rng.choice(CITIES)))

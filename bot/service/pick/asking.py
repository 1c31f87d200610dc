"""Whose question a card asks."""

from dataclasses import dataclass

from bot.domain.action import Action
from bot.domain.message import Button


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Whose question it is: the verb of its buttons, and the way back."""

    verb: str
    back: Button

    def button(self, label: str, argument: str) -> Button:
        """Make a button of the question."""
        return Button(label, Action(self.verb, 0, argument))

"""What one made-up person has on their screen: messages, the live one last."""

from dataclasses import dataclass

from bot.domain.message import Button, OutgoingMessage

MOST_KEPT = 2  # older messages are out of sight


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a message somebody acts on; its words are read when it comes, and not kept."""

    buttons: tuple[Button, ...]
    asks_to_type: bool

    @property
    def verbs(self) -> frozenset[str]:
        """Give the verbs of its buttons."""
        return frozenset(button.action.verb for button in self.buttons)


def _seen(message: OutgoingMessage) -> Shown:
    return Shown(message.buttons(), message.question is not None)


class Chat:
    """Messages by their reference, in the order in which they were shown."""

    def __init__(self) -> None:
        self._shown: dict[str, Shown] = {}

    def show(self, ref: str, message: OutgoingMessage) -> None:
        """Show a message, new or in the place of what it was."""
        self._shown.pop(ref, None)
        self._shown[ref] = _seen(message)
        if len(self._shown) > MOST_KEPT:
            self._shown.pop(next(iter(self._shown)))

    def redraw(self, ref: str, message: OutgoingMessage) -> None:
        """Draw a message anew where it stands; one that is out of sight is left."""
        if ref in self._shown:
            self._shown[ref] = _seen(message)

    def last(self) -> tuple[str, Shown] | None:
        """Give the message shown last, with its reference."""
        return next(reversed(self._shown.items()), None)

    def buttons(self) -> list[tuple[str, Button]]:
        """Give every button in sight, with the message it hangs on."""
        return [(ref, button) for ref, shown in self._shown.items() for button in shown.buttons]

"""A made-up person who reads a message and presses or types; the demo's subscriber."""

from dataclasses import dataclass, field

from bot.domain.message import Button, OutgoingMessage

CITY = "bogota"
# Pain of each session: before, after, and on the morning after it. The third session hurts, so
# the fourth is half as long; three calm ones bring the length back.
SCORES = (
    (5, 4, 4),
    (4, 4, 4),
    (4, 4, 3),
    (2, 2, 2),
    (2, 1, 2),
    (2, 1, 1),
    (2, 1, 1),
    (1, 1, 1),
)
KINDS = "bam"
# What gets in the way of which session: the verb and argument pressed first, one after another.
IN_THE_WAY = {
    2: (("later", ""), ("later", "3h")),
    5: (("skip", ""), ("skip", "time"), ("start", "short")),
}
HURTS_SESSION, HURTS_STEP = 3, 3
AT_HURTS = (("hurts", ""), ("hurts", "muscle"))
# The buttons of subscribing by their arguments; the first that a card has is pressed.
JOINING = ("begin", "consent-yes", "l1-none", "l2-none", "at-outside", "h-450", "right")


@dataclass(slots=True)
class MadeUpPerson:
    """Goes through a program: asks for later once, has no time once, stops for pain once."""

    session_no: int = 0
    steps: int = 0
    cards: set[int] = field(default_factory=set[int])
    to_press: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    is_waiting: bool = False  # for the card that was asked for later

    def answer(self, message: OutgoingMessage) -> Button | str | None:
        """Give the button to press, the words to type, or None to wait."""
        verbs = {button.action.verb for button in message.buttons()}
        if self.to_press:
            return self._press_next(message)
        if "subscribe" in verbs:
            return self._join(message)
        if "score" in verbs:
            return self._score(message)
        if "hold" in verbs:
            return self._walk(message)
        if "start" in verbs:
            return self._begin(message)
        return None

    def _press_next(self, message: OutgoingMessage) -> Button | None:
        verb, argument = self.to_press.pop(0)
        return _find(message, verb, argument)

    def _join(self, message: OutgoingMessage) -> Button | str | None:
        if message.question is not None:
            return CITY
        found = (_find(message, "subscribe", argument) for argument in JOINING)
        return next((button for button in found if button is not None), None)

    def _score(self, message: OutgoingMessage) -> Button | None:
        arguments = [b.action.argument for b in message.buttons() if b.action.verb == "score"]
        kind = arguments[0][0]
        # The morning's score is about the session before, also when its card serves as both.
        scores = SCORES[min(max(self.session_no, 1), len(SCORES)) - 1]
        return _find(message, "score", f"{kind}{scores[KINDS.index(kind)]}")

    def _walk(self, message: OutgoingMessage) -> Button | None:
        """Let the steps turn by themselves, but for the one that hurts."""
        self.steps += 1
        if self.session_no == HURTS_SESSION and self.steps == HURTS_STEP:
            self.to_press = list(AT_HURTS[1:])
            return _find(message, *AT_HURTS[0])
        return None

    def _begin(self, message: OutgoingMessage) -> Button | None:
        start = next(b for b in message.buttons() if b.action.verb == "start")
        if self.is_waiting:
            if start.action.target in self.cards:
                return None
            self.is_waiting = False
        elif start.action.target not in self.cards:
            self.session_no += 1
            self.steps = 0
            self.cards.add(start.action.target)
            self.to_press = list(IN_THE_WAY.get(self.session_no, ()))
            self.is_waiting = ("later", "") in self.to_press
            if self.to_press:
                return self._press_next(message)
        self.cards.add(start.action.target)
        return start


def _find(message: OutgoingMessage, verb: str, argument: str) -> Button | None:
    """Find a button by what it means; behind an underscore stands which minute it means."""
    return next(
        (
            button
            for button in message.buttons()
            if button.action.verb == verb and button.action.argument.partition("_")[0] == argument
        ),
        None,
    )

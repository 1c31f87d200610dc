"""What the person wants, one after the other; each is tried until the books say it is so.

A goal takes one line at a time and looks at the screen before each, so it is not put off by a bot
that was killed in between.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.crash.books import Books
from tests.crash.life import CARD_HOUR, ZONE, KilledError, Life
from tests.crash.promises import STANDING, SUBSCRIBING, logged, run, score

MOST_LINES = 60  # for one goal; more would be a person and a bot going in circles


@dataclass(frozen=True, slots=True)
class Goal:
    """Something that the person wants to be so."""

    is_reached: Callable[[Books], bool]
    try_once: Callable[[Life], object]


def pursue(life: Life, *goals: Goal) -> None:
    """Reach one goal after the other, starting the bot again whenever it was killed."""
    for goal in goals:
        for _ in range(MOST_LINES):
            with life.books() as books:
                if goal.is_reached(books):
                    break
            try:
                goal.try_once(life)
            except KilledError:
                life.rise()
        else:
            raise AssertionError(life.story())


# Title, answer, and the step that is kept with it.
_WALK = (
    ("Knead: short", "I am 18 or over, begin", "welcome"),
    ("May I store", "I agree: store my pain scores", "consent"),
    ("Is any of this true", "None of these", "flags1"),
    ("And any of these", "None of these", "flags2"),
    ("Where does it bother", "Outside", "place"),
    ("Which city", ZONE, "city"),
    ("Bissau\n", CARD_HOUR, "hour"),
    ("Two-week reset, from", "Looks right", "confirm"),
)


def _walk_on(life: Life) -> None:
    for place, (title, answer, _) in enumerate(_WALK):
        if life.last.startswith(title):
            if place + 1 == len(_WALK):
                life.ask_for(answer, STANDING, "running", "You are in.")
            else:
                next_title, _, next_step = _WALK[place + 1]
                life.ask_for(answer, SUBSCRIBING, next_step, f"\n{next_title.strip()}")
            return
    life.say("Go on" if life.last.startswith("You stopped at") else "/start")


def _is_in(books: Books) -> bool:
    return books.standing is not None


JOINS = Goal(_is_in, _walk_on)


def does_session(day_no: int, before: int, after: int) -> Goal:
    """Go through the session of a day: steps by hand and by the clock, held once."""

    def try_once(life: Life) -> object:
        if not _has_card(life, day_no):
            return life.go_on()
        match life.last.removeprefix("(edited)\n").split()[:2]:
            case ["Today:", _]:
                return life.say("Start")
            case ["How", _]:
                return life.ask_for(f"{before}", score(day_no, "before"), before, f"Saved: {before}")
            case ["Last", "question."]:
                return _last_score(life, day_no, after)
            case ["Step", ("1" | "2") as no]:
                is_held = "Paused with" in life.last
                return life.say("Go on" if is_held else {"1": "Next", "2": "Pause"}[no])
            case ["Step", no]:
                return life.say("Next") if no == "4" else life.go_on()
            case _:
                return life.say("/today")

    return Goal(lambda books: books.run(day_no) == "done", try_once)

"""What the person wants, one after the other; each is tried until the books say it is so.

A goal takes one line at a time and looks at the screen before each, so it is not put off by a bot
that was killed in between.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.crash.books import Books, open_books
from tests.crash.life import CARD_HOUR, ZONE, KilledError, Life
from tests.crash.promises import (
    person,
    STANDING,
    SUBSCRIBING,
    Fact,
    Hope,
    logged,
    run,
    score,
)

MOST_LINES = 60  # for one goal; more would be a person and a bot going in circles


@dataclass(frozen=True, slots=True)
class Goal:
    """Something that the person wants to be so, and one line of the way there."""

    is_reached: Callable[[Books], bool]
    take_step: Callable[[Life], object]


def pursue(life: Life, goals: Sequence[Goal]) -> None:
    """Reach one goal after the other, starting the bot again whenever it was killed."""
    for goal in goals:
        for _ in range(MOST_LINES):
            with open_books(life.database) as books:
                if goal.is_reached(books):
                    break
            try:
                goal.take_step(life)
            except KilledError:
                life.rise()
        else:
            raise AssertionError(life.story())


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person types when a message begins so, and what they hope for."""

    title: str
    line: str
    hopes: tuple[Hope, ...] = ()


def reply(life: Life, *replies: Reply, otherwise: str = "/today") -> object:
    """Reply to the last message; to an unexpected one by asking for today's card."""
    shown = life.last.removeprefix("(edited)\n")
    for one in replies:
        if shown.startswith(one.title):
            return life.ask_for(one.line, *one.hopes)
    return life.say(otherwise)


def hope(fact: Fact, value: object, said: str) -> tuple[Hope]:
    return (Hope(fact, value, said),)


def on_day(day_no: int, *replies: Reply) -> Callable[[Life], object]:
    """Let time go on until the card of a day is there, then reply."""

    def take_step(life: Life) -> object:
        with open_books(life.database) as books:
            is_given = books.is_given(day_no)
        return reply(life, *replies) if is_given else life.say("/next")

    return take_step


def row_ends(day_no: int, slot: str) -> Callable[[Books], bool]:
    """Tell whether a delivery of a day came to its end."""

    def is_reached(books: Books) -> bool:
        row = books.row(day_no, slot)
        return row is not None and row.is_final

    return is_reached


# What subscribing asks, what the person answers, and the step that is kept with the question.
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


def joins() -> Goal:
    """Subscribe."""
    replies = [Reply("You stopped at", "Go on")]
    for (title, line, _), (next_title, _, next_step) in zip(_WALK, _WALK[1:], strict=False):
        replies.append(Reply(title, line, hope(SUBSCRIBING, next_step, f"\n{next_title.strip()}")))
    title, line, _ = _WALK[-1]
    replies.append(Reply(title, line, hope(STANDING, "running", "You are in.")))
    return Goal(
        lambda books: books.standing is not None,
        lambda life: reply(life, *replies, otherwise="/start"),
    )


def does_session(day_no: int, before: int, after: int) -> Goal:
    """Go through the session of a day: steps by hand and by the clock, one of them held."""
    first, last = score(day_no, "before"), score(day_no, "after")
    ends = (Hope(last, after, f"Saved: {after}"), Hope(run(day_no), "done", "✅ Session"))
    replies = [
        Reply("Today:", "Start"),
        Reply("How bad is your knee pain right now?", str(before), hope(first, before, "Saved:")),
        Reply("Last question.", str(after), ends),
        Reply("Step 1", "Next"),
        Reply("Step 4", "Next"),
    ]
    held: list[str] = []

    def walk(life: Life) -> object:
        is_step = life.last.removeprefix("(edited)\n").startswith("Step ")
        if "Paused with" in life.last:
            return life.say("Go on")
        if is_step and "right\n" in life.last and not held:
            held.append("once")
            return life.say("Pause")
        more = Reply("Step ", "/next")
        return on_day(day_no, *replies, more)(life)

    return Goal(lambda books: books.run(day_no) == "done", walk)


def changes_score(day_no: int, to: int) -> Goal:
    """Change the score given after a session."""
    fact = score(day_no, "after")
    return Goal(
        lambda books: fact.read(books) == to,
        on_day(
            day_no,
            Reply("✅ Session", "Change a score"),
            Reply("Which score", "After"),
            Reply("Last question.", str(to), hope(fact, to, f"Saved: {to}")),
        ),
    )


def answers_morning(day_no: int, to: int) -> Goal:
    """Answer the morning question of a rest day; it is kept under the session before."""
    fact = score(day_no - 1, "morning")
    asked = Reply("How bad was your knee pain", str(to), hope(fact, to, f"Saved: {to} this"))
    rest = Reply("Rest day.", str(to), asked.hopes)
    return Goal(lambda books: fact.read(books) == to, on_day(day_no, asked, rest))


def asks_for_later(day_no: int) -> Goal:
    """Ask for the card an hour later."""
    fact = logged("later")
    return Goal(
        lambda books: fact.read(books) == 1,
        on_day(
            day_no,
            Reply("Today:", "Later"),
            Reply("When shall I", "In 1 hour", hope(fact, 1, "See you at")),
        ),
    )


def waits_for(day_no: int, slot: str) -> Goal:
    """Let time go on until a message of a day came to its end."""
    return Goal(row_ends(day_no, slot), lambda life: life.say("/next"))


def skips(day_no: int) -> Goal:
    """Turn the session of a day down, with a reason."""
    fact = run(day_no)
    return Goal(
        lambda books: fact.read(books) == "skipped",
        on_day(
            day_no,
            Reply("Today:", "Not today"),
            Reply("No problem.", "No time"),
            Reply("Short form", "Skip today", hope(fact, "skipped", "Skipped.")),
        ),
    )


def stands(line: str, what: str, times: int, then: str, said: str) -> Goal:
    """Pause, go on or stop by a command; the log has it so many times then."""
    hopes = (Hope(STANDING, then, said), Hope(logged(what), times, said))
    return Goal(
        lambda books: books.changes(what) == times, lambda life: life.ask_for(line, *hopes)
    )


def undoes_stop() -> Goal:
    """Take a stop back by the button of its answer, or by what the screen offers else."""
    hopes = (Hope(STANDING, "running", "Welcome back."),)
    return Goal(
        lambda books: books.standing == "running",
        lambda life: reply(
            life,
            Reply("✅ Stopped.", "Undo", hopes),
            Reply("Your program stands still.", "Go on now", hopes),
        ),
    )


def lives_until(day_no: int) -> Goal:
    """Let days go by."""
    return Goal(lambda books: books.day_no >= day_no, lambda life: life.say("/next"))


def deletes(person_id: int) -> Goal:
    """Have everything deleted."""
    fact = person(person_id)
    return Goal(
        lambda books: not fact.read(books),
        lambda life: reply(
            life,
            Reply("Delete everything?", "Delete all", hope(fact, False, "✅ Deleted")),  # noqa: FBT003  # what is hoped for
            otherwise="/delete",
        ),
    )


DAYS = (
    joins(),
    does_session(1, before=4, after=3),
    changes_score(1, to=2),
    answers_morning(2, to=5),
    asks_for_later(3),
    waits_for(3, "later1"),
    waits_for(3, "reminder"),
    does_session(3, before=1, after=0),
    answers_morning(4, to=1),
    skips(5),
    stands("/pause 3 days", "paused", 1, "paused", "Paused."),
    stands("/resume", "resumed", 1, "running", "Welcome back."),
    stands("/stop", "stopped", 1, "stopped", "✅ Stopped."),
    undoes_stop(),
    lives_until(7),
)

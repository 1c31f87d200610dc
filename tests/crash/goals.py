"""What the person wants, one after the other; each is tried until the books say it is so.

A goal takes one line at a time and looks at the screen before each, so it is not put off by a bot
that was killed in between.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.crash.books import Books, open_books
from tests.crash.bot_process import MARK
from tests.crash.life import CARD_HOUR, ZONE, KilledError, Life
from tests.crash.promises import (
    STANDING,
    SUBSCRIBING,
    Hope,
    logged,
    person,
    run,
    score,
)
from tests.crash.words import says

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
    """What the person types, and hopes for, when they see some words; a button's own, mostly."""

    line: str
    hopes: tuple[Hope, ...] = ()
    seen: str = ""


def reply(life: Life, *replies: Reply, otherwise: str = "/today") -> object:
    """Reply to the last message; to an unexpected one by asking for today's card."""
    for one in replies:
        if (one.seen or one.line) in life.last:
            return life.ask_for(one.line, *one.hopes)
    return life.say(otherwise)


def press(button: str, *hopes: Hope) -> Reply:
    """Press a button, wherever it is seen."""
    return Reply(says(f"button.{button}"), hopes)


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
WALK = (
    (says("subscribe.welcome"), says("subscribe.begin"), "welcome"),
    (says("consent.title"), says("subscribe.agree"), "consent"),
    (says("flags.list_1"), says("flags.none"), "flags1"),
    (says("flags.list_2"), says("flags.none"), "flags2"),
    (says("subscribe.place"), says("subscribe.at_outside"), "place"),
    (says("pick.city"), ZONE, "city"),
    (says("subscribe.hour"), CARD_HOUR, "hour"),
    (says("subscribe.ready"), says("subscribe.right"), "confirm"),
)


def joins() -> Goal:
    """Subscribe."""
    replies = [Reply(says("subscribe.go_on"))]
    for (title, line, _), (next_title, _, next_step) in pairwise(WALK):
        replies.append(Reply(line, (Hope(SUBSCRIBING, next_step, next_title),), seen=title))
    title, line, _ = WALK[-1]
    said = says("subscribe.in")
    in_it = (Hope(STANDING, "running", said), Hope(SUBSCRIBING, None, said))
    replies.append(Reply(line, in_it, seen=title))
    return Goal(
        lambda books: books.standing is not None,
        lambda life: reply(life, *replies, otherwise="/start"),
    )


def does_session(day_no: int, before: int, after: int) -> Goal:
    """Go through the session of a day: steps by hand and by the clock, one of them held."""
    first, last = score(day_no, "before"), score(day_no, "after")
    begun = Hope(first, before, says("saved.score", score=before))
    ends = (
        Hope(last, after, says("saved.score", score=after)),
        Hope(run(day_no), "done", says("done.title")),
    )
    replies = (
        press("start"),
        Reply(str(after), ends, seen=says("ask.after")),
        Reply(str(before), (begun,), seen=says("ask.before")),
        Reply("Next", seen="Step 1"),
        Reply("Next", seen="Step 4"),
    )
    held: list[str] = []

    def walk(life: Life) -> object:
        if says("step.held") in life.last:
            return life.say(says("button.go_on"))
        if f"{says('side.right')}\n" in life.last and not held:
            held.append("once")
            return life.say(says("button.hold"))
        return on_day(day_no, *replies, Reply("/next", seen=says("button.hold")))(life)

    return Goal(lambda books: books.run(day_no) == "done", walk)


def changes_score(day_no: int, to: int) -> Goal:
    """Change the score given after a session."""
    fact = score(day_no, "after")
    again = Reply(str(to), (Hope(fact, to, says("saved.score", score=to)),), says("ask.after"))
    which = Reply(says("button.score_after"), seen=says("ask.which"))
    return Goal(
        lambda books: fact.read(books) == to, on_day(day_no, press("change_score"), which, again)
    )


def answers_morning(day_no: int, to: int) -> Goal:
    """Answer the morning question of a rest day; it is kept under the session before."""
    fact = score(day_no - 1, "morning")
    saved = Hope(fact, to, says("saved.morning", score=to))
    asked = Reply(str(to), (saved,), seen=says("ask.morning"))
    return Goal(lambda books: fact.read(books) == to, on_day(day_no, asked))


def asks_for_later(day_no: int) -> Goal:
    """Ask for the card an hour later."""
    fact = logged("later")
    in_an_hour = press("later_1h", Hope(fact, 1, says("later.set")))
    return Goal(lambda books: fact.read(books) == 1, on_day(day_no, in_an_hour, press("later")))


def waits_for(day_no: int, slot: str) -> Goal:
    """Let time go on until a message of a day came to its end."""
    return Goal(row_ends(day_no, slot), lambda life: life.say("/next"))


def skips(day_no: int) -> Goal:
    """Turn the session of a day down, with a reason."""
    fact = run(day_no)
    yes = press("skip_today", Hope(fact, "skipped", says("over.skipped")))
    take_step = on_day(day_no, yes, press("reason_time"), press("not_today"))
    return Goal(lambda books: fact.read(books) == "skipped", take_step)


def stands(line: str, what: str, times: int, then: str, said: str) -> Goal:
    """Pause, go on or stop by a command; the log has it so many times then."""
    hopes = (Hope(STANDING, then, said), Hope(logged(what), times, said))
    return Goal(
        lambda books: books.changes(what) == times, lambda life: life.ask_for(line, *hopes)
    )


def undoes_stop() -> Goal:
    """Take a stop back by the button of its answer, or by what the screen offers else."""
    said = says("resume.title")
    back = (Hope(STANDING, "running", said), Hope(logged("resumed"), 2, said))
    return Goal(
        lambda books: books.standing == "running",
        lambda life: reply(life, press("undo", *back), press("resume", *back)),
    )


def lives_until(day_no: int) -> Goal:
    """Let days go by."""
    return Goal(lambda books: books.day_no >= day_no, lambda life: life.say("/next"))


def reads_progress(done: int) -> Goal:
    """See on the screen how many sessions were done."""
    seen: list[str] = []

    def take_step(life: Life) -> None:
        seen.append(life.say("/progress"))
        assert says("progress.sessions", done=done) in seen[0], life.story()

    return Goal(lambda _books: bool(seen), take_step)


def deletes(person_id: int) -> Goal:
    """Have everything deleted. Once it is marked, the next start ends it without being asked."""
    fact = person(person_id)
    marked = Hope(fact, value=False, said=f"{MARK}erase.after_mark")
    done = Hope(fact, value=False, said=says("erase.done"))
    yes = Reply(says("erase.yes"), (marked, done))

    def take_step(life: Life) -> object:
        life.promises.forget()
        return reply(life, yes, otherwise="/delete")

    return Goal(lambda books: not fact.read(books), take_step)


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
    stands("/pause 3 days", "paused", 1, "paused", says("pause.title")),
    stands("/resume", "resumed", 1, "running", says("resume.title")),
    stands("/stop", "stopped", 1, "stopped", says("stop.title")),
    undoes_stop(),
    lives_until(7),
)

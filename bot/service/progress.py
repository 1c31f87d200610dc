"""`/progress`: what was done and how pain went, counted the same way every time."""

from dataclasses import replace

from bot.domain.action import Action
from bot.domain.enrollment import Enrollment
from bot.domain.message import Answer, Button, MadeChart, OutgoingMessage, card
from bot.domain.wish import Wish
from bot.ports.words import Words
from bot.service.moment import Turn
from bot.service.table import Command, Verb
from bot.service.tally import Tally, pain_lines, tally_of

DAYS_SHOWN = 14
MOST_POINTS = 60  # more would not fit the words that stand for the chart
CHART = "progress"


def open_progress(turn: Turn, _argument: str = "") -> Answer:
    """Show the last two weeks."""
    return _show(turn, days=DAYS_SHOWN)


def press_progress(turn: Turn, action: Action) -> Answer:
    """Show all days, or how they are counted."""
    if action.argument == "how":
        return Answer(message=_how_card(turn.say))
    return _show(turn, days=None if action.argument == "all" else DAYS_SHOWN)


def _show(turn: Turn, *, days: int | None) -> Answer:
    enrollment, wish = turn.newest(), turn.person.wish
    if enrollment is None or wish is None:
        return Answer(message=card(turn.say("progress.nothing"), turn.say("today.begin")))
    return Answer(message=_progress_card(turn, enrollment, wish, days))


def _progress_card(
    turn: Turn, enrollment: Enrollment, wish: Wish, days: int | None
) -> OutgoingMessage:
    say = turn.say
    tally = tally_of(turn.tx, enrollment, wish, turn.at.now)
    since_day = 0 if days is None else enrollment.day_no - days
    shown = tuple(point for point in tally.mornings if point[0] > since_day)[-MOST_POINTS:]
    buttons = [Button(say("progress.how"), Action("progress", 0, "how"))]
    if days is not None and len(shown) < len(tally.mornings):
        buttons.append(Button(say("progress.more"), Action("progress", 0, "all")))
    message = card(
        _title(say, enrollment),
        say("progress.sessions", done=tally.done, given=tally.given, steady=tally.steady),
        *pain_lines(say, tally),
        say("progress.fair"),
        rows=(tuple(buttons),),
    )
    if not shown:
        return message
    return replace(
        message, media=MadeChart(CHART, shown, _alt_text(say, enrollment, tally, shown))
    )


def _title(say: Words, enrollment: Enrollment) -> str:
    if enrollment.day_no < 1:
        return say("progress.before", day=say.day(enrollment.started_on))
    return say.count(f"progress_days.{enrollment.state}", enrollment.day_no)


def _alt_text(
    say: Words, enrollment: Enrollment, tally: Tally, shown: tuple[tuple[int, float], ...]
) -> str:
    """Say all that the chart shows."""
    parts = [
        say.count("progress.chart", enrollment.day_no),
        say("progress.points", points=", ".join(f"{day}: {score:.0f}" for day, score in shown)),
    ]
    change = tally.change
    if change.first is not None and change.week is not None:
        parts.append(
            say("progress.means", first=say.number(change.first), week=say.number(change.week)),
        )
    first_shown = shown[0][0] - 1
    done = [str(day) for day in tally.done_on_days if day >= first_shown]
    if done:
        parts.append(say("progress.done_on", days=", ".join(done)))
    return " ".join(parts)


def _how_card(say: Words) -> OutgoingMessage:
    return card(
        say("progress.how"),
        say("progress.how_steady"),
        say("progress.how_means"),
        say("progress.how_better"),
        say("progress.how_little"),
        rows=((Button(say("button.back"), Action("progress")),),),
    )


COMMANDS = (Command(name="progress", handler=open_progress),)
VERBS = (Verb(name="progress", handler=press_progress),)

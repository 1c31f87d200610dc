"""The steps of subscribing with the answers that most people give."""

from bot.domain.wish import Wish
from tests.service.desk import shipped
from tests.service.visitor import Visitor

DAY_S = 24 * 3600
USUAL = Wish(
    zone="America/Bogota",
    hour_min=7 * 60 + 30,
    weekdays=shipped().program.days_per_week.usual,
)
BEGIN = "I am 18 or over, begin"
AGREE = "I agree: store my pain scores"
WITHOUT = "Sessions only, no scores"
NONE = "None of these"
TITLES = {
    "welcome": "Knead: short knee-care sessions",
    "consent": "May I store your pain scores?",
    "flags1": "Is any of this true today?",
    "flags2": "And any of these?",
    "place": "Where does it bother you most?",
    "city": "Which city are you in, or near?",
    "hour": "Bogotá",
    "confirm": "Two-week reset, from tomorrow",
}
# What leads from each step to the next one; the city is typed.
ANSWERS = {
    "welcome": BEGIN,
    "consent": AGREE,
    "flags1": NONE,
    "flags2": NONE,
    "place": "Outside",
    "city": "bogota",
    "hour": "07:30",
    "confirm": "Looks right",
}
STEPS = list(ANSWERS)


def answer(visitor: Visitor, step: str) -> None:
    if step == "city":
        visitor.type(ANSWERS[step])
    else:
        visitor.press(ANSWERS[step])


def walk_to(visitor: Visitor, step: str) -> None:
    """Answer everything before a step."""
    visitor.command("start")
    for before in STEPS[: STEPS.index(step)]:
        answer(visitor, before)
    assert visitor.title() == TITLES[step]

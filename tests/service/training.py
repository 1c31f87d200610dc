"""Training days lived in one line each, from the first Monday on."""

from datetime import date, timedelta

from bot.domain.message import Answer
from tests.service.desk import FIRST_ON
from tests.service.life import Life, words

MON, TUE, WED, THU, FRI, SAT, SUN = (FIRST_ON + timedelta(days=n) for n in range(7))
FULL_S = 60  # the first step of a session as written


def on_day(life: Life, on: date, before: int, after: int) -> Answer:
    """Do the session of a date, and give its done card."""
    life.go_to(life.at(on, 8))
    life.press("start")
    life.press("score", f"b{before}")
    life.press("step", "99")
    return life.press("score", f"a{after}")


def morning(life: Life, on: date, score: int) -> Answer:
    life.go_to(life.at(on, 8))
    return life.press("score", f"m{score}")


def in_force(life: Life) -> tuple[int, int]:
    """Give level and tool of the session of today, as it is begun."""
    run = life.run_today()
    assert run is not None
    return run.level, run.softness


def first_step_s(life: Life) -> int:
    life.press("start")
    shown = words(life.press("score", "b1"))
    return int(shown.split("then ")[1].split(" s")[0])

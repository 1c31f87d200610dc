"""Where somebody may stand in a program when they write."""

from datetime import timedelta

from tests.service.desk import FIRST_ON
from tests.service.life import Life

MON, TUE = FIRST_ON, FIRST_ON + timedelta(days=1)


def at_card(life: Life) -> None:
    life.go_to(life.at(MON, 8))


def at_before(life: Life) -> None:
    at_card(life)
    life.press("start")


def at_step(life: Life) -> None:
    at_before(life)
    life.press("score", "b2")


def at_done(life: Life) -> None:
    at_card(life)
    life.do_session()


def at_rest_day(life: Life) -> None:
    at_done(life)
    life.go_to(life.at(TUE, 9))


def before_the_first_card(life: Life) -> None:
    life.go_to(life.at(MON, 7))


def at_pause(life: Life) -> None:
    at_card(life)
    life.command("pause", "3 days")


def at_stop(life: Life) -> None:
    at_card(life)
    life.command("stop")


def at_the_end(life: Life) -> None:
    life.go_to(life.at(FIRST_ON + timedelta(days=30), 9))


STATES = (
    *(before_the_first_card, at_card, at_before, at_step, at_done, at_rest_day, at_pause),
    *(at_stop, at_the_end),
)

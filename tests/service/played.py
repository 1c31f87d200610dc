"""Databases as lives leave them: a whole program, and moments in the middle of one."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from bot.service import due_work, wishes
from storage.sqlite.runner import SqliteRunner
from tests.service.desk import FIRST_ON
from tests.service.life import Life

MON, TUE, WED, THU, FRI, SAT, SUN = (FIRST_ON + timedelta(days=n) for n in range(7))


def first_week(runner: SqliteRunner) -> Life:
    """Live a week in which a bit of everything happens."""
    life = Life(runner)
    life.go_to(life.at(MON, 8))
    life.do_session()
    life.go_to(life.at(TUE, 8))
    life.press("score", "m2")
    life.press("score", "m3")
    life.go_to(life.at(WED, 7, 30))
    _put_off(life, 1)
    life.go_to(life.at(WED, 9))
    life.press("skip", "none")
    life.go_to(life.at(THU, 10))
    enrollment = life.enrollment()
    life.press("makeup", str(enrollment.day_no), target=enrollment.enrollment_id)
    life.go_to(life.at(FRI, 8))
    life.command("pause")
    life.press("pause", "open", target=0)
    life.go_to(life.at(FRI, 9))
    life.command("resume")
    _get_up_later(life)
    life.go_to(life.at(SUN, 9))
    _stop_for_a_sign(life)
    return life


def _put_off(life: Life, hours: int) -> None:
    life.press("later", f"{hours}h_{life.now // 60 + hours * 60}")


def _get_up_later(life: Life) -> None:
    def change(tx: object) -> None:
        turn = life.desk.turn(tx, life.person_id)  # type: ignore[arg-type]  # what `run` gives
        wish = turn.person.wish
        assert wish is not None
        assert wishes.change_wish(turn, replace(wish, hour_min=wish.hour_min + 30))

    life.desk.run(change)


def _stop_for_a_sign(life: Life) -> None:
    life.press("hurts", "is-clot", target=0)
    life.go_to(life.now + 600)
    life.press("resume", "cleared", target=0)
    for answer in ("l1-none", "l2-none"):
        life.press("again", answer, target=0)


def waiting(runner: SqliteRunner) -> Life:
    """Live up to a card that was put off: three things are due."""
    life = first_week(runner)
    life.go_to(life.at(MON + timedelta(days=7), 8))
    _put_off(life, 3)
    return life


def queued(runner: SqliteRunner) -> Life:
    """Live up to the hour of a reminder, planned and not yet sent."""
    life = first_week(runner)
    on = MON + timedelta(days=7)
    life.go_to(life.at(on, 18))
    life.desk.now = life.at(on, 19)
    life.desk.run(partial(due_work.plan_due, at=life.desk.moment(), limit=100))
    return life


def stepping(runner: SqliteRunner) -> Life:
    """Live up to a step that runs."""
    life = first_week(runner)
    life.go_to(life.at(MON + timedelta(days=7), 8))
    life.press("start")
    life.press("score", "b2")
    return life


def finished(runner: SqliteRunner) -> Life:
    """Live through the whole program."""
    life = first_week(runner)
    on: date = MON + timedelta(days=7)
    while life.enrollment().state == "running":
        life.go_to(life.at(on, 8))
        run = life.run_today()
        if run is not None and run.state == "open":
            life.do_session()
        life.go_to(life.at(on, 20))
        on += timedelta(days=1)
    return life

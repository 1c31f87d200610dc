"""What is kept too long is let go of, on the clock."""

from bot.domain.address import Platform
from bot.service import retention
from storage.sqlite.runner import SqliteRunner
from tests.service.life import Life

DAY_S = 86_400


def _sweep(life: Life) -> int:
    return life.desk.run(lambda tx: retention.sweep(tx, life.desk.moment()))


def test_scores_are_forgotten_a_year_after_the_person_was_last_here(runner: SqliteRunner) -> None:
    life = Life(runner)
    life.go_to(life.at(life.enrollment().started_on, 8))
    life.do_session()
    seen_at = life.now
    life.desk.now = seen_at + 365 * DAY_S
    assert _sweep(life) == 0
    life.desk.now = seen_at + 366 * DAY_S + 1
    assert _sweep(life) == 1
    enrollment_id = life.enrollment().enrollment_id
    assert not life.desk.run(lambda tx: tx.check_ins.all_of(enrollment_id))
    assert _sweep(life) == 0


def test_names_of_updates_are_kept_for_two_days(runner: SqliteRunner) -> None:
    life = Life(runner)
    first = life.now

    def is_new(name: str) -> bool:
        return life.desk.run(
            lambda tx: tx.seen_updates.add(Platform.TERMINAL, name, "chat", life.now)
        )

    assert is_new("an update")
    life.desk.now = first + 2 * DAY_S
    _sweep(life)
    assert not is_new("an update")
    life.desk.now = first + 3 * DAY_S + 1
    _sweep(life)
    assert is_new("an update")


def test_the_sweep_runs_once_a_day(runner: SqliteRunner) -> None:
    life = Life(runner)
    _sweep(life)
    swept = life.desk.run(lambda tx: tx.meta.get(retention.SWEPT_AT))
    life.desk.now += DAY_S - 1
    _sweep(life)
    assert life.desk.run(lambda tx: tx.meta.get(retention.SWEPT_AT)) == swept

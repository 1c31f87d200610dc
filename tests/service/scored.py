"""The scores of somebody's first week, as they are asked for and as they are kept."""

from datetime import timedelta

from bot.domain.enrollment import CheckIn
from tests.service.desk import FIRST_ON
from tests.service.life import Life

MON, TUE, WED, THU, FRI = (FIRST_ON + timedelta(days=n) for n in range(5))
ANCHORS = "0 = no pain, 10 = the worst pain you can imagine."
EVERY_DAY = frozenset(range(5))


def rows(life: Life) -> list[CheckIn]:
    enrollment_id = life.enrollment().enrollment_id
    return list(life.desk.run(lambda tx: tx.check_ins.all_of(enrollment_id)))


def scores(life: Life) -> list[tuple[int, str, int]]:
    """Give day, kind and score of what stands."""
    standing = [row for row in rows(life) if row.replaced_at is None]
    return [(row.day_no, str(row.kind), row.score) for row in standing]

"""Lets go of what has been kept long enough; once a day is enough."""

from bot.ports.store import Tx
from bot.service.forgetting import forget_health_data
from bot.service.moment import SCORES, Moment, Turn

DAY_S = 86_400
SEEN_UPDATES_S = 2 * DAY_S  # platforms repeat an update for at most 24 hours
OWED_S = 600  # a later answer would only surprise
HEALTH_DATA_S = 365 * DAY_S  # what the consent promises: 12 months after somebody was last here
AT_A_TIME = 100
SWEPT_AT = "swept_at"


def is_due(tx: Tx, at: Moment) -> bool:
    """Tell whether the last sweep is a day ago."""
    return at.now - int(tx.meta.get(SWEPT_AT) or 0) >= DAY_S


def look(tx: Tx, at: Moment) -> bool:
    """Let go of answers that nobody waits for any more; tell whether a sweep is due as well."""
    tx.owed_answers.drop_made_before(at.real_at - OWED_S)
    return is_due(tx, at)


def sweep(tx: Tx, at: Moment) -> int:
    """Forget old names of updates, and the health data of people long gone; give how many."""
    if not is_due(tx, at):
        return 0
    tx.seen_updates.forget_before(at.now - SEEN_UPDATES_S)
    gone = tx.people.unseen_since(at.now - HEALTH_DATA_S, SCORES, AT_A_TIME)
    for account in gone:
        person = tx.people.person(account.person_id)
        forget_health_data(Turn(tx=tx, at=at, person=person, account=account))
    if len(gone) < AT_A_TIME:
        tx.meta.put(SWEPT_AT, str(at.now))
    return len(gone)

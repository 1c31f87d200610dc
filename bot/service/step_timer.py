"""When the running step of somebody's session ends, for a platform that shows a countdown."""

from bot.domain.address import Platform
from bot.domain.enrollment import SESSION_TRACK
from bot.ports.store import Tx


def running_step_ends_at(tx: Tx, platform: Platform, user_ref: str) -> int | None:
    """Give the end of the running step; None while no step runs."""
    account = tx.people.account(platform, user_ref)
    live = None if account is None else tx.enrollments.live(account.person_id, SESSION_TRACK)
    run = None if live is None else tx.runs.find(live.enrollment_id, live.day_no)
    return None if run is None else run.step_ends_at

"""Where an account's person lives, for what is said in their time."""

from bot.domain.address import Platform
from bot.ports.store import Tx

UNKNOWN_ZONE = "UTC"


def zone_of(tx: Tx, platform: Platform, user_ref: str) -> str:
    """Give the zone of an account's person; UTC until they named a place."""
    account = tx.people.account(platform, user_ref)
    wish = None if account is None else tx.people.person(account.person_id).wish
    return UNKNOWN_ZONE if wish is None else wish.zone

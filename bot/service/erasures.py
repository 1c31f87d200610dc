"""Ends erasures that a crash cut short, and repeats those that a restored backup undid."""

from bot.ports.store import Tx
from bot.ports.tombstones import Tombstones
from bot.service import erase


def erase_marked(tx: Tx, tombstones: Tombstones, at: int) -> int:
    """Erase everybody whose account is marked as erased after it was made; give how many."""
    marked = [
        account.person_id
        for account in tx.people.accounts()
        if tombstones.contains(
            account.address.platform,
            account.user_ref,
            tx.people.person(account.person_id).created_at,
        )
    ]
    for person_id in marked:
        erase.erase_person(tx, person_id, at)
    return len(marked)

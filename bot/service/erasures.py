"""Erases people: marked first, then their rows, then their bytes; each is ended if it was cut short.

The mark stands outside the database, so that a crash in between ends in erasure, and so that a
restored backup brings nobody back.
"""

from functools import partial

import structlog

from bot.domain.ids import PersonId
from bot.domain.update import Update
from bot.ports.store import DatabaseDamagedError, NotSavedError, StorageError, Tx
from bot.ports.tombstones import Tombstones
from bot.service import erase, scrubbing
from bot.service.engine import Engine

LOG = structlog.stdlib.get_logger("knead")


async def carry_out(engine: Engine, update: Update, person_id: PersonId, at: int) -> bool:
    """Erase whoever sent an update; False if it can only be ended later, which it then is.

    Raises:
        NotSavedError: if not even the mark could be kept; nothing is erased then, now or later.
    """
    platform = update.address.platform
    await engine.aside(partial(engine.tombstones.add, platform, update.user_ref, at))
    engine.crash_point("erase.after_mark")
    engine.unerased.append(person_id)
    try:
        await end_owed(engine, at)
    except NotSavedError as error:
        LOG.warning("erasure waits until something can be saved", reason=str(error))
        return False
    return True


async def end_owed(engine: Engine, at: int) -> None:
    """End the erasures that could not be saved, and write over all that was deleted.

    Raises:
        NotSavedError: if rows could not be deleted this time either.
    """
    while engine.unerased:
        person_id = engine.unerased[0]
        await engine.store.transact(partial(erase_one, person_id=person_id, at=at))
        if person_id in engine.unerased:  # not ended by a round of work in the meantime
            engine.unerased.remove(person_id)
        engine.crash_point("erase.after_commit")
    await scrub(engine)


async def scrub(engine: Engine) -> None:
    """Write over what was deleted, if any of it was not; what cannot be done now stays owed."""
    owed = await engine.store.transact(scrubbing.scrub_owed)
    if owed is None:
        return
    try:
        await engine.store.scrub()
        await engine.store.transact(partial(scrubbing.note_scrubbed, number=owed))
    except DatabaseDamagedError:
        raise
    except StorageError as error:
        LOG.warning("deleted rows wait to be written over", reason=str(error))


async def drop_old_marks(engine: Engine, at: int) -> None:
    """Forget marks that no backup can need any more; tried again tomorrow if it cannot be done."""
    try:
        await engine.aside(partial(engine.tombstones.drop_old, at))
    except StorageError as error:
        LOG.warning("old marks of erased accounts stay", reason=str(error))


def erase_one(tx: Tx, person_id: PersonId, at: int) -> None:
    """Erase every row about a person."""
    erase.erase_person(tx, person_id, at)
    scrubbing.owe_scrub(tx)


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
        erase_one(tx, person_id, at)
    return len(marked)

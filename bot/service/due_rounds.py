"""Works off what is due, batch by batch; what raises is tried alone, and stops nothing else."""

from functools import partial

import structlog

from bot.domain.message import Redraw
from bot.ports.store import StorageError, Tx
from bot.service import due_work, sending
from bot.service.clocks import note_time
from bot.service.engine import BATCH, Engine
from bot.service.moment import Moment

LOG = structlog.stdlib.get_logger("knead")


async def plan(engine: Engine) -> int:
    """Work off all that is due; give how many matters that were."""
    count = 0
    while True:
        at = engine.moments()
        try:
            worked = await engine.store.transact(partial(_plan_due, at=at))
        except StorageError:
            raise
        except Exception:  # one matter that raises must not stop the others
            LOG.exception("a due matter failed; each is tried alone")
            worked = await _plan_alone(engine, at)
        engine.crash_point("plan.after_commit")
        for redraw in worked.redraws:
            await sending.redraw(engine, redraw)
            engine.crash_point("redraw.after")
        count += worked.matters
        if worked.matters < BATCH:
            return count
        engine.ring()  # the first of many go out while the others are planned


def _plan_due(tx: Tx, at: Moment) -> due_work.Worked:
    note_time(tx, at)  # with the rest: a commit of its own would cost as much again
    return due_work.plan_due(tx, at, BATCH)


async def _plan_alone(engine: Engine, at: Moment) -> due_work.Worked:
    redraws = list[Redraw]()
    dues = await engine.store.transact(partial(due_work.due_now, at=at, limit=BATCH))
    for due in dues:
        try:
            work_off = partial(due_work.work_off_alone, due=due, at=at)
            redraw = await engine.store.transact(work_off)
            redraws += [] if redraw is None else [redraw]
        except StorageError:
            raise
        except Exception:  # it is put aside, and the log says so
            LOG.exception("due matter postponed", subject_id=due.subject_id, what=due.what)
            await engine.store.transact(partial(due_work.postpone, due=due, at=at))
    return due_work.Worked(len(dues), tuple(redraws))

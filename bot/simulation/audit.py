"""Holds a world to its rules at its end, when all is calm: the books, the queue, what is due."""

from functools import partial

from bot.domain.delivery import UNFINISHED
from bot.ports.store import Tx
from bot.service import ledger, loops
from bot.service.retention import DAY_S, SEEN_UPDATES_S
from bot.simulation.rules import Rule
from bot.simulation.told import lost_scores
from bot.simulation.world import TICK_S, World

MOST_QUEUED = 3  # unfinished deliveries a person: a card, a reminder, the end
FORGOTTEN_S = SEEN_UPDATES_S + 2 * DAY_S  # an update's name is gone by then, with a sweep a day


def audit(world: World) -> None:
    """Look at everything that only the end can tell."""
    tally, store = world.tally, world.parts.store
    settle_scores(world)
    _look_at_the_erased(world)
    _look_at_ledger(world)
    _look_at_sizes(world)
    due_at = store.look(loops.next_at)
    tally.hold(
        Rule.LIVE,
        due_at is None or due_at > world.bot.now - TICK_S,
        lambda: f"something due at {due_at} is not done at {world.bot.now}",
    )
    left = store.look(_unfinished)
    tally.hold(
        Rule.LIVE,
        all(until > world.bot.now - TICK_S for until in left),
        lambda: f"unfinished deliveries are late since {min(left)}",
    )


def settle_scores(world: World) -> None:
    """Look for every score that somebody was told is saved, and let go of what was looked for."""
    for person in world.people:
        if person.scores:
            lost = world.parts.store.look(partial(lost_scores, person=person))
            world.tally.looked[Rule.KEPT] += len(person.scores)
            person.scores.clear()
            for line in lost:
                world.tally.breaks(Rule.KEPT, line)


def _unfinished(tx: Tx) -> list[int]:
    return [row.late_until for row in tx.deliveries.unowned("")]


def _look_at_the_erased(world: World) -> None:
    """Look for what is left of people whom the books no longer know."""
    store = world.parts.store
    known = store.look(lambda tx: {account.user_ref for account in tx.people.accounts()})
    content = store.content()
    # What somebody pressed since is held by its name for as long as platforms repeat it.
    forgotten_at = world.at - FORGOTTEN_S
    for person in world.people:
        if person.user_ref not in known and 0 < person.last_at < forgotten_at:
            world.tally.hold(
                Rule.ERASED,
                person.user_ref.encode() not in content,
                partial(_left_of, person.no),
            )


def _left_of(no: int) -> str:
    return f"person {no} is gone from the books, and their account is still readable"


def _look_at_ledger(world: World) -> None:
    report = ledger.verify(world.parts.store.books(), world.bot.now)
    world.tally.looked[Rule.LEDGER] += report.days + report.occurrences
    for finding in report.findings:
        world.tally.breaks(Rule.LEDGER, finding.wrong)


def _look_at_sizes(world: World) -> None:
    tally = world.tally
    rows = {size.table: size.rows for size in world.parts.store.sizes()}
    ends = world.parts.store.ends()
    unfinished = sum(end.count for end in ends if end.state in UNFINISHED)
    tally.hold(
        Rule.SUMS,
        rows["delivery"] == sum(end.count for end in ends),
        lambda: f"{rows['delivery']} deliveries, and states of {ends}",
    )
    tally.hold(
        Rule.SUMS,
        rows["queue"] == unfinished,
        lambda: f"{rows['queue']} rows are queued, {unfinished} are unfinished",
    )
    tally.hold(
        Rule.BOUNDED,
        rows["queue"] <= MOST_QUEUED * rows["person"],
        lambda: f"{rows['queue']} rows are queued for {rows['person']} people",
    )
    recent = world.updates_since(world.at - FORGOTTEN_S)
    tally.hold(
        Rule.BOUNDED,
        rows["seen_update"] <= recent,
        lambda: f"{rows['seen_update']} updates are held as seen, {recent} are recent",
    )

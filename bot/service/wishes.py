"""Changing a wish: what was due by the old one is planned first, and any change can be undone."""

import json
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.change import Change, What
from bot.domain.days import local_time
from bot.domain.enrollment import EnrollmentState
from bot.domain.program import Program
from bot.domain.schedule import Ahead, days_ahead, next_sends
from bot.domain.wish import Wish, pack_wish, unpack_weekdays
from bot.service import moving, pausing, planning, telling
from bot.service.moment import Turn
from bot.service.pausing import wish_of
from bot.service.scene import bare_scene

SUBJECT = "person"


def change_wish(turn: Turn, wish: Wish) -> bool:
    """Go over to a new wish and log it; False where it is the old one."""
    old = wish_of(turn)
    if old == wish:
        return False
    live = turn.live()
    settled = None if live is None else planning.settle(turn.tx, live, turn.at)
    keep_wish(turn, old, wish)
    if settled is not None:
        moving.move_wish(turn.tx, settled, wish, turn.at)
        if moving.is_pause_over(settled, wish, turn.at.now):
            pausing.go_on(refreshed(turn), settled)
    return True


def keep_wish(turn: Turn, old: Wish | None, wish: Wish) -> None:
    """Keep a wish and its line in the change log, and nothing else."""
    turn.tx.people.set_wish(turn.person.person_id, wish)
    turn.tx.changes.add(
        Change(
            subject=SUBJECT,
            subject_id=turn.person.person_id,
            actor_person_id=turn.person.person_id,
            at=turn.at.now,
            what=What.WISH,
            old="" if old is None else pack_wish(old),
            new=pack_wish(wish),
        ),
    )


def last_change_no(turn: Turn) -> int:
    """Give the number of the change that made the wish that stands; 0 if it is the first one."""
    made = _wish_changes(turn)
    return len(made) if made and made[-1].old else 0


def wish_before(turn: Turn, change_no: int) -> Wish | None:
    """Give the wish before a change, if that is still the last one."""
    if change_no < 1 or change_no != last_change_no(turn):
        return None
    return _unpacked(_wish_changes(turn)[-1].old)


def _wish_changes(turn: Turn) -> list[Change]:
    changes = turn.tx.changes.of_subject(SUBJECT, turn.person.person_id)
    return [change for change in changes if change.what is What.WISH]


def _unpacked(packed: str) -> Wish:
    """Read what `pack_wish` wrote."""
    read = json.loads(packed)
    return Wish(
        zone=read["zone"],
        hour_min=read["hour_min"],
        weekdays=unpack_weekdays(read["weekdays"]),
        quiet_from_min=read["quiet_from_min"],
        quiet_to_min=read["quiet_to_min"],
        day_ends_min=read["day_ends_min"],
        reminders=bool(read["reminders"]),
    )


def refreshed(turn: Turn) -> Turn:
    """Give the turn with the wish as it now stands."""
    return replace(turn, person=turn.tx.people.person(turn.person.person_id))


def next_lines(turn: Turn) -> list[str]:
    """Write the next three days on which something comes; none where nothing runs."""
    turn = refreshed(turn)
    live = turn.live()
    if live is None or live.state is not EnrollmentState.RUNNING:
        return []
    return telling.next_lines(bare_scene(turn, live))


def first_days(turn: Turn, program: Program, wish: Wish) -> tuple[Ahead, ...]:
    """Give the first three days on which something comes, starting tomorrow."""
    today_on = local_time(wish.zone, turn.at.now).date()
    ahead = days_ahead(wish, today_on, 0, len(program.sessions))
    return next_sends(ahead, asks_morning=turn.has_scores(), after_session=False)


def day_lines(turn: Turn, program: Program, wish: Wish, days: Iterable[Ahead]) -> list[str]:
    """Write days to come with the titles of their sessions."""
    return [
        telling.day_line(
            turn.say,
            day,
            wish.hour_min,
            program.session(day.session_no).title if day.session_no else "",
        )
        for day in days
    ]

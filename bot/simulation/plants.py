"""Faults planted on purpose, each in the bot's own code: a world must notice every one of them.

A plant swaps functions where the bot looks them up, for as long as a world lives.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bot.service import (
    check_in,
    erase,
    inbox,
    loops,
    moment,
    opening,
    outbox,
    pausing,
    plan_rows,
    planning,
    scene,
)
from bot.simulation.planted_answers import (
    answer_before_commit,
    drop_lower_updates,
    log_who_wrote,
    lose_morning_scores,
    nobody_is_a_stranger,
    walk_in_spite_of_pain,
)
from bot.simulation.planted_sends import (
    plan_without_end,
    put_back_blindly,
    put_back_late,
    send_twice_in_the_doubled_hour,
    stay_up_at_night,
)
from bot.simulation.planted_states import (
    close_at_midnight,
    forget_a_due_time,
    go_on_after_a_stop,
    keep_the_erased,
)


@dataclass(frozen=True, slots=True)
class Swap:
    """One attribute, and what stands in its place; `make` is given what stood there."""

    where: Any  # a module or a class of the bot
    name: str
    make: Callable[[Any], Any]


def _always(value: object) -> Callable[[Any], Any]:
    def instead(*_args: object, **_named: object) -> object:
        return value

    return lambda _real: instead


PLANTS: Mapping[str, Sequence[Swap]] = {
    "blind_retry": [Swap(outbox, "_unclear", put_back_blindly)],
    "twice_in_doubled_hour": [Swap(outbox, "take_as_sent", send_twice_in_the_doubled_hour)],
    "catch_up_everything": [Swap(plan_rows.Plan, "keep", plan_without_end)],
    "send_after_stop": [Swap(pausing, "stand_still", go_on_after_a_stop)],
    "score_without_consent": [
        Swap(scene.Scene, "has_scores", _always(value=True)),
        Swap(moment.Turn, "has_scores", _always(value=True)),
    ],
    "lost_morning_score": [Swap(check_in, "_replace", lose_morning_scores)],
    "day_ends_at_midnight": [Swap(opening, "day_closes_at", close_at_midnight)],
    "lower_update_dropped": [Swap(inbox, "handle", drop_lower_updates)],
    "answer_before_commit": [Swap(loops, "receive", answer_before_commit)],
    "wrong_persons_button": [Swap(opening, "refuse_strangers", nobody_is_a_stranger)],
    "lease_beyond_window": [Swap(outbox, "_unclear", put_back_late)],
    "erasure_keeps_rows": [Swap(erase, "erase_person", keep_the_erased)],
    "no_recovery": [Swap(outbox, "recover", _always(value=0))],
    "quiet_hours_ignored": [
        Swap(plan_rows, "card_late_until", stay_up_at_night),
        Swap(outbox, "_is_quiet_now", _always(value=False)),
    ],
    "pain_rule_ignored": [Swap(check_in, "_no_session_today", walk_in_spite_of_pain)],
    "due_time_lost": [Swap(planning, "set_card_due", forget_a_due_time)],
    "closed_chat_ignored": [Swap(outbox, "_close_chat", _always(value=None))],
    "names_in_log": [Swap(inbox, "handle", log_who_wrote)],
}


@contextmanager
def planted(name: str) -> Generator[None]:
    """Let a fault stand in the bot's code; no name plants none."""
    swaps = PLANTS[name] if name else ()
    real = [getattr(swap.where, swap.name) for swap in swaps]
    try:
        for swap, was in zip(swaps, real, strict=True):
            setattr(swap.where, swap.name, swap.make(was))
        yield
    finally:
        for swap, was in zip(swaps, real, strict=True):
            setattr(swap.where, swap.name, was)

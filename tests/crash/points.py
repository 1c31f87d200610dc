"""Every point at which a bot can be killed, and when a test kills it there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kill:
    """End a process as it passes a point for the nth time."""

    point: str
    nth: int = 1


def at(point: str, *nths: int) -> tuple[Kill, ...]:
    """Kill one process after another at a point, each when it passes it for the nth time."""
    return tuple(Kill(point, nth) for nth in nths or (1,))


# The kills of one life, in order. What happens once in a life, or once in a process, is killed
# there once; the others early, and again when more has happened.
KILLS: dict[str, tuple[Kill, ...]] = {
    "migrate.before_commit": at("migrate.before_commit"),
    "migrate.after_commit": at("migrate.after_commit"),
    "migrate.before_placed": at("migrate.before_placed"),
    "programs.after_commit": at("programs.after_commit"),
    "start.recovered": at("start.recovered"),
    "start.erased": (Kill("erase.after_mark"), Kill("start.erased")),
    "store.before_commit": at("store.before_commit", 1, 8, 60, 130),
    "store.after_commit": at("store.after_commit", 1, 9, 61, 131),
    "terminal.waits": at("terminal.waits", 1, 6, 20),
    "terminal.line_read": at("terminal.line_read", 1, 6, 20),
    "terminal.before_show": at("terminal.before_show", 1, 7, 19),
    "terminal.after_show": at("terminal.after_show", 1, 7, 19),
    "shown.after_commit": at("shown.after_commit", 1, 3, 8),
    "receive.before": at("receive.before", 1, 7, 19),
    "receive.after_commit": at("receive.after_commit", 1, 7, 19),
    "work.before": at("work.before", 1, 12, 25),
    "plan.after_commit": at("plan.after_commit", 1, 12, 25),
    "redraw.after": at("redraw.after", 1, 2, 3),
    "claim.after_commit": at("claim.after_commit", 1, 1, 3),
    "begin.after_commit": at("begin.after_commit", 1, 1, 1, 2, 2),
    "send.after": at("send.after", 1, 1, 1, 2, 2),
    "record.after_commit": at("record.after_commit", 1, 2, 2),
    "work.after": at("work.after", 1, 12, 25),
    "clock.after_commit": at("clock.after_commit", 1, 4, 9),
    "erase.after_mark": at("erase.after_mark"),
    "erase.after_commit": at("erase.after_commit"),
    "store.before_scrub": at("store.before_scrub"),
    "store.after_scrub": at("store.after_scrub"),
}

"""Stop signs as a person reads them: the engine's own, and those that a program adds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.domain.program import AddedFlag, Program
from bot.domain.red_flags import CLINICIAN_FIRST, FIRST_LIST, SECOND_LIST, RedFlag, flag_of
from bot.ports.words import Words
from bot.service.moment import Turn
from bot.service.pick.rows import fitted

KEY_ROOM = 37  # what three letters leave of a button's argument, 40
WORDS_ON_A_BUTTON = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One sign: how soon it needs a person who can examine it, and its words.

    `line` stands in the list, `label` on a button, `name` inside a sentence; `reason` is the
    line of the advice.
    """

    key: str
    tier: int
    line: str
    label: str
    name: str
    reason: str


def signs_of_list(turn: Turn, list_no: int, program: Program | None = None) -> tuple[Sign, ...]:
    """Give a list with what the program adds to it; without one named: the person's own."""
    is_second = list_no > 1
    own = (_sign(turn.say, flag) for flag in (SECOND_LIST if is_second else FIRST_LIST))
    added = (
        _added_sign(flag)
        for flag in _added_by(turn, program)
        if (flag.tier >= CLINICIAN_FIRST) is is_second
    )
    return _told_apart([*own, *added])


def _told_apart(signs: list[Sign]) -> tuple[Sign, ...]:
    """Number the signs whose first words on a button are those of an earlier one."""
    labels = [sign.label for sign in signs]
    return tuple(
        replace(sign, label=f"{no}: {sign.label.split()[0]}…")
        if sign.label in labels[: no - 1]
        else sign
        for no, sign in enumerate(signs, start=1)
    )


def sign_of(turn: Turn, key: str) -> Sign | None:
    """Give the sign that a button or a kept stop names, None for one that nobody lists."""
    flag = flag_of(key)
    if flag is not None:
        return _sign(turn.say, flag)
    added = _find_added(turn, key)
    return None if added is None else _added_sign(added)


def is_added_flag(turn: Turn, key: str) -> bool:
    """Tell whether a program adds a sign of this key."""
    return flag_of(key) is None and _find_added(turn, key) is not None


def button_key(key: str) -> str:
    """Give as much of a key as fits a button behind three letters."""
    return key[:KEY_ROOM]


def _sign(say: Words, flag: RedFlag) -> Sign:
    return Sign(
        key=flag.key,
        tier=flag.tier,
        line=say(f"flag.{flag.key}"),
        label=say(f"flag_label.{flag.key}"),
        name=say(f"flag_name.{flag.key}"),
        reason=say(f"flag_reason.{flag.key}"),
    )


def _added_sign(flag: AddedFlag) -> Sign:
    words = flag.text.split()
    rest = "…" if len(words) > WORDS_ON_A_BUTTON else ""
    return Sign(
        key=flag.key,
        tier=flag.tier,
        line=flag.text,
        label=fitted(" ".join(words[:WORDS_ON_A_BUTTON]) + rest),
        name=flag.text,
        reason=flag.text,
    )


def _added_by(turn: Turn, program: Program | None) -> tuple[AddedFlag, ...]:
    if program is not None:
        return program.red_flags_added
    enrollment = turn.newest()
    return () if enrollment is None else turn.program_of(enrollment).red_flags_added


def _find_added(turn: Turn, key: str) -> AddedFlag | None:
    """Look in the person's own program first, then in all that are offered."""
    return next(
        (flag for flag in _all_added(turn) if button_key(flag.key) == button_key(key)), None
    )


def _all_added(turn: Turn) -> Iterator[AddedFlag]:
    yield from _added_by(turn, None)
    for _, version in turn.at.catalog.newest_all():
        yield from version.program.red_flags_added

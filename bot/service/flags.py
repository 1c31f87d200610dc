"""The red-flag lists and the advice of each tier, the same wherever they are asked.

A stop sign stands above every program: whoever says yes to one gets its advice at once, and
nothing is sent until both lists were asked again.
"""

from bot.domain.action import Action
from bot.domain.enrollment import Enrollment, PauseReason, SafetyStop
from bot.domain.ids import StopId
from bot.domain.message import Answer, Button, OutgoingMessage, card
from bot.domain.program import Program
from bot.domain.red_flags import CLINICIAN_FIRST, EMERGENCY, LISTS_VERSION, PASSED, UNTOLD
from bot.service import pausing
from bot.service.moment import Turn
from bot.service.pick.rows import Rows, rows_of
from bot.service.signs import Sign, button_key, is_added_flag, sign_of, signs_of_list
from bot.service.table import Verb

__all__ = [
    "VERBS",
    "is_added_flag",
    "keep_pass",
    "keep_stop",
    "list_card",
    "pick_card",
    "sign_of",
    "stop_all",
    "tier_card",
]

FIRST = 1
LABELS_A_ROW = 3
_VERB = "signs"
_LIST, _TELL, _ADVICE = "ls-", "tl-", "ad-"


def list_card(
    turn: Turn,
    list_no: int,
    verb: str,
    target: int,
    back: Button | None,
    program: Program | None = None,
) -> OutgoingMessage:
    """Ask one of the two lists; its buttons carry `l1-none`, `l1-yes` and so on.

    Signs that the program adds stand in the list of their tier.
    """
    answers = [
        (Button(turn.say(f"flags.{answer}"), Action(verb, target, f"l{list_no}-{answer}")),)
        for answer in ("none", "yes")
    ]
    lines = _bullets(turn, signs_of_list(turn, list_no, program))
    rows = (*answers, (back,)) if back else tuple(answers)
    return card(turn.say(f"flags.list_{list_no}"), *lines, rows=rows)


def _bullets(turn: Turn, signs: tuple[Sign, ...]) -> list[str]:
    return [turn.say("flags.line", line=sign.line) for sign in signs]


def pick_card(
    turn: Turn,
    list_no: int,
    verb: str,
    target: int,
    *,
    back: Button | None = None,
    program: Program | None = None,
) -> OutgoingMessage:
    """Ask which sign of a list it is: the emergency line first, then `is-<key>` for each."""
    signs = signs_of_list(turn, list_no, program)
    buttons = [
        Button(sign.label, Action(verb, target, f"is-{button_key(sign.key)}")) for sign in signs
    ]
    return card(
        turn.say("flags.emergency", number=turn.at.house.emergency_number),
        turn.say("flags.which"),
        *_bullets(turn, signs),
        rows=rows_of([*buttons, *([back] if back else [])], LABELS_A_ROW),
    )


def tier_card(turn: Turn, flag_key: str, rows: Rows = ()) -> OutgoingMessage:
    """Give the advice of a sign; for one that nobody lists, the first list itself."""
    sign = sign_of(turn, flag_key)
    if sign is None:
        return list_card(turn, FIRST, "hurts", 0, None)
    tier = min(max(sign.tier, EMERGENCY), CLINICIAN_FIRST)
    number = turn.at.house.emergency_number
    state = "running" if turn.live() is not None else "not_begun"
    return card(
        turn.say(f"tier_{tier}.title", number=number),
        sign.reason,
        turn.say(f"tier_{tier}.do", number=number),
        turn.say(f"tier_{tier}.{state}", number=number),
        rows=rows or advice_rows(turn, sign),
    )


def advice_rows(turn: Turn, sign: Sign) -> Rows:
    """Give the buttons below the advice: the list, and for a clinician what to tell them."""
    shown = [_button(turn, "flags.show_list", _LIST, sign)]
    if sign.tier >= CLINICIAN_FIRST:
        shown.append(_button(turn, "flags.tell", _TELL, sign))
    return rows_of(shown, 1)


def _button(turn: Turn, label_key: str, what: str, sign: Sign) -> Button:
    return Button(turn.say(label_key), Action(_VERB, 0, f"{what}{button_key(sign.key)}"))


def keep_pass(turn: Turn, enrollment: Enrollment | None) -> None:
    """Keep that both lists were asked and passed; open stops are for the caller to clear."""
    _keep(turn, PASSED, "", enrollment)


def keep_stop(turn: Turn, flag_key: str, enrollment: Enrollment | None) -> None:
    """Keep a stop; the same one again changes nothing. Without consent nothing tells which."""
    sign = sign_of(turn, flag_key)
    is_told = turn.has_scores() and sign is not None
    tier = sign.tier if sign is not None and is_told else UNTOLD
    flag = sign.key if sign is not None and is_told else ""
    stands = turn.tx.safety_stops.open_of(turn.person.person_id)
    about = None if enrollment is None else enrollment.enrollment_id
    if stands is None or (stands.tier, stands.flag, stands.enrollment_id) != (tier, flag, about):
        _keep(turn, tier, flag, enrollment)


def _keep(turn: Turn, tier: int, flag: str, enrollment: Enrollment | None) -> None:
    turn.tx.safety_stops.add(
        SafetyStop(
            stop_id=StopId(0),
            person_id=turn.person.person_id,
            enrollment_id=None if enrollment is None else enrollment.enrollment_id,
            tier=tier,
            flag=flag,
            lists_version=LISTS_VERSION,
            at=turn.at.now,
            cleared_at=None,
        ),
    )


def stop_all(turn: Turn, flag_key: str) -> OutgoingMessage:
    """Stop every send for a sign, and give its advice."""
    live = turn.live()
    keep_stop(turn, flag_key, live)
    if live is not None and live.reason is not PauseReason.SAFETY:
        pausing.pause(turn, live, PauseReason.SAFETY)
    return tier_card(turn, flag_key)


def press_signs(turn: Turn, action: Action) -> Answer:
    """Show the list of a sign, what to tell a clinician, or the advice again; keeps nothing."""
    what, key = action.argument[: len(_LIST)], action.argument[len(_LIST) :]
    sign = sign_of(turn, key)
    if sign is None:
        return Answer(message=tier_card(turn, key))
    back = (_button(turn, "button.back", _ADVICE, sign),)
    if what == _LIST:
        list_no = FIRST + (sign.tier >= CLINICIAN_FIRST)
        lines = _bullets(turn, signs_of_list(turn, list_no))
        return Answer(message=card(turn.say("flags.shown"), *lines, rows=(back,)))
    if what == _TELL:
        lines = [turn.say(f"tell.{no}", line=sign.line) for no in (1, 2, 3, 4)]
        return Answer(message=card(turn.say("tell.title"), *lines, rows=(back,)))
    return Answer(message=tier_card(turn, sign.key))


VERBS = (Verb(name=_VERB, handler=press_signs),)

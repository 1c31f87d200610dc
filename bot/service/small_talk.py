"""Short answers beside the program: help, words nobody waited for, and what cannot be read."""

from bot.domain.action import Action
from bot.domain.message import Answer, Button, OutgoingMessage, Weight, card
from bot.domain.person import Conversation
from bot.domain.update import Unreadable
from bot.service.moment import Turn
from bot.service.table import Command, Verb

# Every command of the table once, in order of use; a test holds the two together.
HELP_GROUPS = (
    ("days", ("today", "hurts", "skip", "progress", "why")),
    ("program", ("start", "program", "programs", "settings")),
    ("breaks", ("pause", "resume", "stop")),
    ("yours", ("privacy", "export", "delete", "help")),
)
GROUPS_A_ROW = 2
LONGEST_NAME = 32  # of an unknown command, as it is said back

UNKNOWN = "unknown"  # the flow that counts unknown words; it waits for no answer
STICKER = "sticker"  # the flow that notes an answered sticker
OFTEN = 3
IN_A_ROW_S = 600
ONCE_A_DAY_S = 24 * 3600


def open_help(turn: Turn, _argument: str = "") -> Answer:
    """List all commands, by group."""
    lines = [
        turn.say("help.group", group=turn.say(f"help_group.{key}"), names=_listed(names))
        for key, names in HELP_GROUPS
    ]
    buttons = [
        Button(turn.say(f"help_group.{key}"), Action("help", 0, key)) for key, _ in HELP_GROUPS
    ]
    rows = tuple(
        tuple(buttons[start : start + GROUPS_A_ROW])
        for start in range(0, len(buttons), GROUPS_A_ROW)
    )
    return Answer(message=card(turn.say("help.title"), *lines, turn.say("help.typed"), rows=rows))


def _listed(names: tuple[str, ...]) -> str:
    return " ".join(f"/{name}" for name in names)


def press_help(turn: Turn, action: Action) -> Answer:
    """Say what each command of a group does."""
    names = dict(HELP_GROUPS).get(action.argument)
    if names is None:
        return open_help(turn)
    lines = [
        turn.say("help.command", name=name, does=turn.say(f"command.{name}")) for name in names
    ]
    rows = ((Button(turn.say("button.back"), Action("help")),),)
    title = turn.say(f"help_group.{action.argument}")
    return Answer(message=card(title, *lines, rows=rows))


def answer_unknown_command(turn: Turn, name: str) -> Answer:
    """Say that there is no such command; what is no name of one is never said back."""
    if not (name.isascii() and name.isidentifier()):
        return answer_unknown_words(turn)
    said = turn.say("unknown.command", name=name[:LONGEST_NAME])
    return Answer(message=card("", said, rows=((_today(turn), _help(turn)),)))


def answer_unknown_words(turn: Turn, _text: str = "") -> Answer:
    """Say that the words were not understood; the third time in a row shorter, never longer."""
    is_often = _count_unknown(turn) >= OFTEN
    said = turn.say("unknown.again" if is_often else "unknown.words")
    return Answer(message=card("", said, rows=((_today(turn), _hurts(turn)),)))


def _count_unknown(turn: Turn) -> int:
    """Count unknown words in a row; a question that is open is left alone, and nothing counts."""
    open_now = turn.conversation()
    if open_now is not None and open_now.flow not in (UNKNOWN, STICKER):
        return 1
    count = 1
    if (
        open_now is not None
        and open_now.flow == UNKNOWN
        and turn.at.now - open_now.updated_at < IN_A_ROW_S
    ):
        count = min(int(open_now.step) + 1, OFTEN)
    _note(turn, UNKNOWN, str(count))
    return count


def _note(turn: Turn, flow: str, step: str) -> None:
    turn.tx.conversations.put(
        Conversation(
            person_id=turn.person.person_id,
            address=turn.account.address,
            flow=flow,
            step=step,
            draft="",
            waits_for="",
            updated_at=turn.at.now,
        ),
    )


def answer_unreadable(turn: Turn, kind: Unreadable) -> Answer:
    """Say what cannot be read and what to do instead; a sticker gets one answer a day."""
    if kind is Unreadable.STICKER and _is_sticker_answered(turn):
        return Answer()
    return Answer(message=_unreadable_card(turn, kind))


def _unreadable_card(turn: Turn, kind: Unreadable) -> OutgoingMessage:
    row = (_today(turn), _help(turn))
    if kind is Unreadable.PICTURE:
        row = (_hurts(turn), _help(turn))
    elif kind is Unreadable.VOICE:
        row = (_today(turn), _hurts(turn))
    return card("", turn.say(f"unreadable.{kind}"), rows=(row,))


def _is_sticker_answered(turn: Turn) -> bool:
    """Tell whether a sticker was answered in the last day, and note this one if not."""
    open_now = turn.conversation()
    if open_now is not None and open_now.flow == STICKER:
        is_answered = turn.at.now - open_now.updated_at < ONCE_A_DAY_S
    else:
        is_answered = False
    if not is_answered and (open_now is None or open_now.flow in (UNKNOWN, STICKER)):
        _note(turn, STICKER, "")
    return is_answered


def answer_old_button(turn: Turn) -> Answer:
    """Answer a button that this version cannot read."""
    return Answer(notice=turn.say("stale.unknown"))


def _today(turn: Turn) -> Button:
    return Button(turn.say("button.today"), Action("today"))


def _hurts(turn: Turn) -> Button:
    return Button(turn.say("button.hurts"), Action("hurts"), Weight.DANGER)


def _help(turn: Turn) -> Button:
    return Button(turn.say("button.help"), Action("help"))


COMMANDS = (Command(name="help", handler=open_help),)
VERBS = (Verb(name="help", handler=press_help),)

"""The presses on the red-flag lists, the same wherever the lists are asked."""

from collections.abc import Callable

from bot.domain.action import Action
from bot.domain.message import Answer
from bot.domain.red_flags import flag_of
from bot.service import flags
from bot.service.moment import Turn

FIRST, SECOND = 1, 2


def answer_list(turn: Turn, action: Action, passed: Callable[[Turn], Answer]) -> Answer | None:
    """Answer a press on a list: on to the next, to the advice of a sign, or passed.

    None for an argument that is none of the lists'.
    """
    verb, target, argument = action.verb, action.target, action.argument
    if argument == "list":
        return Answer(message=flags.list_card(turn, FIRST, verb, target, None))
    if argument == "l1-none":
        return Answer(message=flags.list_card(turn, SECOND, verb, target, None))
    if argument == "l2-none":
        return passed(turn)
    if argument in ("l1-yes", "l2-yes"):
        return Answer(message=flags.pick_card(turn, int(argument[1]), verb, target))
    if argument.startswith("is-"):
        key = argument.removeprefix("is-")
        if flag_of(key) is not None or flags.is_added_flag(turn, key):
            return Answer(message=flags.stop_all(turn, key))
    return None

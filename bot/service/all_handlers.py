"""All commands, verbs and typed questions by name, collected from their topics."""

from bot.service import (
    care,
    check_in,
    erase,
    export,
    finish,
    hurts,
    privacy,
    program_cards,
    progress,
    questions,
    resuming,
    session,
    settings,
    skip,
    small_talk,
    stopping,
    subscribe,
    today,
    why,
)
from bot.service.table import Command, Flow, Verb

_TOPICS_WITH_COMMANDS = (
    today,
    hurts,
    progress,
    skip,
    stopping,
    resuming,
    settings,
    program_cards,
    subscribe,
    why,
    privacy,
    export,
    erase,
    small_talk,
)
_TOPICS_WITH_VERBS = (*_TOPICS_WITH_COMMANDS, care, session, check_in, questions, finish)

COMMANDS: dict[str, Command] = {
    command.name: command for topic in _TOPICS_WITH_COMMANDS for command in topic.COMMANDS
}
VERBS: dict[str, Verb] = {verb.name: verb for topic in _TOPICS_WITH_VERBS for verb in topic.VERBS}
FLOWS: dict[str, Flow] = {
    flow.name: flow for topic in (subscribe, settings, stopping) for flow in topic.FLOWS
}
# Conversations that a command only interrupts; any other one ends with it.
TAKEN_UP_AGAIN = frozenset({"subscribe"})
# Conversations that answer words of pain themselves, with the red-flag lists.
ASK_THE_LISTS = frozenset({"subscribe"})
# Verbs whose target is a delivery, which must be the presser's own.
OF_A_DELIVERY = frozenset(
    {"start", "first", "care", "step", "hold", "go", "done", "level", "later", "score", "ask"}
    | {"skip"},
)
# What a link into the chat may press. Whoever wrote a link is not who opens it, so it may show the
# card of an own delivery, and may answer, decide and delete nothing.
OPENED_BY_LINK = frozenset({"start", "care"})

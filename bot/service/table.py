"""The one table of commands and verbs: menus, help, rights and dispatch all read it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.action import Action
from bot.domain.message import Answer
from bot.domain.person import Conversation
from bot.service.moment import Turn

CommandHandler = Callable[[Turn, str], Answer]
VerbHandler = Callable[[Turn, Action], Answer]
TextHandler = Callable[[Turn, Conversation, str], Answer]


class Level(StrEnum):
    """Who may use a command."""

    EVERYBODY = "everybody"
    CLUB_ADMIN = "club_admin"


class Form(StrEnum):
    """How a platform acknowledges: a card, or a form that asks for typed words first."""

    CARD = "card"
    FORM = "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: its name, who may use it, and what handles it.

    Its line in the menu is the catalog's `command.<name>`.
    """

    name: str
    handler: CommandHandler
    level: Level = Level.EVERYBODY
    private: bool = True  # its answer is for one person's eyes
    form: Form = Form.CARD


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One verb of buttons."""

    name: str
    handler: VerbHandler
    private: bool = True
    form: Form = Form.CARD


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A conversation whose answers can be typed."""

    name: str
    handler: TextHandler

"""A person and the account through which the bot knows them; no names anywhere."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.address import ChatAddress
from bot.domain.ids import ConsentId, PersonId
from bot.domain.wish import Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who wrote to the bot; the wish is there once they chose an hour and a place."""

    person_id: PersonId
    language: str
    wish: Wish | None
    created_at: int
    seen_at: int


class Reach(StrEnum):
    """Whether unasked messages get through."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How one platform names a person, and where it reaches them."""

    person_id: PersonId
    user_ref: str
    address: ChatAddress
    reach: Reach
    reach_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """An explicit yes to keeping health data: to which words, in which language, when."""

    consent_id: ConsentId
    person_id: PersonId
    purpose: str
    text_version: str
    text_hash: str
    language: str
    given_at: int
    withdrawn_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The one question that is open with a person; the draft is a small JSON object."""

    person_id: PersonId
    address: ChatAddress
    flow: str
    step: str
    draft: str
    waits_for: str  # "text" while typed words are the answer, else ""
    updated_at: int

"""The one consent that covers health data: its words, giving it, and taking it back."""

from hashlib import sha256

from bot.domain.ids import ConsentId
from bot.domain.message import OutgoingMessage, card
from bot.domain.person import Consent
from bot.domain.text import words_of
from bot.service import scrubbing
from bot.service.moment import SCORES, Turn
from bot.service.pick.rows import Rows

CONSENT_TEXT_VERSION = "1"  # rises with every change of what the words promise
_FULL_LINES = ("what", "why", "who", "how_long", "carrier", "undo", "without")


def consent_card(turn: Turn, rows: Rows = ()) -> OutgoingMessage:
    """Ask for the consent in short; nothing is preset."""
    say, operator = turn.say, turn.at.house.operator_name
    return card(
        say("consent.title"),
        say("consent.short_what"),
        say("consent.short_who", operator=operator),
        _carrier(turn),
        say("consent.short_undo"),
        rows=rows,
    )


def full_card(turn: Turn, rows: Rows = ()) -> OutgoingMessage:
    """Give the whole text of the consent."""
    say, operator = turn.say, turn.at.house.operator_name
    lines = (
        _carrier(turn) if line == "carrier" else say(f"consent.{line}", operator=operator)
        for line in _FULL_LINES
    )
    return card(say("consent.full_title"), *lines, rows=rows)


def _carrier(turn: Turn) -> str:
    return turn.say(f"consent.on_{turn.account.address.platform}")


def give_consent(turn: Turn) -> None:
    """Keep an explicit yes, with the hash of the words that were shown; once is enough."""
    if turn.has_scores():
        return
    shown = "\n".join(words_of(message.text) for message in (consent_card(turn), full_card(turn)))
    turn.tx.consents.give(
        Consent(
            consent_id=ConsentId(0),
            person_id=turn.person.person_id,
            purpose=SCORES,
            text_version=CONSENT_TEXT_VERSION,
            text_hash=sha256(shown.encode()).hexdigest(),
            language=turn.say.language,
            given_at=turn.at.now,
            withdrawn_at=None,
        ),
    )


def withdraw_consent(turn: Turn) -> int:
    """Take the consent back and forget the scores and signs that it covered.

    Gives how many scores went. `forgetting` has what else it covered.
    """
    person_id = turn.person.person_id
    consent = turn.tx.consents.active(person_id, SCORES)
    if consent is None:
        return 0
    turn.tx.consents.withdraw(consent.consent_id, turn.at.now)
    turn.tx.safety_stops.forget(person_id)
    scrubbing.owe_scrub(turn.tx)
    return turn.tx.check_ins.forget(person_id)

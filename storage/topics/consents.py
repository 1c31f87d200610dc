"""Keeps explicit agreements."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.ids import ConsentId, PersonId
from bot.domain.person import Consent
from storage.sql import Row, Sql


class SqlConsents:
    """Fulfils `Consents`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def active(self, person_id: PersonId, purpose: str) -> Consent | None:
        """Give the consent of a purpose that was not withdrawn; the newest of several."""
        return self._sql.found("consent_active", _consent, person_id=person_id, purpose=purpose)

    def give(self, consent: Consent) -> Consent:
        """Keep a consent; its id is given by the store, whatever it came with."""
        consent_id = self._sql.value(
            "consent_add",
            person_id=consent.person_id,
            purpose=consent.purpose,
            text_version=consent.text_version,
            text_hash=consent.text_hash,
            language=consent.language,
            given_at=consent.given_at,
            withdrawn_at=consent.withdrawn_at,
        )
        return replace(consent, consent_id=ConsentId(consent_id))

    def withdraw(self, consent_id: ConsentId, at: int) -> None:
        """Note when a consent was taken back; the first time stands."""
        self._sql.run("consent_withdraw", consent_id=consent_id, at=at)

    def all_of(self, person_id: PersonId) -> Sequence[Consent]:
        """Give all consents of a person, in the order given."""
        return self._sql.found_all("consents_of", _consent, person_id=person_id)


def _consent(row: Row) -> Consent:
    return Consent(
        consent_id=ConsentId(row["consent_id"]),
        person_id=PersonId(row["person_id"]),
        purpose=row["purpose"],
        text_version=row["text_version"],
        text_hash=row["text_hash"],
        language=row["language"],
        given_at=row["given_at"],
        withdrawn_at=row["withdrawn_at"],
    )

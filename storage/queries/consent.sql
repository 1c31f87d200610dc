-- name: consent_active(person_id, purpose)^
SELECT consent_id, person_id, purpose, text_version, text_hash, language, given_at, withdrawn_at
FROM consent
WHERE person_id = :person_id AND purpose = :purpose AND withdrawn_at IS NULL
ORDER BY consent_id DESC
LIMIT 1;

-- name: consent_add(person_id, purpose, text_version, text_hash, language, given_at, withdrawn_at)^
INSERT INTO consent (
    person_id, purpose, text_version, text_hash, language, given_at, withdrawn_at
)
VALUES (:person_id, :purpose, :text_version, :text_hash, :language, :given_at, :withdrawn_at)
RETURNING consent_id;

-- name: consent_withdraw(consent_id, at)!
UPDATE consent SET withdrawn_at = :at WHERE consent_id = :consent_id AND withdrawn_at IS NULL;

-- name: consents_of(person_id)
SELECT consent_id, person_id, purpose, text_version, text_hash, language, given_at, withdrawn_at
FROM consent
WHERE person_id = :person_id
ORDER BY consent_id;

-- Every row about a person, children first. A table that is added belongs in here too: a test
-- walks over all of them.

-- name: erase_queue(person_id)!
DELETE FROM queue
WHERE delivery_id IN (SELECT delivery_id FROM delivery WHERE person_id = :person_id);

-- name: erase_due(person_id)!
DELETE FROM due
WHERE (subject = 'person' AND subject_id = :person_id)
   OR (
       subject = 'enrollment'
       AND subject_id IN (SELECT enrollment_id FROM enrollment WHERE person_id = :person_id)
   );

-- name: erase_changes(person_id)!
DELETE FROM change
WHERE (subject = 'person' AND subject_id = :person_id)
   OR (
       subject = 'enrollment'
       AND subject_id IN (SELECT enrollment_id FROM enrollment WHERE person_id = :person_id)
   );

-- name: erase_actor(person_id)!
-- What the person changed for others stays changed, by nobody.
UPDATE change SET actor_person_id = NULL WHERE actor_person_id = :person_id;

-- name: erase_seen_chats(person_id)!
-- The name of the update stays, so that it is not handled a second time; where it came from and
-- what it held do not.
UPDATE seen_update
SET chat_ref = '', body = NULL
WHERE EXISTS (
    SELECT 1
    FROM account
    WHERE account.person_id = :person_id
      AND account.platform = seen_update.platform
      AND (account.chat_ref = seen_update.chat_ref OR account.user_ref = seen_update.chat_ref)
)
OR EXISTS (
    SELECT 1
    FROM delivery
    WHERE delivery.person_id = :person_id
      AND delivery.platform = seen_update.platform
      AND delivery.chat_ref = seen_update.chat_ref
);

-- name: erase_owed_answers(person_id)!
DELETE FROM owed_answer WHERE person_id = :person_id;

-- name: erase_deliveries(person_id)!
DELETE FROM delivery WHERE person_id = :person_id;

-- name: erase_check_ins(person_id)!
DELETE FROM check_in
WHERE consent_id IN (SELECT consent_id FROM consent WHERE person_id = :person_id);

-- name: erase_runs(person_id)!
DELETE FROM session_run
WHERE enrollment_id IN (SELECT enrollment_id FROM enrollment WHERE person_id = :person_id);

-- name: erase_safety_stops(person_id)!
DELETE FROM safety_stop WHERE person_id = :person_id;

-- name: erase_enrollments(person_id)!
DELETE FROM enrollment WHERE person_id = :person_id;

-- name: erase_consents(person_id)!
DELETE FROM consent WHERE person_id = :person_id;

-- name: erase_conversation(person_id)!
DELETE FROM conversation WHERE person_id = :person_id;

-- name: erase_accounts(person_id)!
DELETE FROM account WHERE person_id = :person_id;

-- name: erase_person(person_id)!
DELETE FROM person WHERE person_id = :person_id;

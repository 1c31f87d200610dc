-- name: person_by_id(person_id)^
SELECT person_id, language, zone, hour_min, weekdays, quiet_from, quiet_to, day_ends_min,
       reminders, created_at, seen_at
FROM person
WHERE person_id = :person_id;

-- name: person_add(language, at)^
INSERT INTO person (language, created_at, seen_at)
VALUES (:language, :at, :at)
RETURNING person_id;

-- name: person_seen(person_id, at)!
UPDATE person SET seen_at = :at WHERE person_id = :person_id;

-- name: person_set_wish(person_id, zone, hour_min, weekdays, quiet_from, quiet_to, day_ends_min, reminders)!
UPDATE person
SET zone = :zone, hour_min = :hour_min, weekdays = :weekdays, quiet_from = :quiet_from,
    quiet_to = :quiet_to, day_ends_min = :day_ends_min, reminders = :reminders
WHERE person_id = :person_id;

-- name: account_by_user(platform, user_ref)^
SELECT platform, user_ref, person_id, chat_ref, thread_ref, reach, reach_at
FROM account
WHERE platform = :platform AND user_ref = :user_ref;

-- name: account_by_person(person_id)^
SELECT platform, user_ref, person_id, chat_ref, thread_ref, reach, reach_at
FROM account
WHERE person_id = :person_id
ORDER BY platform, user_ref
LIMIT 1;

-- name: account_all()
SELECT platform, user_ref, person_id, chat_ref, thread_ref, reach, reach_at
FROM account
ORDER BY platform, user_ref;

-- name: account_unseen_since(at, purpose, limit)
SELECT platform, user_ref, person_id, chat_ref, thread_ref, reach, reach_at
FROM account
WHERE EXISTS (
    SELECT 1
    FROM person
    WHERE person.person_id = account.person_id AND person.seen_at < :at
)
AND EXISTS (
    SELECT 1
    FROM consent
    WHERE consent.person_id = account.person_id AND consent.purpose = :purpose
      AND consent.withdrawn_at IS NULL
)
ORDER BY platform, user_ref
LIMIT :limit;

-- name: account_add(platform, user_ref, person_id, chat_ref, thread_ref, reach, at)!
INSERT INTO account (platform, user_ref, person_id, chat_ref, thread_ref, reach, reach_at)
VALUES (:platform, :user_ref, :person_id, :chat_ref, :thread_ref, :reach, :at);

-- name: account_moved(person_id, platform, chat_ref, thread_ref)!
UPDATE account
SET chat_ref = :chat_ref, thread_ref = :thread_ref
WHERE person_id = :person_id AND platform = :platform;

-- name: account_set_reach(person_id, reach, at)!
UPDATE account SET reach = :reach, reach_at = :at WHERE person_id = :person_id;

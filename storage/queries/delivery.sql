-- name: delivery_plan(subject, subject_id, day_no, slot, kind, person_id, platform, chat_ref, thread_ref, local_on, due_at, late_until, state, reason, args, rule)^
INSERT INTO delivery (
    subject, subject_id, day_no, slot, kind, person_id, platform, chat_ref, thread_ref, local_on,
    due_at, late_until, state, reason, args, rule
)
VALUES (
    :subject, :subject_id, :day_no, :slot, :kind, :person_id, :platform, :chat_ref, :thread_ref,
    :local_on, :due_at, :late_until, :state, :reason, :args, :rule
)
ON CONFLICT (subject, subject_id, day_no, slot) DO NOTHING
RETURNING *;

-- name: delivery_by_id(delivery_id)^
SELECT * FROM delivery WHERE delivery_id = :delivery_id;

-- name: delivery_at_slot(subject, subject_id, day_no, slot)^
SELECT *
FROM delivery
WHERE subject = :subject AND subject_id = :subject_id AND day_no = :day_no AND slot = :slot;

-- name: deliveries_of_day(subject, subject_id, day_no)
SELECT *
FROM delivery
WHERE subject = :subject AND subject_id = :subject_id AND day_no = :day_no
ORDER BY delivery_id;

-- name: deliveries_of(subject, subject_id)
SELECT *
FROM delivery
WHERE subject = :subject AND subject_id = :subject_id
ORDER BY day_no, delivery_id;

-- name: delivery_last_sent(person_id)^
SELECT *
FROM delivery
WHERE person_id = :person_id AND state = 'sent'
ORDER BY done_at DESC, delivery_id DESC
LIMIT 1;

-- name: delivery_by_message(platform, message_ref)^
-- The newest, because a chat may count its messages anew.
SELECT *
FROM delivery
WHERE message_ref = :message_ref AND platform = :platform
ORDER BY delivery_id DESC
LIMIT 1;

-- name: deliveries_unfinished_of(person_id)
SELECT *
FROM delivery
WHERE person_id = :person_id AND state IN ('planned', 'claimed', 'attempting')
ORDER BY delivery_id;

-- name: delivery_save(delivery_id, state, reason, attempts, first_attempt_at, message_ref, done_at)!
UPDATE delivery
SET state = :state, reason = :reason, attempts = :attempts, first_attempt_at = :first_attempt_at,
    message_ref = :message_ref, done_at = :done_at
WHERE delivery_id = :delivery_id;

-- name: delivery_mark_claimed*!
UPDATE delivery SET state = 'claimed' WHERE delivery_id = :delivery_id;

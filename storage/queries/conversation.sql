-- name: conversation_of(person_id)^
SELECT person_id, platform, chat_ref, thread_ref, flow, step, draft, waits_for, updated_at
FROM conversation
WHERE person_id = :person_id;

-- name: conversation_put(person_id, platform, chat_ref, thread_ref, flow, step, draft, waits_for, updated_at)!
INSERT INTO conversation (
    person_id, platform, chat_ref, thread_ref, flow, step, draft, waits_for, updated_at
)
VALUES (
    :person_id, :platform, :chat_ref, :thread_ref, :flow, :step, :draft, :waits_for, :updated_at
)
ON CONFLICT (person_id) DO UPDATE
SET platform = excluded.platform, chat_ref = excluded.chat_ref,
    thread_ref = excluded.thread_ref, flow = excluded.flow, step = excluded.step,
    draft = excluded.draft, waits_for = excluded.waits_for, updated_at = excluded.updated_at;

-- name: conversation_end(person_id)!
DELETE FROM conversation WHERE person_id = :person_id;

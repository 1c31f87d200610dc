-- name: owed_put(platform, update_ref, person_id, chat_ref, thread_ref, message_ref, press_ref, made_at, body)!
INSERT INTO owed_answer (
    platform, update_ref, person_id, chat_ref, thread_ref, message_ref, press_ref, made_at, body
)
VALUES (
    :platform, :update_ref, :person_id, :chat_ref, :thread_ref, :message_ref, :press_ref,
    :made_at, :body
)
ON CONFLICT (platform, update_ref) DO UPDATE
SET person_id = excluded.person_id, made_at = excluded.made_at, body = excluded.body;

-- name: owed_drop(platform, update_ref)!
DELETE FROM owed_answer WHERE platform = :platform AND update_ref = :update_ref;

-- name: owed_drop_made_before(at)!
DELETE FROM owed_answer WHERE made_at < :at;

-- name: owed_drop_all()!
DELETE FROM owed_answer;

-- name: owed_of(platform)
SELECT *
FROM owed_answer
WHERE platform = :platform
ORDER BY made_at, length(update_ref), update_ref;

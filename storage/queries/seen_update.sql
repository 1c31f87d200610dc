-- name: seen_add(platform, update_ref, chat_ref, at)!
INSERT INTO seen_update (platform, update_ref, seen_at, chat_ref, state)
VALUES (:platform, :update_ref, :at, :chat_ref, 'handled')
ON CONFLICT (platform, update_ref) DO NOTHING;

-- name: seen_set_aside(platform, update_ref, chat_ref, at, body)!
INSERT INTO seen_update (platform, update_ref, seen_at, chat_ref, state, body)
VALUES (:platform, :update_ref, :at, :chat_ref, 'set_aside', :body)
ON CONFLICT (platform, update_ref) DO UPDATE
SET state = excluded.state, body = excluded.body;

-- name: seen_forget_bodies(platform, chat_ref)!
UPDATE seen_update
SET body = NULL
WHERE platform = :platform AND chat_ref = :chat_ref AND body IS NOT NULL;

-- name: seen_forget_before(at)!
DELETE FROM seen_update WHERE seen_at < :at;

-- name: version_by_hash(content_hash)^
SELECT version_id FROM program_version WHERE content_hash = :content_hash;

-- name: version_add(content_hash, program_key, body, at)^
INSERT INTO program_version (content_hash, program_key, body, loaded_at)
VALUES (:content_hash, :program_key, :body, :at)
RETURNING version_id;

-- name: version_bodies()
SELECT version_id, content_hash, body FROM program_version ORDER BY version_id;

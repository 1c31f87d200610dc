-- name: picture_ref_of(platform, content_hash)^
SELECT remote_ref FROM picture_ref WHERE platform = :platform AND content_hash = :content_hash;

-- name: picture_ref_put(platform, content_hash, remote_ref)!
INSERT INTO picture_ref (platform, content_hash, remote_ref)
VALUES (:platform, :content_hash, :remote_ref)
ON CONFLICT (platform, content_hash) DO UPDATE SET remote_ref = excluded.remote_ref;

-- name: picture_ref_drop(platform, content_hash)!
DELETE FROM picture_ref WHERE platform = :platform AND content_hash = :content_hash;

-- name: due_put(due_at, subject, subject_id, what)!
INSERT INTO due (due_at, subject, subject_id, what)
VALUES (:due_at, :subject, :subject_id, :what)
ON CONFLICT (subject, subject_id, what) DO UPDATE SET due_at = excluded.due_at;

-- name: due_drop(subject, subject_id, what)!
DELETE FROM due WHERE subject = :subject AND subject_id = :subject_id AND what = :what;

-- name: due_drop_all(subject, subject_id)!
DELETE FROM due WHERE subject = :subject AND subject_id = :subject_id;

-- name: due_until(at, limit)
SELECT due_at, subject, subject_id, what
FROM due
WHERE due_at <= :at
ORDER BY due_at, subject, subject_id, what
LIMIT :limit;

-- name: due_of(subject, subject_id)
SELECT due_at, subject, subject_id, what
FROM due
WHERE subject = :subject AND subject_id = :subject_id
ORDER BY due_at, what;

-- name: due_next_at()^
SELECT due_at FROM due ORDER BY due_at LIMIT 1;

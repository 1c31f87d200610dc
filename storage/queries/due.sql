-- name: due_put(due_at, subject_no, subject_id, what_no)!
INSERT INTO due (due_at, subject_no, subject_id, what_no)
VALUES (:due_at, :subject_no, :subject_id, :what_no)
ON CONFLICT (subject_id, subject_no, what_no) DO UPDATE SET due_at = excluded.due_at;

-- name: due_drop(subject_no, subject_id, what_no)!
DELETE FROM due
WHERE subject_no = :subject_no AND subject_id = :subject_id AND what_no = :what_no;

-- name: due_drop_all(subject_no, subject_id)!
DELETE FROM due WHERE subject_no = :subject_no AND subject_id = :subject_id;

-- name: due_until(at, limit)
SELECT due_at, subject, subject_id, what
FROM due
WHERE due_at <= :at
ORDER BY due_at, subject_no, subject_id, what_no
LIMIT :limit;

-- name: due_of(subject_no, subject_id)
SELECT due_at, subject, subject_id, what
FROM due
WHERE subject_no = :subject_no AND subject_id = :subject_id
ORDER BY due_at, what_no;

-- name: due_next_at()^
SELECT due_at FROM due ORDER BY due_at LIMIT 1;

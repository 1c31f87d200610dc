-- name: check_in_current(enrollment_id, day_no, kind)^
SELECT check_in_id, enrollment_id, day_no, kind, score, consent_id, answered_at, replaced_at
FROM check_in
WHERE enrollment_id = :enrollment_id AND day_no = :day_no AND kind = :kind
  AND replaced_at IS NULL;

-- name: check_ins_of(enrollment_id)
SELECT check_in_id, enrollment_id, day_no, kind, score, consent_id, answered_at, replaced_at
FROM check_in
WHERE enrollment_id = :enrollment_id
ORDER BY day_no, answered_at, check_in_id;

-- name: check_in_mark_replaced(check_in_id, at)!
UPDATE check_in SET replaced_at = :at WHERE check_in_id = :check_in_id;

-- name: check_in_add(enrollment_id, day_no, kind, score, consent_id, answered_at)^
INSERT INTO check_in (enrollment_id, day_no, kind, score, consent_id, answered_at)
VALUES (:enrollment_id, :day_no, :kind, :score, :consent_id, :answered_at)
RETURNING check_in_id;

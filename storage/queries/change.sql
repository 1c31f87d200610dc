-- name: change_add(subject, subject_id, actor_person_id, at, what, old, new)!
INSERT INTO change (subject, subject_id, actor_person_id, at, what, old, new)
VALUES (:subject, :subject_id, :actor_person_id, :at, :what, :old, :new);

-- name: changes_of(subject, subject_id)
SELECT subject, subject_id, actor_person_id, at, what, old, new
FROM change
WHERE subject = :subject AND subject_id = :subject_id
ORDER BY change_id;

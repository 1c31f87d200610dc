-- name: enrollment_by_id(enrollment_id)^
SELECT enrollment_id, person_id, version_id, track, state, reason, paused_until_on, started_on,
       day_no, session_no, level, softness, form, place, on_date
FROM enrollment
WHERE enrollment_id = :enrollment_id;

-- name: enrollment_live(person_id, track)^
SELECT enrollment_id, person_id, version_id, track, state, reason, paused_until_on, started_on,
       day_no, session_no, level, softness, form, place, on_date
FROM enrollment
WHERE person_id = :person_id AND track = :track AND state IN ('running', 'paused');

-- name: enrollment_newest(person_id, track)^
SELECT enrollment_id, person_id, version_id, track, state, reason, paused_until_on, started_on,
       day_no, session_no, level, softness, form, place, on_date
FROM enrollment
WHERE enrollment_id = (
    SELECT max(enrollment_id) FROM enrollment WHERE person_id = :person_id AND track = :track
);

-- name: enrollments_of(person_id)
SELECT enrollment_id, person_id, version_id, track, state, reason, paused_until_on, started_on,
       day_no, session_no, level, softness, form, place, on_date
FROM enrollment
WHERE person_id = :person_id
ORDER BY enrollment_id;

-- name: enrollment_add(person_id, version_id, track, state, reason, paused_until_on, started_on, day_no, session_no, level, softness, form, place, on_date)^
INSERT INTO enrollment (
    person_id, version_id, track, state, reason, paused_until_on, started_on, day_no, session_no,
    level, softness, form, place, on_date
)
VALUES (
    :person_id, :version_id, :track, :state, :reason, :paused_until_on, :started_on, :day_no,
    :session_no, :level, :softness, :form, :place, :on_date
)
RETURNING enrollment_id;

-- name: enrollment_save(enrollment_id, version_id, state, reason, paused_until_on, started_on, day_no, session_no, level, softness, form, place, on_date)!
-- Whose it is and on which track never changes.
UPDATE enrollment
SET version_id = :version_id, state = :state, reason = :reason,
    paused_until_on = :paused_until_on, started_on = :started_on, day_no = :day_no,
    session_no = :session_no, level = :level, softness = :softness, form = :form,
    place = :place, on_date = :on_date
WHERE enrollment_id = :enrollment_id;

-- name: run_find(enrollment_id, day_no)^
SELECT enrollment_id, day_no, session_no, local_on, form, level, softness, state, step_no,
       step_ends_at, step_left_s, reason, started_at, ended_at
FROM session_run
WHERE enrollment_id = :enrollment_id AND day_no = :day_no;

-- name: run_last_before(enrollment_id, day_no)^
SELECT enrollment_id, day_no, session_no, local_on, form, level, softness, state, step_no,
       step_ends_at, step_left_s, reason, started_at, ended_at
FROM session_run
WHERE enrollment_id = :enrollment_id AND day_no < :day_no
ORDER BY day_no DESC
LIMIT 1;

-- name: runs_of(enrollment_id)
SELECT enrollment_id, day_no, session_no, local_on, form, level, softness, state, step_no,
       step_ends_at, step_left_s, reason, started_at, ended_at
FROM session_run
WHERE enrollment_id = :enrollment_id
ORDER BY day_no;

-- name: run_save(enrollment_id, day_no, session_no, local_on, form, level, softness, state, step_no, step_ends_at, step_left_s, reason, started_at, ended_at)!
INSERT INTO session_run (
    enrollment_id, day_no, session_no, local_on, form, level, softness, state, step_no,
    step_ends_at, step_left_s, reason, started_at, ended_at
)
VALUES (
    :enrollment_id, :day_no, :session_no, :local_on, :form, :level, :softness, :state, :step_no,
    :step_ends_at, :step_left_s, :reason, :started_at, :ended_at
)
ON CONFLICT (enrollment_id, day_no) DO UPDATE
SET session_no = excluded.session_no, local_on = excluded.local_on, form = excluded.form,
    level = excluded.level, softness = excluded.softness, state = excluded.state,
    step_no = excluded.step_no, step_ends_at = excluded.step_ends_at,
    step_left_s = excluded.step_left_s, reason = excluded.reason,
    started_at = excluded.started_at, ended_at = excluded.ended_at;

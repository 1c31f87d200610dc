"""The SQL of the ledger: plain rows of one person, and looks over all rows together.

A row is one person's when any of its columns says so, so that an altered owner shows.
"""

PEOPLE = "SELECT person_id FROM person ORDER BY person_id"

PERSON = """
SELECT person_id, language, zone, hour_min, weekdays, quiet_from, quiet_to, day_ends_min,
       reminders, created_at, seen_at
FROM person
WHERE person_id = :person_id
"""

ACCOUNTS = """
SELECT platform, user_ref, person_id, chat_ref, thread_ref, reach, reach_at
FROM account
WHERE person_id = :person_id
ORDER BY platform, user_ref
"""

CONSENTS = """
SELECT consent_id, person_id, purpose, text_version, text_hash, language, given_at,
       withdrawn_at
FROM consent
WHERE person_id = :person_id
ORDER BY consent_id
"""

VERSIONS = """
SELECT version_id, content_hash, program_key, body, loaded_at, retired_at
FROM program_version
ORDER BY version_id
"""

ENROLLMENTS = """
SELECT enrollment_id, person_id, version_id, track, state, reason, paused_until_on, started_on,
       day_no, session_no, level, softness, form, place, on_date
FROM enrollment
WHERE person_id = :person_id
ORDER BY enrollment_id
"""

CHANGES = """
SELECT change_id, subject, subject_id, actor_person_id, at, what, old, new
FROM change
WHERE (subject = 'person' AND subject_id = :person_id)
   OR (
       subject = 'enrollment'
       AND subject_id IN (SELECT enrollment_id FROM enrollment WHERE person_id = :person_id)
   )
   OR actor_person_id = :person_id
ORDER BY change_id
"""

DELIVERIES = """
SELECT delivery_id, subject, subject_id, day_no, slot, kind, person_id, platform, chat_ref,
       thread_ref, local_on, due_at, late_until, state, reason, attempts, first_attempt_at,
       args, rule, message_ref, done_at
FROM delivery
WHERE person_id = :person_id
   OR (
       subject = 'enrollment'
       AND subject_id IN (SELECT enrollment_id FROM enrollment WHERE person_id = :person_id)
   )
ORDER BY day_no, delivery_id
"""

QUEUE = """
SELECT platform, lane, not_before, delivery_id, lease_owner, lease_until
FROM queue
WHERE delivery_id IN (
    SELECT delivery_id
    FROM delivery
    WHERE person_id = :person_id
       OR (
           subject = 'enrollment'
           AND subject_id IN (SELECT enrollment_id FROM enrollment WHERE person_id = :person_id)
       )
)
"""

DUES = """
SELECT due_at, subject, subject_id, what
FROM due
WHERE subject = 'enrollment'
  AND subject_id IN (SELECT enrollment_id FROM enrollment WHERE person_id = :person_id)
ORDER BY what, due_at
"""

RUNS = """
SELECT enrollment_id, day_no, session_no, local_on, form, level, softness, state, step_no,
       step_ends_at, step_left_s, reason, started_at, ended_at
FROM session_run
WHERE enrollment_id IN (SELECT enrollment_id FROM enrollment WHERE person_id = :person_id)
ORDER BY enrollment_id, day_no
"""

CHECK_INS = """
SELECT check_in_id, enrollment_id, day_no, kind, score, consent_id, answered_at, replaced_at
FROM check_in
WHERE enrollment_id IN (SELECT enrollment_id FROM enrollment WHERE person_id = :person_id)
   OR consent_id IN (SELECT consent_id FROM consent WHERE person_id = :person_id)
ORDER BY check_in_id
"""

STOPS = """
SELECT stop_id, person_id, enrollment_id, tier, flag, lists_version, at, cleared_at
FROM safety_stop
WHERE person_id = :person_id
   OR enrollment_id IN (SELECT enrollment_id FROM enrollment WHERE person_id = :person_id)
ORDER BY stop_id
"""


# Ids are given in order and never twice, so that one that is missing was there once.
IDS = {
    "person": "SELECT person_id AS id, created_at AS at FROM person ORDER BY 1",
    "program_version": "SELECT version_id AS id, loaded_at AS at FROM program_version ORDER BY 1",
    "consent": "SELECT consent_id AS id, given_at AS at FROM consent ORDER BY 1",
    "enrollment": "SELECT enrollment_id AS id, NULL AS at FROM enrollment ORDER BY 1",
    "change": "SELECT change_id AS id, at AS at FROM change ORDER BY 1",
    "check_in": "SELECT check_in_id AS id, answered_at AS at FROM check_in ORDER BY 1",
    "safety_stop": "SELECT stop_id AS id, at AS at FROM safety_stop ORDER BY 1",
}
# Tables whose rows may go without a trace in the numbers, but never have one that was not given.
SPANS = {
    "person": "SELECT min(person_id), max(person_id) FROM person",
    "program_version": "SELECT min(version_id), max(version_id) FROM program_version",
    "consent": "SELECT min(consent_id), max(consent_id) FROM consent",
    "enrollment": "SELECT min(enrollment_id), max(enrollment_id) FROM enrollment",
    "delivery": "SELECT min(delivery_id), max(delivery_id) FROM delivery",
    "change": "SELECT min(change_id), max(change_id) FROM change",
    "check_in": "SELECT min(check_in_id), max(check_in_id) FROM check_in",
    "safety_stop": "SELECT min(stop_id), max(stop_id) FROM safety_stop",
}
HIGHEST_IDS = "SELECT name, seq FROM sqlite_sequence"
WITHDRAWN = "SELECT given_at, withdrawn_at FROM consent WHERE withdrawn_at IS NOT NULL"
NOTED = "SELECT value FROM meta WHERE key = :key"

# What no foreign key holds, and what is in nobody's books.
LOOSE = {
    "delivery": """
SELECT delivery_id
FROM delivery
WHERE person_id IS NULL
  AND (subject <> 'enrollment' OR subject_id NOT IN (SELECT enrollment_id FROM enrollment))
""",
    "due": """
SELECT what || ' of ' || subject || ' ' || subject_id
FROM due
WHERE subject <> 'enrollment' OR subject_id NOT IN (SELECT enrollment_id FROM enrollment)
""",
    "change": """
SELECT change_id
FROM change
WHERE actor_person_id IS NULL
  AND NOT (subject = 'person' AND subject_id IN (SELECT person_id FROM person))
  AND NOT (subject = 'enrollment' AND subject_id IN (SELECT enrollment_id FROM enrollment))
""",
}

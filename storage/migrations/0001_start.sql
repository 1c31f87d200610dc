-- All tables of the first version.
--
-- Instants are UTC seconds (INTEGER, "_at"); local dates are ISO text ("_on"), which sorts and
-- reads well. The '+0 days' makes date() turn 30 February into 2 March, so that the check refuses
-- it. AUTOINCREMENT where an id leaves the database (buttons, receipts, exports), so that the id
-- of an erased row is never given to another. club_id, cohort_id, thread_ref and picture_ref are
-- room for what comes later.

CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The wish is there as a whole or not at all. No names anywhere.
CREATE TABLE person (
    person_id    INTEGER PRIMARY KEY AUTOINCREMENT,
    language     TEXT NOT NULL,
    zone         TEXT,
    hour_min     INTEGER CHECK (hour_min BETWEEN 0 AND 1439),
    weekdays     TEXT CHECK (length(weekdays) BETWEEN 1 AND 7 AND weekdays NOT GLOB '*[^0-6]*'),
    quiet_from   INTEGER CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_to     INTEGER CHECK (quiet_to BETWEEN 0 AND 1439),
    day_ends_min INTEGER CHECK (day_ends_min BETWEEN 0 AND hour_min),
    reminders    INTEGER CHECK (reminders IN (0, 1)),
    created_at   INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    CHECK (
        (zone IS NULL) = (hour_min IS NULL)
        AND (zone IS NULL) = (weekdays IS NULL)
        AND (zone IS NULL) = (quiet_from IS NULL)
        AND (zone IS NULL) = (quiet_to IS NULL)
        AND (zone IS NULL) = (day_ends_min IS NULL)
        AND (zone IS NULL) = (reminders IS NULL)
    )
) STRICT;

CREATE TABLE account (
    platform   TEXT NOT NULL CHECK (platform IN ('telegram', 'discord', 'terminal')),
    user_ref   TEXT NOT NULL,
    person_id  INTEGER NOT NULL REFERENCES person (person_id),
    chat_ref   TEXT,
    thread_ref TEXT,
    reach      TEXT NOT NULL CHECK (reach IN ('open', 'closed')),
    reach_at   INTEGER NOT NULL,
    PRIMARY KEY (platform, user_ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_person ON account (person_id);

CREATE TABLE conversation (
    person_id  INTEGER PRIMARY KEY REFERENCES person (person_id),
    platform   TEXT NOT NULL CHECK (platform IN ('telegram', 'discord', 'terminal')),
    chat_ref   TEXT NOT NULL,
    thread_ref TEXT,
    flow       TEXT NOT NULL,
    step       TEXT NOT NULL,
    draft      TEXT NOT NULL,
    waits_for  TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE consent (
    consent_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id    INTEGER NOT NULL REFERENCES person (person_id),
    purpose      TEXT NOT NULL,
    text_version TEXT NOT NULL,
    text_hash    TEXT NOT NULL,
    language     TEXT NOT NULL,
    given_at     INTEGER NOT NULL,
    withdrawn_at INTEGER CHECK (withdrawn_at >= given_at)
) STRICT;
CREATE INDEX consent_person ON consent (person_id);

CREATE TABLE program_version (
    version_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    content_hash TEXT NOT NULL UNIQUE,
    program_key  TEXT NOT NULL,
    club_id      INTEGER,
    body         TEXT NOT NULL,
    loaded_at    INTEGER NOT NULL,
    retired_at   INTEGER
) STRICT;

CREATE TABLE picture_ref (
    platform     TEXT NOT NULL CHECK (platform IN ('telegram', 'discord', 'terminal')),
    content_hash TEXT NOT NULL,
    remote_ref   TEXT NOT NULL,
    PRIMARY KEY (platform, content_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE enrollment (
    enrollment_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id       INTEGER NOT NULL REFERENCES person (person_id),
    version_id      INTEGER NOT NULL REFERENCES program_version (version_id),
    cohort_id       INTEGER,
    track           TEXT NOT NULL CHECK (track <> ''),
    state           TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped', 'finished')),
    reason          TEXT NOT NULL CHECK (
        reason IN ('', 'asked', 'ill', 'safety', 'two_reds', 'unreachable')
    ),
    paused_until_on TEXT CHECK (paused_until_on = date(paused_until_on, '+0 days')),
    started_on      TEXT NOT NULL CHECK (started_on IS date(started_on, '+0 days')),
    day_no          INTEGER NOT NULL CHECK (day_no >= 0),
    session_no      INTEGER NOT NULL CHECK (session_no >= 0),
    level           INTEGER NOT NULL CHECK (level BETWEEN -1 AND 1),
    softness        INTEGER NOT NULL CHECK (softness BETWEEN 0 AND 2),
    form            TEXT NOT NULL,
    place           TEXT NOT NULL,
    on_date         TEXT NOT NULL CHECK (on_date IS date(on_date, '+0 days'))
) STRICT;
CREATE INDEX enrollment_person ON enrollment (person_id);
CREATE UNIQUE INDEX enrollment_live ON enrollment (person_id, track)
    WHERE state IN ('running', 'paused');

-- Clustered by time: an empty look costs the same however many wait.
CREATE TABLE due (
    due_at     INTEGER NOT NULL,
    subject    TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    what       TEXT NOT NULL CHECK (what IN ('card', 'reminder', 'later', 'finish', 'step')),
    PRIMARY KEY (due_at, subject, subject_id, what)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX due_subject ON due (subject, subject_id, what);

CREATE TABLE delivery (
    delivery_id      INTEGER PRIMARY KEY AUTOINCREMENT,
    subject          TEXT NOT NULL,
    subject_id       INTEGER NOT NULL,
    day_no           INTEGER NOT NULL CHECK (day_no >= 0),
    slot             TEXT NOT NULL CHECK (slot <> ''),
    kind             TEXT NOT NULL CHECK (
        kind IN ('session', 'morning', 'later', 'reminder', 'finish', 'makeup')
    ),
    person_id        INTEGER REFERENCES person (person_id),
    platform         TEXT NOT NULL CHECK (platform IN ('telegram', 'discord', 'terminal')),
    chat_ref         TEXT NOT NULL,
    thread_ref       TEXT,
    local_on         TEXT NOT NULL CHECK (local_on IS date(local_on, '+0 days')),
    due_at           INTEGER NOT NULL,
    late_until       INTEGER NOT NULL,
    state            TEXT NOT NULL CHECK (
        state IN (
            'planned', 'claimed', 'attempting', 'sent', 'unknown', 'expired', 'cancelled', 'failed'
        )
    ),
    reason           TEXT NOT NULL,
    attempts         INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    first_attempt_at INTEGER,
    args             TEXT NOT NULL CHECK (length(args) <= 200),
    rule             TEXT NOT NULL,
    message_ref      TEXT,
    done_at          INTEGER,
    UNIQUE (subject, subject_id, day_no, slot)
) STRICT;
CREATE INDEX delivery_person ON delivery (person_id);
CREATE INDEX delivery_message ON delivery (message_ref) WHERE message_ref IS NOT NULL;

-- Unfinished deliveries only. The lane stands before the time in the key, so that a claim reads
-- the first rows of each lane and never what waits behind them.
CREATE TABLE queue (
    platform    TEXT NOT NULL CHECK (platform IN ('telegram', 'discord', 'terminal')),
    lane        INTEGER NOT NULL CHECK (lane >= 0),
    not_before  INTEGER NOT NULL,
    delivery_id INTEGER NOT NULL REFERENCES delivery (delivery_id),
    lease_owner TEXT,
    lease_until INTEGER,
    PRIMARY KEY (platform, lane, not_before, delivery_id),
    CHECK ((lease_owner IS NULL) = (lease_until IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX queue_delivery ON queue (delivery_id);

CREATE TABLE session_run (
    enrollment_id INTEGER NOT NULL REFERENCES enrollment (enrollment_id),
    day_no        INTEGER NOT NULL CHECK (day_no >= 0),
    session_no    INTEGER NOT NULL CHECK (session_no >= 0),
    local_on      TEXT NOT NULL CHECK (local_on IS date(local_on, '+0 days')),
    form          TEXT NOT NULL,
    level         INTEGER NOT NULL CHECK (level BETWEEN -1 AND 1),
    softness      INTEGER NOT NULL CHECK (softness BETWEEN 0 AND 2),
    state         TEXT NOT NULL CHECK (
        state IN (
            'open', 'started', 'done', 'stopped', 'skipped', 'opened', 'missed', 'excused'
        )
    ),
    step_no       INTEGER NOT NULL CHECK (step_no >= -1),
    step_ends_at  INTEGER,
    step_left_s   INTEGER CHECK (step_left_s >= 0),
    reason        TEXT NOT NULL,
    started_at    INTEGER,
    ended_at      INTEGER,
    PRIMARY KEY (enrollment_id, day_no)
) STRICT, WITHOUT ROWID;

-- Health data: no score without the consent that covers it.
CREATE TABLE check_in (
    check_in_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    enrollment_id INTEGER NOT NULL REFERENCES enrollment (enrollment_id),
    day_no        INTEGER NOT NULL CHECK (day_no >= 0),
    kind          TEXT NOT NULL CHECK (kind IN ('before', 'after', 'morning')),
    score         INTEGER NOT NULL CHECK (score BETWEEN 0 AND 10),
    consent_id    INTEGER NOT NULL REFERENCES consent (consent_id),
    answered_at   INTEGER NOT NULL,
    replaced_at   INTEGER
) STRICT;
CREATE INDEX check_in_enrollment ON check_in (enrollment_id);
CREATE INDEX check_in_consent ON check_in (consent_id);
CREATE UNIQUE INDEX check_in_current ON check_in (enrollment_id, day_no, kind)
    WHERE replaced_at IS NULL;

-- Health data where tier and flag are kept: tier -1 and no flag where no consent covers them.
CREATE TABLE safety_stop (
    stop_id       INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id     INTEGER NOT NULL REFERENCES person (person_id),
    enrollment_id INTEGER REFERENCES enrollment (enrollment_id),
    tier          INTEGER NOT NULL CHECK (tier BETWEEN -1 AND 3),
    flag          TEXT NOT NULL,
    lists_version TEXT NOT NULL,
    at            INTEGER NOT NULL,
    cleared_at    INTEGER,
    CHECK (tier > 0 OR flag = '')
) STRICT;
CREATE INDEX safety_stop_person ON safety_stop (person_id);
CREATE INDEX safety_stop_enrollment ON safety_stop (enrollment_id);

CREATE TABLE change (
    change_id       INTEGER PRIMARY KEY AUTOINCREMENT,
    subject         TEXT NOT NULL,
    subject_id      INTEGER NOT NULL,
    actor_person_id INTEGER REFERENCES person (person_id),
    at              INTEGER NOT NULL,
    what            TEXT NOT NULL CHECK (
        what IN ('enrolled', 'wish', 'paused', 'resumed', 'stopped', 'finished', 'later')
    ),
    old             TEXT NOT NULL,
    new             TEXT NOT NULL
) STRICT;
CREATE INDEX change_subject ON change (subject, subject_id);
CREATE INDEX change_actor ON change (actor_person_id);

CREATE TABLE seen_update (
    platform   TEXT NOT NULL CHECK (platform IN ('telegram', 'discord', 'terminal')),
    update_ref TEXT NOT NULL,
    seen_at    INTEGER NOT NULL,
    chat_ref   TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('handled', 'set_aside')),
    body       TEXT,
    PRIMARY KEY (platform, update_ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_update_at ON seen_update (seen_at);

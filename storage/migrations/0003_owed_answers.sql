-- Answers that a platform has not taken yet, so that a process that dies owes them still.
--
-- A row lives for moments, at most ten minutes of real time (made_at); it holds words that may
-- speak of somebody's health, and goes with them when they are erased. The body is JSON.
CREATE TABLE owed_answer (
    platform    TEXT NOT NULL CHECK (platform IN ('telegram', 'discord', 'terminal')),
    update_ref  TEXT NOT NULL,
    person_id   INTEGER REFERENCES person (person_id),
    chat_ref    TEXT NOT NULL,
    thread_ref  TEXT,
    message_ref TEXT NOT NULL,
    press_ref   TEXT NOT NULL,
    made_at     INTEGER NOT NULL,
    body        TEXT NOT NULL,
    PRIMARY KEY (platform, update_ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX owed_answer_person ON owed_answer (person_id) WHERE person_id IS NOT NULL;

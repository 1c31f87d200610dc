-- Less room for each enrollment: the same rules and the same questions, with fewer bytes.

-- One index in place of two. What is over is NULL in it, and NULLs never collide, so that one
-- live enrollment a person and track is allowed, and any number of ended ones.
DROP INDEX enrollment_person;
DROP INDEX enrollment_live;
CREATE UNIQUE INDEX enrollment_person_live ON enrollment (
    person_id,
    CASE WHEN state IN ('running', 'paused') THEN track END
);

-- Names stand in here as numbers, as each row is kept twice: 0 and 1 take no byte at all in
-- SQLite. subject and what still read as names, worked out while they are read; a number without
-- a name is refused. The numbers are given in storage/topics/dues.py.
-- Clustered by time: an empty look costs the same however many wait.
CREATE TABLE new_due (
    due_at     INTEGER NOT NULL,
    subject_no INTEGER NOT NULL,
    subject_id INTEGER NOT NULL,
    what_no    INTEGER NOT NULL,
    subject    TEXT NOT NULL AS (
        CASE subject_no WHEN 0 THEN 'enrollment' WHEN 1 THEN 'person' END
    ) VIRTUAL,
    what       TEXT NOT NULL AS (
        CASE what_no
            WHEN 0 THEN 'card'
            WHEN 1 THEN 'finish'
            WHEN 2 THEN 'later'
            WHEN 3 THEN 'reminder'
            WHEN 4 THEN 'step'
        END
    ) VIRTUAL,
    PRIMARY KEY (due_at, subject_no, subject_id, what_no)
) STRICT, WITHOUT ROWID;
INSERT INTO new_due (due_at, subject_no, subject_id, what_no)
SELECT
    due_at,
    CASE subject WHEN 'enrollment' THEN 0 WHEN 'person' THEN 1 END,
    subject_id,
    CASE what
        WHEN 'card' THEN 0
        WHEN 'finish' THEN 1
        WHEN 'later' THEN 2
        WHEN 'reminder' THEN 3
        WHEN 'step' THEN 4
    END
FROM due
ORDER BY 1, 2, 3, 4;
DROP TABLE due;
ALTER TABLE new_due RENAME TO due;
-- The id first: it tells more than the subject, and is found by it alone where a name is asked for.
CREATE UNIQUE INDEX due_subject ON due (subject_id, subject_no, what_no);

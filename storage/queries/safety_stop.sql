-- name: stop_add(person_id, enrollment_id, tier, flag, lists_version, at, cleared_at)^
INSERT INTO safety_stop (person_id, enrollment_id, tier, flag, lists_version, at, cleared_at)
VALUES (:person_id, :enrollment_id, :tier, :flag, :lists_version, :at, :cleared_at)
RETURNING stop_id;

-- name: stop_open_of(person_id)^
SELECT stop_id, person_id, enrollment_id, tier, flag, lists_version, at, cleared_at
FROM safety_stop
WHERE person_id = :person_id AND tier <> 0 AND cleared_at IS NULL
ORDER BY stop_id DESC
LIMIT 1;

-- name: stops_clear(person_id, at)!
UPDATE safety_stop
SET cleared_at = :at
WHERE person_id = :person_id AND tier <> 0 AND cleared_at IS NULL;

-- name: stops_of(person_id)
SELECT stop_id, person_id, enrollment_id, tier, flag, lists_version, at, cleared_at
FROM safety_stop
WHERE person_id = :person_id
ORDER BY stop_id;

-- name: stops_forget(person_id)!
UPDATE safety_stop SET tier = -1, flag = '' WHERE person_id = :person_id AND tier > 0;

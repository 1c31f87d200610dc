-- name: queue_add(platform, lane, not_before, delivery_id)!
INSERT INTO queue (platform, lane, not_before, delivery_id)
VALUES (:platform, :lane, :not_before, :delivery_id);

-- name: queue_remove(delivery_id)!
DELETE FROM queue WHERE delivery_id = :delivery_id;

-- name: queue_put_back(delivery_id, not_before)!
UPDATE queue
SET not_before = :not_before, lease_owner = NULL, lease_until = NULL
WHERE delivery_id = :delivery_id;

-- name: queue_next_lane(platform, lane)^
SELECT platform, lane
FROM queue
WHERE (platform, lane) > (:platform, :lane)
ORDER BY platform, lane
LIMIT 1;

-- name: queue_ready(platform, lane, now, real_now, limit)
-- An attempting row is ambiguous and never given out again, however old its lease.
SELECT delivery.*
FROM queue
JOIN delivery ON delivery.delivery_id = queue.delivery_id
WHERE queue.platform = :platform AND queue.lane = :lane AND queue.not_before <= :now
  AND (queue.lease_until IS NULL OR queue.lease_until <= :real_now)
  AND delivery.state IN ('planned', 'claimed')
ORDER BY queue.not_before, queue.delivery_id
LIMIT :limit;

-- name: queue_lease*!
UPDATE queue
SET lease_owner = :owner, lease_until = :until
WHERE delivery_id = :delivery_id;

-- name: queue_unowned(owner)
SELECT delivery.*
FROM queue
JOIN delivery ON delivery.delivery_id = queue.delivery_id
WHERE queue.lease_owner IS NOT NULL AND queue.lease_owner <> :owner
  AND delivery.state IN ('claimed', 'attempting')
ORDER BY delivery.delivery_id;

-- name: queue_next_at(platform, lane)^
SELECT not_before
FROM queue
WHERE platform = :platform AND lane = :lane AND lease_owner IS NULL
ORDER BY not_before
LIMIT 1;

-- One row is a delivery that was received and not validated, in order of arrival, at most $limit.
-- Left out: erased deliveries, and those that arrived under another programme than the first.
WITH erased AS (
    SELECT delivery FROM record.decision WHERE decision = 'erase'
)

SELECT
    delivery.programme,
    delivery.delivery,
    delivery.event,
    delivery.place,
    delivery.sender,
    delivery.name,
    delivery.sha256,
    delivery.size,
    delivery.received_at,
    delivery.arrived_at,
    delivery.arrival_evidence,
    delivery.tie
FROM record.delivery
ANTI JOIN record.result USING (delivery)
ANTI JOIN erased USING (delivery)
QUALIFY delivery.programme = first(delivery.programme) OVER (ORDER BY delivery.sequence)
ORDER BY delivery.sequence
LIMIT $limit

-- The only row is the last event that received or validated deliveries; no row if there is none.
SELECT number AS event, type, happened_at AS at
FROM record.event
WHERE type IN ('received', 'validated')
ORDER BY number DESC
LIMIT 1

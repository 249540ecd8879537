-- One row is a region that reports every activity with the same status as in the previous period,
-- without new or missing ones. Left out: regions with few activities.
SELECT region_code, sum(activities) FILTER (movement = 'within')::BIGINT AS activities
FROM checked
WHERE scope = 'region' AND category = 'total'
GROUP BY region_code
HAVING activities >= {minimum_region} AND bool_and(status = status_before)

-- One row is a status of a region or the programme whose numbers by category do not add up to the
-- total.
SELECT
    scope,
    region_code,
    status,
    sum(activities) FILTER (category <> 'total')::BIGINT AS categories,
    sum(activities) FILTER (category = 'total')::BIGINT AS total
FROM checked
GROUP BY scope, region_code, status
HAVING categories IS DISTINCT FROM total

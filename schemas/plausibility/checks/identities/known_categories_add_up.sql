-- One row is a state of a region or the programme whose numbers by category do not add up to the
-- total.
SELECT
    scope,
    region_code,
    state,
    sum(activities) FILTER (category <> 'total')::BIGINT AS categories,
    sum(activities) FILTER (category = 'total')::BIGINT AS total
FROM checked
GROUP BY scope, region_code, state
HAVING categories IS DISTINCT FROM total

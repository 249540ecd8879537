-- One row is a state in a category whose numbers, or whose missing activities, do not add up from
-- the regions to the programme.
SELECT
    category,
    state,
    sum(activities) FILTER (scope = 'region')::BIGINT AS regions,
    sum(activities) FILTER (scope = 'programme')::BIGINT AS programme,
    CASE
        WHEN bool_and(missing IS NOT NULL) FILTER (scope = 'region')
        THEN sum(missing) FILTER (scope = 'region')::BIGINT
    END AS missing_in_regions,
    sum(missing) FILTER (scope = 'programme')::BIGINT AS missing_in_programme
FROM checked
GROUP BY category, state
HAVING
    regions IS DISTINCT FROM programme
    OR missing_in_regions IS DISTINCT FROM missing_in_programme

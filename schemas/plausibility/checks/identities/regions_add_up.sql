-- One row is a status in a category whose numbers by region do not add up to the programme.
SELECT
    category,
    status,
    sum(activities) FILTER (scope = 'region')::BIGINT AS regions,
    sum(activities) FILTER (scope = 'programme')::BIGINT AS programme
FROM checked
GROUP BY category, status
HAVING regions IS DISTINCT FROM programme

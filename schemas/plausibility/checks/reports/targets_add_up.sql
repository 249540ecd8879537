-- One row is a unit whose numbers by category do not add up to the total, or with sums of different
-- units.
SELECT
    unit,
    sum(activities) FILTER (category <> 'total')::BIGINT AS categories,
    sum(activities) FILTER (category = 'total')::BIGINT AS total,
    count(*) FILTER (
        unit IS NULL AND coalesce(target, realised, share, percentage) IS NOT NULL
    ) AS summed
FROM checked
GROUP BY unit
HAVING categories IS DISTINCT FROM total OR summed > 0

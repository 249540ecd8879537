-- One row is the number of activities with one transition since the previous period, for a region
-- or for all (empty), in period $period. Left out: the categories, and the kinds of a transition.
SELECT
    region_code,
    status_before,
    status,
    direction,
    recovered,
    sum(activities)::BIGINT AS activities
FROM summary.status_transition
WHERE category = 'total' AND period = $period
GROUP BY ALL
ORDER BY ALL

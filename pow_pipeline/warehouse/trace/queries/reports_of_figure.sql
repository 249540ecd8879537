-- One row is a report with activities in a share: the number with status $status, and the number in
-- its denominator. Placeholder: counted_activities, the SQL query of that name.
SELECT
    region_code,
    version,
    delivery,
    count(*) FILTER (WHERE status = $status) AS activities,
    count(*) AS denominator
FROM ({counted_activities}) AS counted
GROUP BY region_code, version, delivery
ORDER BY region_code

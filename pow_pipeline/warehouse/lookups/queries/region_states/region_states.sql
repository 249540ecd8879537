-- One row is a region that is expected to report about period $period: its deadline, whether it is
-- exempt, whether it sent anything, its delivery in force and its open queries, at event $as_of.
SELECT
    rate.region_code AS region,
    coalesce(greatest(extended.until, $deadline), $deadline) AS deadline,
    rate.exempt = 1 AS is_exempt,
    rate.received = 1 AS has_sent,
    in_force.delivery,
    rate.open_queries
FROM summary.reporting_rate($period, as_of := $as_of) AS rate
LEFT JOIN summary.submission_in_force($period, as_of := $as_of) AS in_force
    ON in_force.region_code = rate.region_code
LEFT JOIN summary.extension_in_force($period, as_of := $as_of) AS extended
    ON extended.region_code = rate.region_code
WHERE rate.scope = 'region'
ORDER BY rate.region_code

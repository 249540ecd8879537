-- One row is a region that is expected to report about period $period, with the state of its
-- report. The arrival of its first report is empty unless it has a report in force.
WITH first AS (
    SELECT region_code, min(received_on) AS received_on
    FROM summary.valid_submission($period)
    GROUP BY region_code
)

SELECT
    rate.region_code,
    rate.received > 0 AS has_sent,
    report.version,
    report.received_on,
    CASE
        WHEN rate.in_force + rate.exempt_reported > 0 THEN first.received_on
    END AS first_received_on,
    extended.until AS extended_until,
    rate.open_queries
FROM summary.reporting_rate AS rate
LEFT JOIN summary.submission_in_force AS report
    ON report.period = rate.period
    AND report.region_code = rate.region_code
    AND rate.in_force + rate.exempt_reported > 0
LEFT JOIN first ON first.region_code = rate.region_code
LEFT JOIN summary.extension_in_force($period) AS extended
    ON extended.region_code = rate.region_code
WHERE rate.period = $period AND rate.scope = 'region'

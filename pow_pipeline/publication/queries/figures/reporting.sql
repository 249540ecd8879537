-- One row is the reporting of a region or of all (empty), in period $period or an earlier one, in
-- order of time. Each number counts regions.
SELECT region_code, period, expected, exempt, exempt_reported, in_force, on_time, late, silent
FROM summary.reporting_rate
WHERE period <= $period
ORDER BY region_code NULLS FIRST, period

-- One row is the share of one status in one category, for a region or for all (empty), in period
-- $period or an earlier one.
SELECT region_code, period, category, status, activities, denominator, percentage
FROM summary.status_distribution
WHERE period <= $period

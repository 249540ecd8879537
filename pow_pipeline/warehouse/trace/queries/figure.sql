-- At most one row: the share of status $status in category $category in period $period, as of event
-- $as_of. It is the share of region $region, or of all regions together if $region is NULL.
SELECT *
FROM summary.status_distribution($period, as_of := $as_of)
WHERE
    category = $category
    AND status = $status
    AND region_code IS NOT DISTINCT FROM $region

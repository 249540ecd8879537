-- The only row is the share of status $status in category $category in period $period at event
-- $as_of, for region $region or for all regions (empty).
SELECT *
FROM summary.status_distribution($period, as_of := $as_of)
WHERE
    category = $category
    AND status = $status
    AND region_code IS NOT DISTINCT FROM $region

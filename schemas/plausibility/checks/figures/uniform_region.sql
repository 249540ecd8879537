-- One row is a region with the same status for all its activities on the scale. Left out: regions
-- with few activities.
SELECT region_code, status, activities
FROM checked
WHERE
    scope = 'region'
    AND category = 'total'
    AND denominator >= {minimum_region}
    AND activities = denominator

-- One row is a share or percentage that does not follow from its number and denominator.
SELECT scope, region_code, category, status, activities, denominator, share, percentage
FROM checked
WHERE
    share IS DISTINCT FROM activities / nullif(denominator, 0)
    OR percentage IS DISTINCT FROM
        (200 * activities + denominator) // nullif(2 * denominator, 0)

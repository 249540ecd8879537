-- One row is a share outside its bounds, or with bounds outside 0 to 1, or with only one bound.
SELECT scope, region_code, category, status, share, lower, upper
FROM checked
WHERE
    NOT (lower <= share)
    OR NOT (share <= upper)
    OR NOT (0 <= lower AND lower <= upper AND upper <= 1)
    OR (lower IS NULL) <> (upper IS NULL)

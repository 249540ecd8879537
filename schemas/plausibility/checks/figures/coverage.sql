-- At most one row: the coverage of all activities of the programme, if it is unknown or below the
-- configured minimum. Left out: single regions and categories.
SELECT DISTINCT
    known,
    measured,
    coalesce(missing || '', 'unknown') AS missing,
    coalesce(round(100 * coverage, 1) || '%', 'unknown') AS coverage,
    round(100 * {minimum_coverage}, 1) || '%' AS minimum
FROM checked
WHERE
    scope = 'programme'
    AND category = 'total'
    AND (missing IS NULL OR coverage < {minimum_coverage})

-- One row is what the activities of a category were to reach and have reached in one unit, in
-- period $period. A share that does not exist is 0.
SELECT
    category,
    unit,
    activities,
    reported,
    target,
    realised,
    coalesce(share, 0) AS share,
    percentage
FROM summary.target_realisation
WHERE period = $period

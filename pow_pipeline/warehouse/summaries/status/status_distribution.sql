-- One row is one status of the scale in one category, or in the total of all categories, for one
-- region or the programme as a whole: the number of activities with that status, and their share of
-- all activities with a status on the scale. Every combination has a row, even if its number is 0.
-- Left out: activities that are not started, finished or stopped, and reports not in force.
-- Percentages are rounded half up, in integer arithmetic, each independently, so a row may add up
-- to 99 or 101.
-- The bounds contain the share that would result if every region had reported, provided that those
-- that did not have at most as many activities as are missing (see summary.activity_count). They
-- are rounded outward in the sixth decimal. They are empty if the share is empty: with a
-- denominator of 0 they would be 0 and 1 regardless of what is missing.
CREATE MACRO summary.status_distribution(period, as_of := NULL) AS TABLE
SELECT
    counted.period,
    counted.scope,
    counted.region_code,
    counted.category,
    counted.state AS status,
    counted.activities,
    counted.measured AS denominator,
    counted.activities / nullif(counted.measured, 0) AS share,
    (200 * counted.activities + counted.measured) // nullif(2 * counted.measured, 0) AS percentage,
    CASE
        WHEN counted.measured > 0
        THEN 1000000 * counted.activities // (counted.measured + counted.missing) / 1000000
    END AS lower,
    CASE
        WHEN counted.measured > 0
        THEN (1000000 * (counted.activities + counted.missing) + counted.measured + counted.missing - 1)
            // (counted.measured + counted.missing) / 1000000
    END AS upper,
    concat(
        CASE WHEN counted.is_provisional THEN 'p' END,
        CASE WHEN counted.is_broken THEN 'b' END,
        CASE WHEN counted.is_unreliable THEN 'u' END,
        CASE
            WHEN counted.measured = 0 THEN 'z'
            WHEN counted.measured < programme.minimum_denominator THEN 's'
        END
    ) AS flag
FROM summary.activity_count(period, as_of := as_of) AS counted
CROSS JOIN summary.programme_in_force(as_of := as_of) AS programme
WHERE counted.kind = 'scale'
ORDER BY
    counted.period,
    counted.scope,
    counted.region_code,
    counted.category_place,
    counted.state_place;

CREATE VIEW summary.status_distribution AS
SELECT
    period,
    scope,
    region_code,
    category,
    status,
    activities,
    denominator,
    share,
    percentage,
    lower,
    upper,
    flag
FROM summary.status_distribution(NULL);

COMMENT ON VIEW summary.status_distribution IS 'One row is one status of the scale in one category, for one region or the programme: the number and share of activities with that status.';
COMMENT ON COLUMN summary.status_distribution.period IS 'The period.';
COMMENT ON COLUMN summary.status_distribution.scope IS 'programme for all regions together, region for one region.';
COMMENT ON COLUMN summary.status_distribution.region_code IS 'Code of the region; empty for the programme.';
COMMENT ON COLUMN summary.status_distribution.category IS 'Code of the category, or total.';
COMMENT ON COLUMN summary.status_distribution.status IS 'Code of the status.';
COMMENT ON COLUMN summary.status_distribution.activities IS 'Number of activities with this status.';
COMMENT ON COLUMN summary.status_distribution.denominator IS 'Number of activities with any status of the scale.';
COMMENT ON COLUMN summary.status_distribution.share IS 'activities / denominator, not rounded; empty if the denominator is 0.';
COMMENT ON COLUMN summary.status_distribution.percentage IS 'Share in percent, rounded half up independently of other rows; empty if the denominator is 0.';
COMMENT ON COLUMN summary.status_distribution.lower IS 'Lowest possible share if every region had reported, rounded down in the sixth decimal, provided that no more activities are missing than counted in activity_overview.missing; empty if that number is unknown or the denominator is 0.';
COMMENT ON COLUMN summary.status_distribution.upper IS 'Highest possible share if every region had reported, rounded up in the sixth decimal, provided that no more activities are missing than counted in activity_overview.missing; empty if that number is unknown or the denominator is 0.';
COMMENT ON COLUMN summary.status_distribution.flag IS 'Letters: p provisional until the period is made final, b break in the list of regions or in activity codes since the previous period, u unreliable because the coverage is too low or the number of missing activities is unknown, s small denominator, z not applicable because the denominator is 0.';

-- One row is one unit in one category, or in the total of all categories, for the programme as a
-- whole: the number of activities that report both a target and a realised value in that unit, and
-- the sums of both. Different units are never summed. Units are the same if they differ only in
-- case or in surrounding spaces; the first spelling is shown.
-- A unit used by only one region is not an established unit of the programme, and could identify a
-- single activity. All such units, and activities without a unit, share one row without a unit that
-- is counted but not summed. The state is that at event as_of, or now if NULL; all
-- periods are included when period is NULL. There is no row if nothing is reported.
-- Left out: activities that are not reported about the period itself, reports not in force, regions
-- that are not expected, and figures by region, which could describe a single activity.
-- Percentages are rounded half up, in integer arithmetic, each independently, and may exceed 100.
CREATE MACRO summary.target_realisation(period, as_of := NULL) AS TABLE
WITH programme AS (
    SELECT in_force.programme, in_force.minimum_denominator
    FROM summary.programme_in_force(as_of := as_of) AS in_force
),

final AS (
    SELECT final_period.period
    FROM summary.final_period(as_of := as_of) AS final_period
),

activity_value AS (
    SELECT
        in_force.period,
        in_force.region_code,
        activity.category,
        trim(coalesce(activity.unit, '')) AS unit,
        (activity.target * 1000000)::HUGEINT AS target,  -- in millionths, so that sums are exact
        (activity.realised * 1000000)::HUGEINT AS realised
    FROM summary.submission_in_force(period, as_of := as_of) AS in_force
    CROSS JOIN programme
    JOIN reference.register
        ON register.programme = programme.programme
        AND register.period = in_force.period
        AND register.region_code = in_force.region_code
    JOIN record.activity_status AS activity ON activity.submission = in_force.submission
),

reported AS (
    SELECT
        activity_value.period,
        coalesce(activity_value.category, 'total') AS category,
        count(*) AS reported
    FROM activity_value
    GROUP BY
        GROUPING SETS (
            (activity_value.period, activity_value.category),
            (activity_value.period)
        )
),

measured AS (
    SELECT activity_value.*
    FROM activity_value
    WHERE activity_value.target IS NOT NULL AND activity_value.realised IS NOT NULL
),

shared AS (  -- units with a separate row
    SELECT measured.period, lower(measured.unit) AS unit_key, min(measured.unit) AS unit
    FROM measured
    WHERE measured.unit <> ''
    GROUP BY measured.period, lower(measured.unit)
    HAVING count(DISTINCT measured.region_code) > 1
),

summed AS (
    SELECT
        measured.period,
        coalesce(measured.category, 'total') AS category,
        shared.unit,
        count(*) AS activities,
        sum(measured.target) AS target,
        sum(measured.realised) AS realised
    FROM measured
    LEFT JOIN shared ON shared.period = measured.period AND shared.unit_key = lower(measured.unit)
    GROUP BY
        GROUPING SETS (
            (measured.period, measured.category, shared.unit),
            (measured.period, shared.unit)
        )
),

alike AS (  -- the sums of equal units only
    SELECT
        summed.period,
        summed.category,
        summed.unit,
        summed.activities,
        CASE WHEN summed.unit IS NOT NULL THEN summed.target END AS target,
        CASE WHEN summed.unit IS NOT NULL THEN summed.realised END AS realised
    FROM summed
)

SELECT
    alike.period,
    alike.category,
    alike.unit,
    alike.activities,
    reported.reported,
    alike.target / 1000000 AS target,
    alike.realised / 1000000 AS realised,
    alike.realised / nullif(alike.target, 0) AS share,
    ((200 * alike.realised + alike.target) // nullif(2 * alike.target, 0))::DOUBLE AS percentage,
    CASE WHEN final.period IS NULL THEN 'p' ELSE '' END
    || CASE WHEN alike.activities < programme.minimum_denominator THEN 's' ELSE '' END
    || CASE WHEN coalesce(alike.target, 0) = 0 THEN 'z' ELSE '' END AS flag
FROM alike
CROSS JOIN programme
JOIN reported ON reported.period = alike.period AND reported.category = alike.category
LEFT JOIN final ON final.period = alike.period
LEFT JOIN reference.category
    ON category.programme = programme.programme AND category.code = alike.category
ORDER BY alike.period, alike.unit NULLS LAST, category.place NULLS FIRST, alike.category;

CREATE VIEW summary.target_realisation AS
SELECT period, category, unit, activities, reported, target, realised, share, percentage, flag
FROM summary.target_realisation(NULL);

COMMENT ON VIEW summary.target_realisation IS 'One row is one unit in one category: the sums of the targets and realised values of the activities that report both.';
COMMENT ON COLUMN summary.target_realisation.period IS 'The period.';
COMMENT ON COLUMN summary.target_realisation.category IS 'Code of the category, or total.';
COMMENT ON COLUMN summary.target_realisation.unit IS 'Unit, as written by the regions; empty for all units that only one region uses, and for no unit.';
COMMENT ON COLUMN summary.target_realisation.activities IS 'Number of activities that report both a target and a realised value in this unit.';
COMMENT ON COLUMN summary.target_realisation.reported IS 'Number of activities that are reported in this category, with or without targets.';
COMMENT ON COLUMN summary.target_realisation.target IS 'Sum of their targets, in the unit; empty without a unit, because different units have no sum.';
COMMENT ON COLUMN summary.target_realisation.realised IS 'Sum of their realised values, in the unit; empty without a unit.';
COMMENT ON COLUMN summary.target_realisation.share IS 'realised / target, not rounded; can exceed 1; empty if the target is 0 or there is no unit.';
COMMENT ON COLUMN summary.target_realisation.percentage IS 'Share in percent, rounded half up independently of other rows; can exceed 100; empty if the share is empty.';
COMMENT ON COLUMN summary.target_realisation.flag IS 'Letters: p provisional until the period is made final, s small number of activities, z not applicable because the target is 0 or there is no unit.';

-- One row is one unit in one category, or in the total of all categories, for the programme as a
-- whole: the number of activities that report both a target and a realised value in that unit, and
-- the sums of both. Different units are never summed. Units are the same if they differ only in
-- case or in surrounding spaces; the first spelling is shown.
-- A unit used by only one region is not an established unit of the programme, and could identify a
-- single activity. All such units, and activities without a unit, share one row without a unit that
-- is counted but not summed. The state is that at event as_of, or the present when NULL; all
-- periods are included when period is NULL. There is no row if nothing is reported.
-- Left out: activities that are not reported about the period itself, reports not in force, regions
-- that are not expected, and figures by region, which could describe a single activity.
-- Percentages are rounded half up, in integer arithmetic, each independently, and may exceed 100.
CREATE MACRO summary.target_realisation(period, as_of := NULL) AS TABLE
WITH programme AS (
    SELECT each.programme, each.minimum_denominator
    FROM summary.programme_in_force(as_of := as_of) AS each
),

final AS (
    SELECT each.period
    FROM summary.final_period(as_of := as_of) AS each
),

told AS (
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
    SELECT told.period, coalesce(told.category, 'total') AS category, count(*) AS reported
    FROM told
    GROUP BY GROUPING SETS ((told.period, told.category), (told.period))
),

measured AS (
    SELECT told.*
    FROM told
    WHERE told.target IS NOT NULL AND told.realised IS NOT NULL
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
    GROUP BY GROUPING SETS ((measured.period, measured.category, shared.unit), (measured.period, shared.unit))
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

COMMENT ON VIEW summary.target_realisation IS 'One row is one unit in one category: what the activities that report both were to reach and have reached.';
COMMENT ON COLUMN summary.target_realisation.period IS 'The period.';
COMMENT ON COLUMN summary.target_realisation.category IS 'Code of the category, or total.';
COMMENT ON COLUMN summary.target_realisation.unit IS 'The unit, as regions name it; empty for all units that one region alone uses, and for no unit.';
COMMENT ON COLUMN summary.target_realisation.activities IS 'The number of activities that report both a target and what they have realised in this unit.';
COMMENT ON COLUMN summary.target_realisation.reported IS 'The number of activities that are reported in this category, whatever they say of targets.';
COMMENT ON COLUMN summary.target_realisation.target IS 'The sum of their targets, in the unit; empty where there is no unit, for unlike units have no sum.';
COMMENT ON COLUMN summary.target_realisation.realised IS 'The sum of what they have realised, in the unit; empty where there is no unit.';
COMMENT ON COLUMN summary.target_realisation.share IS 'realised divided by target, not rounded; may be above 1; empty when the target is 0 or there is no unit.';
COMMENT ON COLUMN summary.target_realisation.percentage IS 'The share in percent, rounded half up on its own; may be above 100; empty where the share is.';
COMMENT ON COLUMN summary.target_realisation.flag IS 'Letters: p provisional until a decision makes the period final, s small number of activities, z not applicable because the target is 0 or there is no unit.';

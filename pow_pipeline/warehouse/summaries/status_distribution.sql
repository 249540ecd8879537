-- One row is one status of the scale in one category, or in the total of all categories, of one
-- region or of the programme as a whole: how many activities have it, and their share of all
-- activities with a status on the scale. Every combination has a row, also with a count of 0.
-- Left out: activities that are not started, finished or stopped, and reports not in force.
-- Percentages are rounded half up, by integers, each on its own: a row may add up to 99 or 101.
CREATE MACRO summary.status_distribution(period, as_of := NULL) AS TABLE
WITH programme AS (
    SELECT each.programme, each.minimum_denominator
    FROM summary.programme_in_force(as_of := as_of) AS each
),

scope AS (  -- who can have figures: the programme, and each region that is expected
    SELECT DISTINCT register.period, 'programme' AS scope, NULL AS region_code
    FROM reference.register
    JOIN programme USING (programme)
    WHERE period IS NULL OR register.period = period
    UNION ALL
    SELECT register.period, 'region' AS scope, register.region_code
    FROM reference.register
    JOIN programme USING (programme)
    WHERE period IS NULL OR register.period = period
),

category AS (
    SELECT category.code, category.place
    FROM reference.category
    JOIN programme USING (programme)
    UNION ALL
    SELECT 'total' AS code, 0 AS place
),

status AS (
    SELECT status.code, status.place
    FROM reference.status
    JOIN programme USING (programme)
    WHERE status.kind = 'scale'
),

final AS (
    SELECT DISTINCT decision.period
    FROM record.decision
    WHERE decision.decision = 'final' AND (as_of IS NULL OR decision.event <= as_of)
),

counted AS (  -- each region, category and status once: the only pass over the activities
    SELECT
        submission.period,
        submission.region_code,
        activity.category,
        activity.status,
        count(*) AS count
    FROM record.activity_status AS activity
    JOIN summary.submission_in_force(period, as_of := as_of) AS submission
        ON submission.submission = activity.submission
    JOIN status ON status.code = activity.status
    GROUP BY ALL
),

added AS (
    SELECT
        counted.period,
        CASE WHEN grouping(counted.region_code) = 1 THEN 'programme' ELSE 'region' END AS scope,
        counted.region_code,
        CASE WHEN grouping(counted.category) = 1 THEN 'total' ELSE counted.category END AS category,
        counted.status,
        sum(counted.count)::BIGINT AS count
    FROM counted
    GROUP BY
        counted.period,
        counted.status,
        CUBE (counted.region_code, counted.category)
),

filled AS (
    SELECT
        scope.period,
        scope.scope,
        scope.region_code,
        category.code AS category,
        category.place AS category_place,
        status.code AS status,
        status.place AS status_place,
        coalesce(added.count, 0) AS count,
        sum(coalesce(added.count, 0)) OVER (
            PARTITION BY scope.period, scope.scope, scope.region_code, category.code
        )::BIGINT AS denominator
    FROM scope
    CROSS JOIN category
    CROSS JOIN status
    LEFT JOIN added
        ON added.period = scope.period
        AND added.scope = scope.scope
        AND added.region_code IS NOT DISTINCT FROM scope.region_code
        AND added.category = category.code
        AND added.status = status.code
)

SELECT
    filled.period,
    filled.scope,
    filled.region_code,
    filled.category,
    filled.status,
    filled.count,
    filled.denominator,
    CASE WHEN filled.denominator > 0 THEN filled.count / filled.denominator END AS share,
    CASE
        WHEN filled.denominator > 0
        THEN (200 * filled.count + filled.denominator) // (2 * filled.denominator)
    END AS percentage,
    CASE WHEN final.period IS NULL THEN 'p' ELSE '' END || CASE
        WHEN filled.denominator = 0 THEN 'z'
        WHEN filled.denominator < programme.minimum_denominator THEN 's'
        ELSE ''
    END AS flag
FROM filled
CROSS JOIN programme
LEFT JOIN final ON final.period = filled.period
ORDER BY
    filled.period,
    filled.scope,
    filled.region_code,
    filled.category_place,
    filled.status_place;

CREATE VIEW summary.status_distribution AS
SELECT
    period, scope, region_code, category, status, count, denominator, share, percentage, flag
FROM summary.status_distribution(NULL);

COMMENT ON VIEW summary.status_distribution IS 'One row is one status of the scale in one category of one region or of the programme: how many activities have it.';
COMMENT ON COLUMN summary.status_distribution.period IS 'The period.';
COMMENT ON COLUMN summary.status_distribution.scope IS 'programme for all regions together, region for one.';
COMMENT ON COLUMN summary.status_distribution.region_code IS 'The region, empty for the programme.';
COMMENT ON COLUMN summary.status_distribution.category IS 'Code of the category, or total.';
COMMENT ON COLUMN summary.status_distribution.status IS 'Code of the status.';
COMMENT ON COLUMN summary.status_distribution.count IS 'The number of activities with this status.';
COMMENT ON COLUMN summary.status_distribution.denominator IS 'The number of activities with any status of the scale.';
COMMENT ON COLUMN summary.status_distribution.share IS 'count divided by denominator, not rounded; empty when there are none.';
COMMENT ON COLUMN summary.status_distribution.percentage IS 'The share in percent, rounded half up on its own; empty when there are none.';
COMMENT ON COLUMN summary.status_distribution.flag IS 'Letters: p provisional until a decision makes the period final, s small denominator, z not applicable because there are no activities.';

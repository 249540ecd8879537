-- One row is one part of the change of one share in summary.status_trend: the percentage points due
-- to activities that are on the scale in both periods (within), to activities that came onto it
-- (entry) and to activities that left it (exit). Entry and exit are split by kind as in
-- summary.status_transition. The parts of one share add up exactly to its change: all have the same
-- denominator, N N' M. Entry and exit are compared with the share among the activities in both
-- periods, so a group with the same share changes nothing. `activities` is the number of activities
-- that entered, left, or are in both. Left out: kinds without activities, and shares without activities
-- in both periods.
CREATE MACRO summary.trend_part(period, as_of := NULL) AS TABLE
WITH programme AS (
    SELECT in_force.programme
    FROM summary.programme_in_force(as_of := as_of) AS in_force
),

status AS (
    SELECT status.code, status.place
    FROM reference.status
    JOIN programme USING (programme)
    WHERE status.kind = 'scale'
),

moved AS (
    SELECT
        moved.period,
        moved.scope,
        moved.region_code,
        moved.category,
        moved.status,
        moved.movement,
        moved.kind,
        moved.activities::HUGEINT AS activities,
        moved.activities_before::HUGEINT AS activities_before
    FROM summary.status_movement(period, as_of := as_of) AS moved
),

whole AS (  -- N, N' and M
    SELECT
        moved.period,
        moved.scope,
        moved.region_code,
        moved.category,
        sum(moved.activities) AS now,
        sum(moved.activities_before) AS before,
        sum(moved.activities) FILTER (WHERE moved.movement = 'within') AS matched
    FROM moved
    GROUP BY ALL
    HAVING count(*) FILTER (WHERE moved.movement = 'within') > 0
),

part AS (
    SELECT
        moved.period,
        moved.scope,
        moved.region_code,
        moved.category,
        moved.movement,
        moved.kind,
        -- Only one of these is not 0, or both are equal.
        greatest(sum(moved.activities), sum(moved.activities_before)) AS activities
    FROM moved
    GROUP BY ALL
),

number AS (
    SELECT
        part.period,
        part.scope,
        part.region_code,
        part.category,
        status.code AS status,
        status.place,
        part.movement,
        part.kind,
        part.activities AS moved,
        whole.now,
        whole.before,
        whole.matched,
        coalesce(moved.activities, 0) AS activities,
        coalesce(moved.activities_before, 0) AS activities_before,
        coalesce(stayed.activities, 0) AS stayed,
        coalesce(stayed.activities_before, 0) AS stayed_before
    FROM part
    JOIN whole
        ON whole.period = part.period
        AND whole.scope = part.scope
        AND whole.region_code IS NOT DISTINCT FROM part.region_code
        AND whole.category = part.category
    CROSS JOIN status
    LEFT JOIN moved
        ON moved.period = part.period
        AND moved.scope = part.scope
        AND moved.region_code IS NOT DISTINCT FROM part.region_code
        AND moved.category = part.category
        AND moved.movement = part.movement
        AND moved.kind IS NOT DISTINCT FROM part.kind
        AND moved.status = status.code
    LEFT JOIN moved AS stayed
        ON stayed.movement = 'within'
        AND stayed.period = part.period
        AND stayed.scope = part.scope
        AND stayed.region_code IS NOT DISTINCT FROM part.region_code
        AND stayed.category = part.category
        AND stayed.status = status.code
),

fraction AS (
    SELECT
        number.*,
        CASE number.movement
            WHEN 'within' THEN (number.stayed - number.stayed_before) * number.now * number.before
            WHEN 'entry'
            THEN number.before * (number.activities * number.matched - number.moved * number.stayed)
            ELSE -number.now
                * (number.activities_before * number.matched - number.moved * number.stayed_before)
        END AS numerator,
        number.now * number.before * number.matched AS denominator
    FROM number
)

SELECT
    fraction.period,
    fraction.scope,
    fraction.region_code,
    fraction.category,
    fraction.status,
    fraction.movement,
    fraction.kind,
    fraction.moved::BIGINT AS activities,
    fraction.numerator,
    fraction.denominator,
    100 * (fraction.numerator / fraction.denominator) AS points
FROM fraction
ORDER BY
    fraction.period,
    fraction.scope,
    fraction.region_code,
    fraction.category,
    fraction.place,
    fraction.movement,
    fraction.kind;

CREATE VIEW summary.trend_part AS
SELECT
    period,
    scope,
    region_code,
    category,
    status,
    movement,
    kind,
    activities,
    numerator,
    denominator,
    points
FROM summary.trend_part(NULL);

COMMENT ON VIEW summary.trend_part IS 'One row is one part of the change of one share since the previous period; the parts of a share add up to its change exactly.';
COMMENT ON COLUMN summary.trend_part.period IS 'The period.';
COMMENT ON COLUMN summary.trend_part.scope IS 'programme for all regions together, region for one region.';
COMMENT ON COLUMN summary.trend_part.region_code IS 'Code of the region; empty for the programme.';
COMMENT ON COLUMN summary.trend_part.category IS 'Code of the category, or total.';
COMMENT ON COLUMN summary.trend_part.status IS 'Code of the status.';
COMMENT ON COLUMN summary.trend_part.movement IS 'within (on the scale in both periods), entry or exit.';
COMMENT ON COLUMN summary.trend_part.kind IS 'Reason for entry or exit, as in summary.status_transition; empty for within.';
COMMENT ON COLUMN summary.trend_part.activities IS 'Number of activities, with any status, that are in both periods, entered or left.';
COMMENT ON COLUMN summary.trend_part.numerator IS 'Numerator of the exact part of the change, numerator / denominator.';
COMMENT ON COLUMN summary.trend_part.denominator IS 'Denominator; the same for all parts of one share.';
COMMENT ON COLUMN summary.trend_part.points IS 'Part of the change in percentage points, not rounded.';

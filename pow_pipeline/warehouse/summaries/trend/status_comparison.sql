-- One row is one status of the scale in one category, or in the total of all categories, for one
-- region or the programme: the whole numbers from which summary.status_trend is computed, for this
-- period and the previous one. Missing activities are counted as in summary.activity_count. Every
-- combination has a row, even if its number is 0. Left out: the first period, and regions that are
-- not expected in the period.
CREATE MACRO summary.status_comparison(period, as_of := NULL) AS TABLE
WITH programme AS (
    SELECT each.programme
    FROM summary.programme_in_force(as_of := as_of) AS each
),

calendar AS (
    SELECT each.programme, each.period, each.period_before
    FROM summary.calendar(as_of := as_of) AS each
    WHERE each.period_before IS NOT NULL AND (period IS NULL OR each.period = period)
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

way AS (
    SELECT
        way.period,
        way.scope,
        way.region_code,
        way.category,
        way.status_before,
        way.status,
        way.movement,
        way.activities
    FROM summary.status_transition(period, as_of := as_of) AS way
),

stands AS (
    SELECT
        way.period,
        way.scope,
        way.region_code,
        way.category,
        way.status,
        sum(way.activities) AS activities,
        sum(way.activities) FILTER (WHERE way.movement = 'within') AS matched
    FROM way
    GROUP BY ALL
),

stood AS (
    SELECT
        way.period,
        way.scope,
        way.region_code,
        way.category,
        way.status_before AS status,
        sum(way.activities) AS activities,
        sum(way.activities) FILTER (WHERE way.movement = 'within') AS matched
    FROM way
    GROUP BY ALL
),

whole AS (
    SELECT
        way.period,
        way.scope,
        way.region_code,
        way.category,
        sum(way.activities) FILTER (WHERE way.movement IN ('within', 'entry')) AS denominator,
        sum(way.activities) FILTER (WHERE way.movement IN ('within', 'exit')) AS denominator_before,
        sum(way.activities) FILTER (WHERE way.movement = 'within') AS matched,
        sum(way.activities) FILTER (WHERE way.status = 'not_received') AS missing,
        sum(way.activities) FILTER (WHERE way.status_before = 'not_received') AS missing_before
    FROM way
    GROUP BY ALL
),

expected AS (
    SELECT
        calendar.programme,
        calendar.period,
        calendar.period_before,
        register.region_code,
        bool_or(register.period = calendar.period) AS is_expected,
        bool_or(register.period = calendar.period_before) AS was_expected
    FROM calendar
    JOIN reference.register
        ON register.programme = calendar.programme
        AND register.period IN (calendar.period, calendar.period_before)
    GROUP BY ALL
),

heard_of AS (  -- whether regions are known at the end of each of the two periods
    SELECT
        expected.period,
        expected.region_code,
        bool_or(expected.period < coalesce(heard.until, '~')) AS is_now,
        bool_or(
            expected.period_before >= heard.since
            AND expected.period_before < coalesce(heard.until, '~')
        ) AS was_before
    FROM expected
    JOIN summary.region_heard_of(as_of := as_of) AS heard
        ON heard.region_code = expected.region_code AND heard.since <= expected.period
    GROUP BY expected.period, expected.region_code
),

planned AS (  -- planned activities of regions without any known activity or report; empty when unknown
    SELECT
        expected.period,
        expected.period_before,
        expected.region_code,
        expected.is_expected,
        CASE
            WHEN expected.is_expected AND NOT coalesce(heard_of.is_now, false)
            THEN region.planned_activities
            ELSE 0
        END AS now,
        CASE
            WHEN expected.was_expected AND NOT coalesce(heard_of.was_before, false)
            THEN region.planned_activities
            ELSE 0
        END AS before
    FROM expected
    JOIN reference.region
        ON region.programme = expected.programme AND region.code = expected.region_code
    LEFT JOIN heard_of
        ON heard_of.period = expected.period AND heard_of.region_code = expected.region_code
),

scope AS (  -- the programme, and each region that is expected
    SELECT
        planned.period,
        planned.period_before,
        'region' AS scope,
        planned.region_code,
        planned.now AS planned,
        planned.before AS planned_before
    FROM planned
    WHERE planned.is_expected
    UNION ALL
    SELECT
        planned.period,
        planned.period_before,
        'programme' AS scope,
        NULL AS region_code,
        CASE WHEN bool_and(planned.now IS NOT NULL) THEN sum(planned.now) END AS planned,
        CASE
            WHEN bool_and(planned.before IS NOT NULL) THEN sum(planned.before)
        END AS planned_before
    FROM planned
    GROUP BY planned.period, planned.period_before
),

cell AS (  -- each category of each scope, even if it is empty
    SELECT
        scope.period,
        scope.period_before,
        scope.scope,
        scope.region_code,
        category.code AS category,
        category.place AS category_place,
        coalesce(whole.denominator, 0)::HUGEINT AS denominator,
        coalesce(whole.denominator_before, 0)::HUGEINT AS denominator_before,
        coalesce(whole.matched, 0)::HUGEINT AS matched,
        scope.planned + coalesce(whole.missing, 0)::HUGEINT AS missing,
        scope.planned_before + coalesce(whole.missing_before, 0)::HUGEINT AS missing_before,
        coalesce(total.denominator, 0)::HUGEINT AS total,
        coalesce(total.denominator_before, 0)::HUGEINT AS total_before
    FROM scope
    CROSS JOIN category
    LEFT JOIN whole
        ON whole.period = scope.period
        AND whole.scope = scope.scope
        AND whole.region_code IS NOT DISTINCT FROM scope.region_code
        AND whole.category = category.code
    LEFT JOIN whole AS total
        ON total.category = 'total'
        AND total.period = scope.period
        AND total.scope = scope.scope
        AND total.region_code IS NOT DISTINCT FROM scope.region_code
)

SELECT
    cell.period,
    cell.period_before,
    cell.scope,
    cell.region_code,
    cell.category,
    cell.category_place,
    status.code AS status,
    status.place AS status_place,
    coalesce(stands.activities, 0)::HUGEINT AS activities,
    coalesce(stood.activities, 0)::HUGEINT AS activities_before,
    cell.denominator,
    cell.denominator_before,
    coalesce(stands.matched, 0)::HUGEINT AS matched_activities,
    coalesce(stood.matched, 0)::HUGEINT AS matched_activities_before,
    cell.matched,
    cell.missing,
    cell.missing_before,
    cell.total,
    cell.total_before
FROM cell
CROSS JOIN status
LEFT JOIN stands
    ON stands.period = cell.period
    AND stands.scope = cell.scope
    AND stands.region_code IS NOT DISTINCT FROM cell.region_code
    AND stands.category = cell.category
    AND stands.status = status.code
LEFT JOIN stood
    ON stood.period = cell.period
    AND stood.scope = cell.scope
    AND stood.region_code IS NOT DISTINCT FROM cell.region_code
    AND stood.category = cell.category
    AND stood.status = status.code;

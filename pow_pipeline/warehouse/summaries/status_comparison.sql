-- One row is one status of the scale in one category, or in the total of all categories, of one region
-- or of the programme: the whole numbers from which summary.status_trend is computed, now and in the
-- period before; missing as in summary.activity_count, for regions as they are now. Every combination has a row, also with a count of 0. Left out: the first period.
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
        way.count
    FROM summary.status_transition(period, as_of := as_of) AS way
),

stands AS (
    SELECT
        way.period,
        way.scope,
        way.region_code,
        way.category,
        way.status,
        sum(way.count) AS count,
        sum(way.count) FILTER (WHERE way.movement = 'within') AS matched
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
        sum(way.count) AS count,
        sum(way.count) FILTER (WHERE way.movement = 'within') AS matched
    FROM way
    GROUP BY ALL
),

whole AS (
    SELECT
        way.period,
        way.scope,
        way.region_code,
        way.category,
        sum(way.count) FILTER (WHERE way.movement IN ('within', 'entry')) AS denominator,
        sum(way.count) FILTER (WHERE way.movement IN ('within', 'exit')) AS denominator_before,
        sum(way.count) FILTER (WHERE way.movement = 'within') AS matched,
        sum(way.count) FILTER (WHERE way.status = 'not_received') AS missing,
        sum(way.count) FILTER (WHERE way.status_before = 'not_received') AS missing_before,
        bool_or(way.status <> 'not_known') AS is_known,
        bool_or(way.status_before <> 'not_known') AS was_known
    FROM way
    GROUP BY ALL
),

heard_of AS (
    SELECT in_force.region_code, min(in_force.period) AS since
    FROM summary.submission_in_force(NULL, as_of := as_of) AS in_force
    GROUP BY in_force.region_code
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

planned AS (  -- what regions that nothing was ever heard of have planned; empty when unknown
    SELECT
        expected.period,
        expected.period_before,
        expected.region_code,
        expected.is_expected,
        CASE
            WHEN NOT expected.is_expected OR coalesce(whole.is_known, false) THEN 0
            WHEN heard_of.since <= expected.period THEN 0
            ELSE region.planned_activities
        END AS now,
        CASE
            WHEN NOT expected.was_expected OR coalesce(whole.was_known, false) THEN 0
            WHEN heard_of.since <= expected.period_before THEN 0
            ELSE region.planned_activities
        END AS before
    FROM expected
    JOIN reference.region
        ON region.programme = expected.programme AND region.code = expected.region_code
    LEFT JOIN heard_of ON heard_of.region_code = expected.region_code
    LEFT JOIN whole
        ON whole.period = expected.period
        AND whole.region_code = expected.region_code
        AND whole.category = 'total'
),

scope AS (  -- who can have figures: the programme, and each region that is expected
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

cell AS (  -- each category of each scope, also where there is nothing in it
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
    coalesce(stands.count, 0)::HUGEINT AS count,
    coalesce(stood.count, 0)::HUGEINT AS count_before,
    cell.denominator,
    cell.denominator_before,
    coalesce(stands.matched, 0)::HUGEINT AS matched_count,
    coalesce(stood.matched, 0)::HUGEINT AS matched_count_before,
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

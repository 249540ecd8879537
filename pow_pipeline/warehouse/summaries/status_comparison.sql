-- One row is one status of the scale in one category, or in the total of all categories, of one region
-- or of the programme: the whole numbers from which summary.status_trend is computed, now and in the
-- period before. Every combination has a row, also with a count of 0. Left out: the first period.
CREATE MACRO summary.status_comparison(period, as_of := NULL) AS TABLE
WITH programme AS (
    SELECT each.programme
    FROM summary.programme_in_force(as_of := as_of) AS each
),

calendar AS (
    SELECT each.period, each.period_before
    FROM summary.calendar(as_of := as_of) AS each
),

scope AS (
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
        sum(way.count) FILTER (WHERE way.status = 'not_received') AS unreported,
        sum(way.count) FILTER (WHERE way.status_before = 'not_received') AS unreported_before
    FROM way
    GROUP BY ALL
),

cell AS (  -- each category of each scope, also where there is nothing in it
    SELECT
        calendar.period,
        calendar.period_before,
        scope.scope,
        scope.region_code,
        category.code AS category,
        category.place AS category_place,
        coalesce(whole.denominator, 0)::HUGEINT AS denominator,
        coalesce(whole.denominator_before, 0)::HUGEINT AS denominator_before,
        coalesce(whole.matched, 0)::HUGEINT AS matched,
        coalesce(whole.unreported, 0)::HUGEINT AS unreported,
        coalesce(whole.unreported_before, 0)::HUGEINT AS unreported_before,
        coalesce(total.denominator, 0)::HUGEINT AS total,
        coalesce(total.denominator_before, 0)::HUGEINT AS total_before
    FROM scope
    JOIN calendar ON calendar.period = scope.period AND calendar.period_before IS NOT NULL
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
    cell.unreported,
    cell.unreported_before,
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

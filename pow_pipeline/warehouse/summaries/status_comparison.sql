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

moved AS (
    SELECT
        moved.period,
        moved.scope,
        moved.region_code,
        moved.category,
        moved.status,
        sum(moved.count) AS count,
        sum(moved.count_before) AS count_before,
        coalesce(sum(moved.count) FILTER (WHERE moved.movement = 'within'), 0) AS matched,
        coalesce(
            sum(moved.count_before) FILTER (WHERE moved.movement = 'within'), 0
        ) AS matched_before
    FROM summary.status_movement(period, as_of := as_of) AS moved
    GROUP BY ALL
),

filled AS (
    SELECT
        calendar.period,
        calendar.period_before,
        scope.scope,
        scope.region_code,
        category.code AS category,
        category.place AS category_place,
        status.code AS status,
        status.place AS status_place,
        coalesce(moved.count, 0)::HUGEINT AS count,
        coalesce(moved.count_before, 0)::HUGEINT AS count_before,
        coalesce(moved.matched, 0)::HUGEINT AS matched_count,
        coalesce(moved.matched_before, 0)::HUGEINT AS matched_count_before,
        coalesce(silent.count, 0)::HUGEINT AS unreported,
        coalesce(silent.count_before, 0)::HUGEINT AS unreported_before
    FROM scope
    JOIN calendar ON calendar.period = scope.period AND calendar.period_before IS NOT NULL
    CROSS JOIN category
    CROSS JOIN status
    LEFT JOIN moved
        ON moved.period = scope.period
        AND moved.scope = scope.scope
        AND moved.region_code IS NOT DISTINCT FROM scope.region_code
        AND moved.category = category.code
        AND moved.status = status.code
    LEFT JOIN moved AS silent
        ON silent.status = 'not_received'
        AND silent.period = scope.period
        AND silent.scope = scope.scope
        AND silent.region_code IS NOT DISTINCT FROM scope.region_code
        AND silent.category = category.code
),

whole AS (
    SELECT
        filled.period,
        filled.period_before,
        filled.scope,
        filled.region_code,
        filled.category,
        filled.category_place,
        filled.status,
        filled.status_place,
        filled.count,
        filled.count_before,
        filled.matched_count,
        filled.matched_count_before,
        filled.unreported,
        filled.unreported_before,
        sum(filled.count) OVER scale AS denominator,
        sum(filled.count_before) OVER scale AS denominator_before,
        sum(filled.matched_count) OVER scale AS matched
    FROM filled
    WINDOW scale AS (
        PARTITION BY filled.period, filled.scope, filled.region_code, filled.category
    )
)

SELECT
    whole.period,
    whole.period_before,
    whole.scope,
    whole.region_code,
    whole.category,
    whole.category_place,
    whole.status,
    whole.status_place,
    whole.count,
    whole.count_before,
    whole.denominator,
    whole.denominator_before,
    whole.matched_count,
    whole.matched_count_before,
    whole.matched,
    whole.unreported,
    whole.unreported_before,
    max(whole.denominator) OVER everything AS total,
    max(whole.denominator_before) OVER everything AS total_before
FROM whole
WINDOW everything AS (PARTITION BY whole.period, whole.scope, whole.region_code);

-- One row is one status of the scale in one category, or in the total of all categories, for one
-- region or the programme: the whole numbers from which summary.status_trend is computed, for this
-- period and the previous one. The matched activities are on the scale in both periods; comparing
-- only these is comparing like for like. Missing activities are counted as in summary.activity_count. Every
-- combination has a row, even if its number is 0. Left out: the first period, and regions that are
-- not expected in the period.
CREATE MACRO summary.status_comparison(period, as_of := NULL) AS TABLE
WITH programme AS (
    SELECT in_force.programme
    FROM summary.programme_in_force(as_of := as_of) AS in_force
),

calendar AS (
    SELECT calendar.programme, calendar.period, calendar.period_before
    FROM summary.calendar(as_of := as_of) AS calendar
    WHERE calendar.period_before IS NOT NULL AND (period IS NULL OR calendar.period = period)
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

transition AS (
    SELECT
        transition.period,
        transition.scope,
        transition.region_code,
        transition.category,
        transition.status_before,
        transition.status,
        transition.movement,
        transition.activities
    FROM summary.status_transition(period, as_of := as_of) AS transition
),

now AS (
    SELECT
        transition.period,
        transition.scope,
        transition.region_code,
        transition.category,
        transition.status,
        sum(transition.activities) AS activities,
        sum(transition.activities) FILTER (WHERE transition.movement = 'within') AS matched
    FROM transition
    GROUP BY ALL
),

before AS (
    SELECT
        transition.period,
        transition.scope,
        transition.region_code,
        transition.category,
        transition.status_before AS status,
        sum(transition.activities) AS activities,
        sum(transition.activities) FILTER (WHERE transition.movement = 'within') AS matched
    FROM transition
    GROUP BY ALL
),

whole AS (
    SELECT
        transition.period,
        transition.scope,
        transition.region_code,
        transition.category,
        sum(transition.activities) FILTER (
            WHERE transition.movement IN ('within', 'entry')
        ) AS denominator,
        sum(transition.activities) FILTER (
            WHERE transition.movement IN ('within', 'exit')
        ) AS denominator_before,
        sum(transition.activities) FILTER (WHERE transition.movement = 'within') AS matched,
        sum(transition.activities) FILTER (WHERE transition.status = 'not_received') AS missing,
        sum(transition.activities) FILTER (
            WHERE transition.status_before = 'not_received'
        ) AS missing_before
    FROM transition
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

known_region AS (  -- whether regions are known at the end of each of the two periods
    SELECT
        expected.period,
        expected.region_code,
        bool_or(expected.period < coalesce(known.until, '~')) AS is_now,
        bool_or(
            expected.period_before >= known.since
            AND expected.period_before < coalesce(known.until, '~')
        ) AS was_before
    FROM expected
    JOIN summary.region_known(as_of := as_of) AS known
        ON known.region_code = expected.region_code AND known.since <= expected.period
    GROUP BY expected.period, expected.region_code
),

-- The planned activities of regions without any known activity or report; empty when unknown.
planned AS (
    SELECT
        expected.period,
        expected.period_before,
        expected.region_code,
        expected.is_expected,
        CASE
            WHEN expected.is_expected AND NOT coalesce(known_region.is_now, false)
            THEN region.planned_activities
            ELSE 0
        END AS now,
        CASE
            WHEN expected.was_expected AND NOT coalesce(known_region.was_before, false)
            THEN region.planned_activities
            ELSE 0
        END AS before
    FROM expected
    JOIN reference.region
        ON region.programme = expected.programme AND region.code = expected.region_code
    LEFT JOIN known_region
        ON known_region.period = expected.period AND known_region.region_code = expected.region_code
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
    coalesce(now.activities, 0)::HUGEINT AS activities,
    coalesce(before.activities, 0)::HUGEINT AS activities_before,
    cell.denominator,
    cell.denominator_before,
    coalesce(now.matched, 0)::HUGEINT AS matched_activities,
    coalesce(before.matched, 0)::HUGEINT AS matched_activities_before,
    cell.matched,
    cell.missing,
    cell.missing_before,
    cell.total,
    cell.total_before
FROM cell
CROSS JOIN status
LEFT JOIN now
    ON now.period = cell.period
    AND now.scope = cell.scope
    AND now.region_code IS NOT DISTINCT FROM cell.region_code
    AND now.category = cell.category
    AND now.status = status.code
LEFT JOIN before
    ON before.period = cell.period
    AND before.scope = cell.scope
    AND before.region_code IS NOT DISTINCT FROM cell.region_code
    AND before.category = cell.category
    AND before.status = status.code;

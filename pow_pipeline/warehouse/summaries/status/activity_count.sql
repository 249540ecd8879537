-- One row is one state in one category, or in the total of all categories, for one region or the
-- programme as a whole: the number of known activities in that state. Every combination has a row,
-- even if its number is 0.
-- The other columns are the same for all states of a category. `known` is the number of known
-- activities. `measured` is the number with a status on the scale (N). `missing` is the number for
-- which it is unknown whether they have such a status (m): known activities that were not received,
-- and for an unknown region (without any report or mapped activity) the number in its plan, in full
-- in each category and once in the total. `missing` is empty if that number is unknown.
-- All periods are included when period is NULL; the state is that at event as_of, or the present
-- when NULL. Left out: regions that are not expected in the period, and reports not in force.
CREATE MACRO summary.activity_count(period, as_of := NULL) AS TABLE
WITH programme AS (
    SELECT in_force.programme, in_force.minimum_coverage
    FROM summary.programme_in_force(as_of := as_of) AS in_force
),

state AS (
    SELECT
        status.code,
        status.kind,
        row_number() OVER (
            ORDER BY list_position(['open', 'scale', 'final'], status.kind), status.place
        ) AS place
    FROM reference.status
    JOIN programme USING (programme)
    UNION ALL
    SELECT 'not_received' AS code, 'not_received' AS kind, 1000 AS place
),

latest AS (  -- the only pass over the activities
    SELECT
        activity.period_place,
        activity.region_code,
        activity.latest // 1000000000000 = activity.period_place AS is_reported,
        activity.latest // 1000 % 1000 AS category_place,
        activity.latest % 1000 AS status_place,
        count(*) AS activities
    FROM summary.activity_latest(period, as_of := as_of) AS activity
    GROUP BY ALL
),

counted AS (
    SELECT
        requested.code AS period,
        latest.region_code,
        category.code AS category,
        CASE
            WHEN latest.is_reported OR status.kind = 'final' THEN status.code
            ELSE 'not_received'
        END AS state,
        sum(latest.activities) AS activities
    FROM latest
    CROSS JOIN programme
    JOIN reference.period AS requested
        ON requested.programme = programme.programme AND requested.place = latest.period_place
    JOIN reference.category
        ON category.programme = programme.programme AND category.place = latest.category_place
    JOIN reference.status
        ON status.programme = programme.programme AND status.place = latest.status_place
    GROUP BY ALL
),

known_region AS (  -- known by a report, even without activities, or by an activity mapped to it
    SELECT DISTINCT requested.code AS period, in_force.region_code
    FROM summary.submission_in_force(NULL, as_of := as_of) AS in_force
    JOIN reference.period AS requested ON in_force.period <= requested.code
    JOIN programme USING (programme)
    WHERE period IS NULL OR requested.code = period
    UNION
    SELECT counted.period, counted.region_code
    FROM counted
),

region AS (
    SELECT
        register.period,
        register.region_code,
        CASE WHEN known_region.period IS NULL THEN region.planned_activities ELSE 0 END AS planned
    FROM reference.register
    JOIN programme USING (programme)
    JOIN reference.region
        ON region.programme = register.programme AND region.code = register.region_code
    LEFT JOIN known_region
        ON known_region.period = register.period AND known_region.region_code = register.region_code
    WHERE period IS NULL OR register.period = period
),

added AS (
    SELECT
        region.period,
        CASE WHEN grouping(region.region_code) = 1 THEN 'programme' ELSE 'region' END AS scope,
        region.region_code,
        CASE WHEN grouping(category.code) = 1 THEN 'total' ELSE category.code END AS category,
        CASE WHEN grouping(category.code) = 1 THEN 0 ELSE max(category.place) END AS category_place,
        state.code AS state,
        state.kind,
        state.place AS state_place,
        coalesce(sum(counted.activities), 0)::BIGINT AS activities,
        CASE
            WHEN grouping(category.code) = 0 THEN sum(region.planned)
            ELSE sum(region.planned) FILTER (category.place = 1)
        END::BIGINT AS planned,
        bool_or(region.planned IS NULL) AS is_unknown
    FROM region
    CROSS JOIN reference.category
    JOIN programme USING (programme)
    CROSS JOIN state
    LEFT JOIN counted
        ON counted.period = region.period
        AND counted.region_code = region.region_code
        AND counted.category = category.code
        AND counted.state = state.code
    GROUP BY
        region.period,
        state.code,
        state.kind,
        state.place,
        CUBE (region.region_code, category.code)
),

summed AS (
    SELECT
        added.period,
        added.scope,
        added.region_code,
        added.category,
        added.category_place,
        added.state,
        added.kind,
        added.state_place,
        added.activities,
        sum(added.activities) OVER cell AS known,
        sum(added.activities) FILTER (added.kind = 'scale') OVER cell AS measured,
        CASE
            WHEN NOT added.is_unknown
            THEN added.planned + sum(added.activities) FILTER (added.kind = 'not_received') OVER cell
        END AS missing
    FROM added
    WINDOW cell AS (
        PARTITION BY added.period, added.scope, added.region_code, added.category
    )
),

final AS (
    SELECT final_period.period
    FROM summary.final_period(as_of := as_of) AS final_period
),

broken AS (
    SELECT DISTINCT break.period, 'region' AS scope, break.region_code
    FROM summary.region_break(period, as_of := as_of) AS break
    UNION
    SELECT break.period, 'programme' AS scope, NULL AS region_code
    FROM summary.region_break(period, as_of := as_of) AS break
)

SELECT
    summed.period,
    summed.scope,
    summed.region_code,
    summed.category,
    summed.category_place,
    summed.state,
    summed.kind,
    summed.state_place,
    summed.activities,
    summed.known::BIGINT AS known,
    summed.measured::BIGINT AS measured,
    summed.missing::BIGINT AS missing,
    summed.measured / nullif(summed.measured + summed.missing, 0) AS coverage,
    final.period IS NULL AS is_provisional,
    broken.period IS NOT NULL AS is_broken,
    summed.missing IS NULL OR coalesce(
        summed.measured / nullif(summed.measured + summed.missing, 0) < programme.minimum_coverage,
        false
    ) AS is_unreliable
FROM summed
CROSS JOIN programme
LEFT JOIN final ON final.period = summed.period
LEFT JOIN broken
    ON broken.period = summed.period
    AND broken.scope = summed.scope
    AND broken.region_code IS NOT DISTINCT FROM summed.region_code;

-- One row is one way from how activities stood in the period before (status_before) to how they stand
-- in a period (status), in one category or in the total, of one region or of the programme, and the
-- number that went it. Besides its states an activity can be not_received (known, not reported),
-- not_known, or in other_category. `movement` tells how it counts on the scale: within (on it in both
-- periods), entry, exit, or outside (in neither); `kind` why, the first that is true of
--   entry: register (the region was not expected before), region_back (it had not reported),
--     category_changed, started (not started, or ended, before), new (or reported again);
--   exit: register, region_silent, category_changed, the code of the state that it went to (finished,
--     stopped, back to not started), left_out.
-- The total looks at no category, so nothing changes it there. An activity that was mapped counts for
-- the region that it belongs to now. Left out: ways that no activity went; in regions, those that are
-- not expected in the period; the first period.
CREATE MACRO summary.status_transition(period, as_of := NULL) AS TABLE
WITH status AS (
    SELECT
        status.code,
        status.place,
        status.kind,
        row_number() OVER (PARTITION BY status.kind ORDER BY status.place) AS rank
    FROM reference.status
    JOIN summary.programme_in_force(as_of := as_of) AS programme
        ON programme.programme = status.programme
),

category AS (
    SELECT category.code, category.place
    FROM reference.category
    JOIN summary.programme_in_force(as_of := as_of) AS programme
        ON programme.programme = category.programme
),

region AS (  -- who was expected in each period, and reported
    SELECT register.period, register.region_code, in_force.submission IS NOT NULL AS has_reported
    FROM reference.register
    JOIN summary.programme_in_force(as_of := as_of) AS programme
        ON programme.programme = register.programme
    LEFT JOIN summary.submission_in_force(NULL, as_of := as_of) AS in_force
        ON in_force.period = register.period AND in_force.region_code = register.region_code
),

compared AS (  -- the only pass over the activities
    SELECT
        pair.period,
        pair.period_before,
        pair.region_code,
        pair.region_before,
        pair.told,
        pair.is_reported,
        pair.told_before,
        pair.was_reported,
        count(*) AS count
    FROM summary.activity_pair(period, as_of := as_of) AS pair
    GROUP BY ALL
),

seen AS (  -- what is not expected is not known
    SELECT
        compared.period,
        compared.period_before,
        compared.region_code,
        category_before.code AS category_before,
        CASE
            WHEN compared.was_reported OR before.kind = 'final' THEN before.code
            ELSE 'not_received'
        END AS state_before,
        CASE
            WHEN compared.was_reported OR before.kind = 'final' THEN before.kind
        END AS kind_before,
        category.code AS category,
        CASE
            WHEN compared.is_reported OR now.kind = 'final' THEN now.code
            ELSE 'not_received'
        END AS state,
        CASE WHEN compared.is_reported OR now.kind = 'final' THEN now.kind END AS kind,
        was.region_code IS NOT NULL AS was_expected,
        coalesce(was.has_reported, false) AS had_reported,
        is_now.region_code IS NOT NULL AS is_expected,
        coalesce(is_now.has_reported, false) AS has_reported,
        before.place AS place_before,
        now.place,
        before.rank AS rank_before,
        now.rank,
        compared.count
    FROM compared
    LEFT JOIN region AS was
        ON was.period = compared.period_before AND was.region_code = compared.region_before
    LEFT JOIN region AS is_now
        ON is_now.period = compared.period AND is_now.region_code = compared.region_code
    LEFT JOIN category AS category_before
        ON was.region_code IS NOT NULL AND category_before.place = compared.told_before // 1000
    LEFT JOIN status AS before
        ON was.region_code IS NOT NULL AND before.place = compared.told_before % 1000
    LEFT JOIN category
        ON is_now.region_code IS NOT NULL AND category.place = compared.told // 1000
    LEFT JOIN status AS now
        ON is_now.region_code IS NOT NULL AND now.place = compared.told % 1000
    WHERE category_before.code IS NOT NULL OR category.code IS NOT NULL
),

placed AS (  -- each once in the total and in each category that it was or is in
    SELECT
        seen.period,
        seen.period_before,
        seen.region_code,
        each.category,
        CASE
            WHEN seen.category_before IS NULL THEN 'not_known'
            WHEN each.category IN ('total', seen.category_before) THEN seen.state_before
            ELSE 'other_category'
        END AS status_before,
        CASE
            WHEN seen.category IS NULL THEN 'not_known'
            WHEN each.category IN ('total', seen.category) THEN seen.state
            ELSE 'other_category'
        END AS status,
        coalesce(
            seen.kind_before = 'scale' AND each.category IN ('total', seen.category_before), false
        ) AS was_counted,
        coalesce(
            seen.kind = 'scale' AND each.category IN ('total', seen.category), false
        ) AS is_counted,
        CASE
            WHEN NOT seen.was_expected THEN 'register'
            WHEN NOT seen.had_reported THEN 'region_back'
            WHEN each.category NOT IN ('total', seen.category_before) THEN 'category_changed'
            WHEN seen.kind_before IN ('open', 'final') THEN 'started'
            ELSE 'new'
        END AS entered,
        CASE
            WHEN NOT seen.is_expected THEN 'register'
            WHEN NOT seen.has_reported THEN 'region_silent'
            WHEN each.category NOT IN ('total', seen.category) THEN 'category_changed'
            WHEN seen.kind IN ('open', 'final') THEN seen.state
            ELSE 'left_out'
        END AS left_by,
        sign(seen.place_before - seen.place) AS step,
        CASE
            WHEN each.category NOT IN ('total', seen.category_before) THEN NULL
            WHEN seen.kind_before = 'open' OR (seen.kind_before = 'scale' AND seen.rank_before > 1)
            THEN coalesce(seen.kind IN ('scale', 'final') AND seen.rank = 1, false)
        END AS recovered,
        seen.count
    FROM seen
    CROSS JOIN unnest(
        list_distinct(['total', seen.category_before, seen.category])
    ) AS each (category)
),

moved AS (
    SELECT
        placed.period,
        placed.period_before,
        placed.region_code,
        placed.category,
        placed.status_before,
        placed.status,
        CASE
            WHEN placed.was_counted AND placed.is_counted THEN 'within'
            WHEN placed.is_counted THEN 'entry'
            WHEN placed.was_counted THEN 'exit'
            ELSE 'outside'
        END AS movement,
        CASE
            WHEN placed.was_counted = placed.is_counted THEN NULL
            WHEN placed.is_counted THEN placed.entered
            ELSE placed.left_by
        END AS kind,
        CASE
            WHEN NOT (placed.was_counted AND placed.is_counted) THEN NULL
            WHEN placed.step > 0 THEN 'improved'
            WHEN placed.step < 0 THEN 'worsened'
            ELSE 'unchanged'
        END AS direction,
        placed.recovered,
        sum(placed.count) AS count
    FROM placed
    GROUP BY ALL
),

added AS (
    SELECT
        moved.period,
        moved.period_before,
        'region' AS scope,
        moved.region_code,
        moved.category,
        moved.status_before,
        moved.status,
        moved.movement,
        moved.kind,
        moved.direction,
        moved.recovered,
        moved.count::BIGINT AS count
    FROM moved
    SEMI JOIN region
        ON region.period = moved.period AND region.region_code = moved.region_code
    UNION ALL
    SELECT
        moved.period,
        moved.period_before,
        'programme' AS scope,
        NULL AS region_code,
        moved.category,
        moved.status_before,
        moved.status,
        moved.movement,
        moved.kind,
        moved.direction,
        moved.recovered,
        sum(moved.count)::BIGINT AS count
    FROM moved
    GROUP BY ALL
)

SELECT
    added.period,
    added.period_before,
    added.scope,
    added.region_code,
    added.category,
    added.status_before,
    added.status,
    added.movement,
    added.kind,
    added.direction,
    added.recovered,
    added.count
FROM added;

CREATE VIEW summary.status_transition AS
SELECT
    period,
    period_before,
    scope,
    region_code,
    category,
    status_before,
    status,
    movement,
    kind,
    direction,
    recovered,
    count
FROM summary.status_transition(NULL);

COMMENT ON VIEW summary.status_transition IS 'One row is one way from how activities stood in the period before to how they stand now, and the number that went it.';
COMMENT ON COLUMN summary.status_transition.period IS 'The period.';
COMMENT ON COLUMN summary.status_transition.period_before IS 'The period before it in the calendar.';
COMMENT ON COLUMN summary.status_transition.scope IS 'programme for all regions together, region for one.';
COMMENT ON COLUMN summary.status_transition.region_code IS 'The region, empty for the programme.';
COMMENT ON COLUMN summary.status_transition.category IS 'Code of the category, or total, which looks at no category.';
COMMENT ON COLUMN summary.status_transition.status_before IS 'Code of the status before, or not_received, not_known or other_category.';
COMMENT ON COLUMN summary.status_transition.status IS 'Code of the status now, or not_received, not_known or other_category.';
COMMENT ON COLUMN summary.status_transition.movement IS 'within (on the scale in both periods), entry, exit, or outside (in neither).';
COMMENT ON COLUMN summary.status_transition.kind IS 'Why it came or left: register, region_back, category_changed, started, new; register, region_silent, category_changed, code of the status off the scale, left_out.';
COMMENT ON COLUMN summary.status_transition.direction IS 'improved, worsened or unchanged on the scale; empty when it is not within.';
COMMENT ON COLUMN summary.status_transition.recovered IS 'For what was not started or not on the first status of the scale: whether it now is, or has finished; empty for all else.';
COMMENT ON COLUMN summary.status_transition.count IS 'The number of activities.';

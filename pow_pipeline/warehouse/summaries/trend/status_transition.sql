-- One row is one transition of activities from their state in the previous period (status_before)
-- to their state in a period (status), in one category or in the total, for one region or the
-- programme, with the number of activities. Besides the states of the programme, an activity can be
-- not_received (known but not reported), not_known, or in other_category. `movement` is the effect
-- on the scale: within (on the scale in both periods), entry, exit, or outside (in neither). `kind`
-- is the first reason that applies:
--   entry: register (the region was not expected before), region_back (it had not reported),
--     category_changed, started (not started, or ended, before), new (or reported again);
--   exit: register, region_silent, category_changed, the code of the state that it went to (finished,
--     stopped, back to not started), left_out.
-- The total ignores categories, so a change of category has no effect there. A mapped activity
-- counts for the region that it belongs to now. Left out: transitions without activities, rows of
-- regions that are not expected in the period, and the first period.
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

region AS (  -- regions expected in each period, and whether they reported
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
        pair.packed,
        pair.is_reported,
        pair.packed_before,
        pair.was_reported,
        count(*) AS activities
    FROM summary.activity_pair(period, as_of := as_of) AS pair
    GROUP BY ALL
),

known AS (  -- activities of regions that are not expected are not known
    SELECT
        compared.period,
        is_now.region_code,  -- empty if not expected: only counts for the programme
        compared.is_reported,
        compared.was_reported,
        CASE WHEN is_now.region_code IS NOT NULL THEN compared.packed END AS packed,
        CASE WHEN was.region_code IS NOT NULL THEN compared.packed_before END AS packed_before,
        CASE
            WHEN was.region_code IS NULL THEN 'register'
            WHEN NOT was.has_reported THEN 'region_back'
        END AS entry_kind,
        CASE
            WHEN is_now.region_code IS NULL THEN 'register'
            WHEN NOT is_now.has_reported THEN 'region_silent'
        END AS exit_kind,
        compared.activities
    FROM compared
    LEFT JOIN region AS was
        ON was.period = compared.period_before AND was.region_code = compared.region_before
    LEFT JOIN region AS is_now
        ON is_now.period = compared.period AND is_now.region_code = compared.region_code
),

state AS (
    SELECT
        known.period,
        known.region_code,
        category_before.code AS category_before,
        CASE
            WHEN known.was_reported OR before.kind = 'final' THEN before.code
            ELSE 'not_received'
        END AS state_before,
        CASE WHEN known.was_reported OR before.kind = 'final' THEN before.kind END AS kind_before,
        category.code AS category,
        CASE
            WHEN known.is_reported OR now.kind = 'final' THEN now.code
            ELSE 'not_received'
        END AS state,
        CASE WHEN known.is_reported OR now.kind = 'final' THEN now.kind END AS kind,
        known.entry_kind,
        known.exit_kind,
        known.activities
    FROM known
    LEFT JOIN category AS category_before ON category_before.place = known.packed_before // 1000
    LEFT JOIN status AS before ON before.place = known.packed_before % 1000
    LEFT JOIN category ON category.place = known.packed // 1000
    LEFT JOIN status AS now ON now.place = known.packed % 1000
    WHERE known.packed_before IS NOT NULL OR known.packed IS NOT NULL
),

counted AS (  -- each activity once in the total and in each category it was or is in
    SELECT
        unnest(list_distinct(['total', state.category_before, state.category])) AS in_category,
        state.period,
        state.region_code,
        state.category_before,
        state.state_before,
        state.kind_before,
        state.category,
        state.state,
        state.kind,
        state.entry_kind,
        state.exit_kind,
        state.activities
    FROM state
),

placed AS (
    SELECT
        counted.period,
        counted.region_code,
        counted.in_category AS category,
        CASE
            WHEN counted.category_before IS NULL THEN 'not_known'
            WHEN counted.in_category IN ('total', counted.category_before) THEN counted.state_before
            ELSE 'other_category'
        END AS status_before,
        CASE
            WHEN counted.category IS NULL THEN 'not_known'
            WHEN counted.in_category IN ('total', counted.category) THEN counted.state
            ELSE 'other_category'
        END AS status,
        coalesce(
            counted.kind_before = 'scale'
            AND counted.in_category IN ('total', counted.category_before),
            false
        ) AS was_counted,
        coalesce(
            counted.kind = 'scale' AND counted.in_category IN ('total', counted.category), false
        ) AS is_counted,
        CASE
            WHEN counted.entry_kind IS NOT NULL THEN counted.entry_kind
            WHEN counted.in_category NOT IN ('total', counted.category_before)
            THEN 'category_changed'
            WHEN counted.kind_before IN ('open', 'final') THEN 'started'
            ELSE 'new'
        END AS entry_kind,
        CASE
            WHEN counted.exit_kind IS NOT NULL THEN counted.exit_kind
            WHEN counted.in_category NOT IN ('total', counted.category) THEN 'category_changed'
            WHEN counted.kind IN ('open', 'final') THEN counted.state
            ELSE 'left_out'
        END AS exit_kind,
        counted.activities
    FROM counted
),

moved AS (
    SELECT
        placed.period,
        placed.region_code,
        placed.category,
        placed.status_before,
        placed.status,
        CASE
            WHEN placed.was_counted = placed.is_counted THEN NULL
            WHEN placed.is_counted THEN placed.entry_kind
            ELSE placed.exit_kind
        END AS kind,
        sum(placed.activities)::BIGINT AS activities
    FROM placed
    GROUP BY ALL
),

added AS (
    SELECT
        moved.period,
        'region' AS scope,
        moved.region_code,
        moved.category,
        moved.status_before,
        moved.status,
        moved.kind,
        moved.activities
    FROM moved
    WHERE moved.region_code IS NOT NULL
    UNION ALL
    SELECT
        moved.period,
        'programme' AS scope,
        NULL AS region_code,
        moved.category,
        moved.status_before,
        moved.status,
        moved.kind,
        sum(moved.activities)::BIGINT AS activities
    FROM moved
    GROUP BY ALL
)

SELECT
    added.period,
    calendar.period_before,
    added.scope,
    added.region_code,
    added.category,
    added.status_before,
    added.status,
    CASE
        WHEN before.kind = 'scale' AND now.kind = 'scale' THEN 'within'
        WHEN now.kind = 'scale' THEN 'entry'
        WHEN before.kind = 'scale' THEN 'exit'
        ELSE 'outside'
    END AS movement,
    added.kind,
    CASE
        WHEN before.kind <> 'scale' OR now.kind <> 'scale' THEN NULL
        WHEN now.place < before.place THEN 'improved'
        WHEN now.place > before.place THEN 'worsened'
        WHEN now.place = before.place THEN 'unchanged'
    END AS direction,
    CASE
        WHEN added.status <> 'other_category'
            AND (before.kind = 'open' OR (before.kind = 'scale' AND before.rank > 1))
        THEN coalesce(now.kind IN ('scale', 'final') AND now.rank = 1, false)
    END AS recovered,
    added.activities
FROM added
JOIN summary.calendar(as_of := as_of) AS calendar ON calendar.period = added.period
LEFT JOIN status AS before ON before.code = added.status_before
LEFT JOIN status AS now ON now.code = added.status;

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
    activities
FROM summary.status_transition(NULL)
ORDER BY period, scope, region_code, category, status_before, status, kind;

COMMENT ON VIEW summary.status_transition IS 'One row is one transition from the state of activities in the previous period to their state in this period, with the number of activities.';
COMMENT ON COLUMN summary.status_transition.period IS 'The period.';
COMMENT ON COLUMN summary.status_transition.period_before IS 'Previous period in the calendar.';
COMMENT ON COLUMN summary.status_transition.scope IS 'programme for all regions together, region for one region.';
COMMENT ON COLUMN summary.status_transition.region_code IS 'Code of the region; empty for the programme.';
COMMENT ON COLUMN summary.status_transition.category IS 'Code of the category, or total, which ignores categories.';
COMMENT ON COLUMN summary.status_transition.status_before IS 'Code of the status in the previous period, or not_received, not_known or other_category.';
COMMENT ON COLUMN summary.status_transition.status IS 'Code of the status in this period, or not_received, not_known or other_category.';
COMMENT ON COLUMN summary.status_transition.movement IS 'within (on the scale in both periods), entry, exit, or outside (in neither).';
COMMENT ON COLUMN summary.status_transition.kind IS 'Reason for entry: register, region_back, category_changed, started or new; for exit: register, region_silent, category_changed, the code of a status outside the scale, or left_out. Empty for within and outside.';
COMMENT ON COLUMN summary.status_transition.direction IS 'improved, worsened or unchanged on the scale; empty unless the movement is within.';
COMMENT ON COLUMN summary.status_transition.recovered IS 'For activities that were not started or not on the first status of the scale: whether they are on that status now or have finished; empty for all others.';
COMMENT ON COLUMN summary.status_transition.activities IS 'Number of activities.';

-- One row is one activity at the end of one period, from the first period in which it was reported,
-- in its state then, as in summary.activity_state. `run` is the number of consecutive periods, up
-- to this one, in which it was in that state. `is_long_at_worst` is true if it was on the last
-- status of the scale for two or more periods.
-- Rows have the code of their own period. `current_region` and `current_id` are the code of the
-- activity in the last period requested; they link the rows, so that a run continues through a
-- mapping. If several activities were mapped into one, the run continues from the one that already
-- had that code, otherwise from the first by code.
-- All periods up to `period` are included, or all when NULL; the state is that at event as_of, or
-- now, if NULL. Left out: regions that are not expected.
CREATE MACRO summary.activity_history(period, as_of := NULL) AS TABLE
WITH last AS (
    SELECT max(calendar.period) AS period
    FROM summary.calendar(as_of := as_of) AS calendar
    WHERE period IS NULL OR calendar.period <= period
),

red AS (
    SELECT max_by(status.code, status.place) AS code
    FROM reference.status
    JOIN summary.programme_in_force(as_of := as_of) AS programme
        ON programme.programme = status.programme
    WHERE status.kind = 'scale'
),

history AS (
    SELECT
        activity.period,
        calendar.place,
        activity.region_code,
        activity.activity_key,
        activity.activity_id,
        activity.activity_name,
        activity.category,
        activity.state,
        activity.submission,
        coalesce(mapping.to_region, activity.region_code) AS current_region,
        coalesce(mapping.to_id, activity.activity_id) AS current_id,
        lower(coalesce(mapping.to_id, activity.activity_id)) AS current_key
    FROM summary.activity_state(NULL, as_of := as_of) AS activity
    JOIN summary.calendar(as_of := as_of) AS calendar ON calendar.period = activity.period
    JOIN last ON activity.period <= last.period
    LEFT JOIN summary.mapping_in_force(NULL, as_of := as_of) AS mapping
        ON mapping.period = last.period
        AND mapping.from_region = activity.region_code
        AND mapping.from_key = activity.activity_key
        AND mapping.since > activity.period
),

member AS (  -- one line per activity, and one per activity that was mapped into another
    SELECT
        history.period,
        history.place,
        history.region_code,
        history.activity_id,
        history.activity_name,
        history.category,
        history.state,
        history.submission,
        history.current_region,
        history.current_id,
        CASE
            WHEN row_number() OVER (
                PARTITION BY history.place, history.current_region, history.current_key
                ORDER BY
                    (history.region_code, history.activity_key)
                        <> (history.current_region, history.current_key),
                    history.region_code,
                    history.activity_key
            ) = 1
            THEN (history.current_region, history.current_key, NULL, NULL)
            ELSE (
                history.current_region,
                history.current_key,
                history.region_code,
                history.activity_key
            )
        END AS line
    FROM history
),

streak AS (
    SELECT
        member.period,
        member.place,
        member.region_code,
        member.activity_id,
        member.activity_name,
        member.category,
        member.state,
        member.submission,
        member.current_region,
        member.current_id,
        member.line,
        member.place
        - row_number() OVER (PARTITION BY member.line, member.state ORDER BY member.place) AS began
    FROM member
),

counted AS (
    SELECT
        streak.period,
        streak.region_code,
        streak.activity_id,
        streak.activity_name,
        streak.category,
        streak.state,
        streak.submission,
        streak.current_region,
        streak.current_id,
        row_number() OVER (
            PARTITION BY streak.line, streak.state, streak.began ORDER BY streak.place
        ) AS run
    FROM streak
)

SELECT
    counted.period,
    counted.region_code,
    counted.activity_id,
    counted.activity_name,
    counted.category,
    counted.state,
    counted.run,
    counted.run >= 2 AND counted.state = red.code AS is_long_at_worst,
    counted.submission,
    counted.current_region,
    counted.current_id
FROM counted
CROSS JOIN red
ORDER BY counted.current_region, counted.current_id, counted.period;

CREATE VIEW summary.activity_history AS
SELECT
    period,
    region_code,
    activity_id,
    activity_name,
    category,
    state,
    run,
    is_long_at_worst,
    submission,
    current_region,
    current_id
FROM summary.activity_history(NULL);

COMMENT ON VIEW summary.activity_history IS 'One row is one activity at the end of one period, from the first period in which it was reported.';
COMMENT ON COLUMN summary.activity_history.period IS 'The period.';
COMMENT ON COLUMN summary.activity_history.region_code IS 'Code of the region that it belonged to in this period.';
COMMENT ON COLUMN summary.activity_history.activity_id IS 'Id that it had in this period.';
COMMENT ON COLUMN summary.activity_history.activity_name IS 'Name that was last reported by the end of this period.';
COMMENT ON COLUMN summary.activity_history.category IS 'Code of the category that was last reported by the end of this period.';
COMMENT ON COLUMN summary.activity_history.state IS 'Code of its status, or not_received; a finished or stopped activity keeps its status without being reported.';
COMMENT ON COLUMN summary.activity_history.run IS 'Number of consecutive periods, up to this one, in this state.';
COMMENT ON COLUMN summary.activity_history.is_long_at_worst IS 'Whether it has had the last status of the scale for two or more consecutive periods.';
COMMENT ON COLUMN summary.activity_history.submission IS 'Number of the last submission that contains it.';
COMMENT ON COLUMN summary.activity_history.current_region IS 'Code of the region that it belongs to in the last period.';
COMMENT ON COLUMN summary.activity_history.current_id IS 'Id that it has in the last period.';

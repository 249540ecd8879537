-- One row is one status of the scale in one category, or in the total, for one region or the
-- programme, and one movement with its kind as in summary.status_transition: the number of
-- activities with that movement that have the status now (activities), and that had it in the
-- previous period (activities_before). Activities on the scale in both periods have the movement
-- within and no kind. Left out: rows that summary.status_transition leaves out, and activities that are on the
-- scale in neither period.
CREATE MACRO summary.status_movement(period, as_of := NULL) AS TABLE
WITH transition AS (
    SELECT
        transition.period,
        transition.scope,
        transition.region_code,
        transition.category,
        transition.status_before,
        transition.status,
        transition.movement,
        transition.kind,
        transition.activities
    FROM summary.status_transition(period, as_of := as_of) AS transition
),

side AS (
    SELECT
        transition.period,
        transition.scope,
        transition.region_code,
        transition.category,
        transition.status,
        transition.movement,
        transition.kind,
        transition.activities,
        0 AS activities_before
    FROM transition
    WHERE transition.movement IN ('within', 'entry')
    UNION ALL
    SELECT
        transition.period,
        transition.scope,
        transition.region_code,
        transition.category,
        transition.status_before AS status,
        transition.movement,
        transition.kind,
        0 AS activities,
        transition.activities AS activities_before
    FROM transition
    WHERE transition.movement IN ('within', 'exit')
)

SELECT
    side.period,
    side.scope,
    side.region_code,
    side.category,
    side.status,
    side.movement,
    side.kind,
    sum(side.activities)::BIGINT AS activities,
    sum(side.activities_before)::BIGINT AS activities_before
FROM side
GROUP BY ALL;

-- One row is a share whose numbers of activities in both periods differ from the transitions within
-- the scale.
SELECT
    checked.scope,
    checked.region_code,
    checked.category,
    checked.status,
    checked.matched_activities,
    checked.matched_activities_before,
    coalesce(
        sum(transition.activities) FILTER (
            transition.movement = 'within' AND transition.status = checked.status
        ),
        0
    )::BIGINT AS within,
    coalesce(
        sum(transition.activities) FILTER (
            transition.movement = 'within' AND transition.status_before = checked.status
        ),
        0
    )::BIGINT AS within_before
FROM checked
LEFT JOIN summary.status_transition AS transition
    ON transition.period = checked.period
    AND transition.scope = checked.scope
    AND transition.region_code IS NOT DISTINCT FROM checked.region_code
    AND transition.category = checked.category
GROUP BY
    checked.scope,
    checked.region_code,
    checked.category,
    checked.status,
    checked.matched_activities,
    checked.matched_activities_before
HAVING
    checked.matched_activities <> within
    OR checked.matched_activities_before <> within_before

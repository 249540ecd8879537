-- One row is a state in a category whose number in the overview differs from the transitions to it.
-- Left out: the first period, which has no transitions.
SELECT
    checked.scope,
    checked.region_code,
    checked.category,
    checked.state,
    checked.activities,
    coalesce(sum(transition.activities), 0)::BIGINT AS in_transitions
FROM checked
LEFT JOIN summary.status_transition AS transition
    ON transition.period = checked.period
    AND transition.scope = checked.scope
    AND transition.region_code IS NOT DISTINCT FROM checked.region_code
    AND transition.category = checked.category
    AND transition.status = checked.state
WHERE checked.period IN (SELECT period FROM summary.status_trend)
GROUP BY checked.scope, checked.region_code, checked.category, checked.state, checked.activities
HAVING checked.activities <> in_transitions

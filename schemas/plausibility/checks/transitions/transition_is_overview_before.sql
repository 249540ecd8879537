-- One row is a state in a category whose number in the overview of the previous period differs from
-- the transitions from it. Left out: regions with a break since then, because their transitions use
-- the present codes.
SELECT
    before.scope,
    before.region_code,
    before.category,
    before.state,
    before.activities,
    coalesce(sum(transition.activities), 0)::BIGINT AS in_transitions
FROM (
    SELECT DISTINCT checked.period, calendar.period_before, checked.scope, checked.region_code
    FROM checked
    JOIN summary.calendar() AS calendar USING (period)
    WHERE NOT contains(checked.flag, 'b')
) AS compared
JOIN summary.activity_overview AS before
    ON before.period = compared.period_before
    AND before.scope = compared.scope
    AND before.region_code IS NOT DISTINCT FROM compared.region_code
LEFT JOIN summary.status_transition AS transition
    ON transition.period = compared.period
    AND transition.scope = before.scope
    AND transition.region_code IS NOT DISTINCT FROM before.region_code
    AND transition.category = before.category
    AND transition.status_before = before.state
GROUP BY before.scope, before.region_code, before.category, before.state, before.activities
HAVING before.activities <> in_transitions

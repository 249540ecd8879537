-- One row is a state in a category of a region whose number in the overview differs from the
-- activities in the history.
SELECT
    checked.region_code,
    checked.category,
    checked.state,
    checked.activities,
    count(history.activity_id) AS in_history
FROM checked
LEFT JOIN summary.activity_history AS history
    ON history.period = checked.period
    AND history.region_code = checked.region_code
    AND history.state = checked.state
    AND checked.category IN ('total', history.category)
WHERE checked.scope = 'region'
GROUP BY checked.region_code, checked.category, checked.state, checked.activities
HAVING checked.activities <> in_history

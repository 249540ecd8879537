-- One row is a report in which more than the programme's share of statuses changed at once.
SELECT
    comparison.delivery,
    comparison.sheet,
    '' AS cell,
    '' AS activity_id,
    '' AS activity_name,
    '' AS found,
    [comparison.changed::VARCHAR, comparison.on_scale::VARCHAR, comparison.period] AS expected
FROM comparison
JOIN reference.parameter AS share
    ON share.programme = comparison.programme AND share.name = 'changed_statuses'
JOIN reference.parameter AS minimum
    ON minimum.programme = comparison.programme AND minimum.name = 'minimum_activities'
WHERE
    comparison.on_scale >= minimum.value
    AND comparison.changed > share.value * comparison.on_scale

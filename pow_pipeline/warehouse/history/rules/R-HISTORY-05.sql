-- One row is a report in which the share of statuses that changed at once exceeds the limit of the
-- programme.
SELECT
    comparison.delivery,
    comparison.sheet,
    '' AS cell,
    '' AS activity_id,
    '' AS activity_name,
    '' AS found,
    [comparison.changed::VARCHAR, comparison.on_scale::VARCHAR, comparison.period] AS expected
FROM comparison
WHERE
    comparison.on_scale >= comparison.minimum_activities
    AND comparison.changed > comparison.changed_statuses * comparison.on_scale

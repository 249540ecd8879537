-- One row is a report whose number of activities differs from the one before it by more than the
-- programme's share.
SELECT
    comparison.delivery,
    comparison.sheet,
    '' AS cell,
    '' AS activity_id,
    '' AS activity_name,
    comparison.activities::VARCHAR AS found,
    [comparison.activities_before::VARCHAR, comparison.period] AS expected
FROM comparison
WHERE
    greatest(comparison.activities, comparison.activities_before) >= comparison.minimum_activities
    AND abs(comparison.activities - comparison.activities_before)
        > comparison.changed_count * comparison.activities_before

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
JOIN reference.parameter AS share
    ON share.programme = comparison.programme AND share.name = 'changed_count'
JOIN reference.parameter AS minimum
    ON minimum.programme = comparison.programme AND minimum.name = 'minimum_activities'
WHERE
    greatest(comparison.activities, comparison.activities_before) >= minimum.value
    AND abs(comparison.activities - comparison.activities_before)
        > share.value * comparison.activities_before

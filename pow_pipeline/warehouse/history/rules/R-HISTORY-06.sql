-- One row is a report that is identical to the previous one: the same activities, each with the
-- same name, category, status and explanation.
SELECT
    comparison.delivery,
    comparison.sheet,
    '' AS cell,
    '' AS activity_id,
    '' AS activity_name,
    '' AS found,
    [comparison.period] AS expected
FROM comparison
WHERE
    comparison.activities >= comparison.minimum_activities
    AND comparison.activities = comparison.activities_before
    AND comparison.identical = comparison.activities

-- One row is a report whose number of activities differs from that of the previous report by more
-- than the limit of the programme. Left out: reports that are only shorter because of activities
-- that R-HISTORY-01 already names.
SELECT
    comparison.delivery,
    comparison.sheet,
    '' AS cell,
    '' AS activity_id,
    '' AS activity_name,
    comparison.activities::VARCHAR AS found,
    [comparison.activities_before::VARCHAR, comparison.period] AS expected
FROM comparison
JOIN new_report ON new_report.delivery = comparison.delivery
LEFT JOIN record.finding AS left_out
    ON left_out.delivery = new_report.delivery
    AND left_out.event = new_report.event
    AND left_out.rule = 'R-HISTORY-01'
WHERE
    greatest(comparison.activities, comparison.activities_before) >= comparison.minimum_activities
    AND greatest(
        comparison.activities - comparison.activities_before,
        comparison.activities_before - comparison.activities - coalesce(len(left_out.expected), 0)
    ) > comparison.changed_count * comparison.activities_before

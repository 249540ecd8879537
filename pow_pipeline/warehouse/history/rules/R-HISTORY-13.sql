-- One row is a report in which activities have the ids of other activities: ids were exchanged, or
-- shifted by one or more rows. Linking such ids would merge histories, so no mapping is proposed.
SELECT
    changed_id.delivery,
    new_report.sheet,
    '' AS cell,
    '' AS activity_id,
    '' AS activity_name,
    '' AS found,
    list(
        changed_id.old || ' → ' || changed_id.new || ' "' || changed_id.label || '"'
        ORDER BY length(changed_id.old), changed_id.old
    ) AS expected
FROM changed_id
JOIN new_report ON new_report.submission = changed_id.submission
WHERE changed_id.is_overlapping
GROUP BY changed_id.delivery, new_report.sheet

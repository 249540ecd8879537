-- One row is a report in which activities seem to have other ids than before. This rule replaces
-- R-HISTORY-01 for these activities: adding them again under their old ids would duplicate them.
SELECT
    proposed_pair.delivery,
    new_report.sheet,
    '' AS cell,
    '' AS activity_id,
    '' AS activity_name,
    '' AS found,
    list(
        proposed_pair.old || ' → ' || proposed_pair.new || ' "' || proposed_pair.label || '"'
        ORDER BY length(proposed_pair.old), proposed_pair.old
    ) AS expected
FROM proposed_pair
JOIN new_report ON new_report.submission = proposed_pair.submission
WHERE proposed_pair.rule = 'R-HISTORY-12'
GROUP BY proposed_pair.delivery, new_report.sheet

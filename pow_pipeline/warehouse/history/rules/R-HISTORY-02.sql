-- One row is an activity that is in another category than in its last report.
SELECT
    reported_activity.delivery,
    reported_activity.sheet,
    reported_activity.category_cell AS cell,
    reported_activity.activity_id,
    reported_activity.activity_name,
    category.label AS found,
    [coalesce(known.label, reported_activity.known_category), reported_activity.known_period] AS expected
FROM reported_activity
JOIN reference.category
    ON category.programme = reported_activity.programme AND category.code = reported_activity.category
LEFT JOIN reference.category AS known
    ON known.programme = reported_activity.programme AND known.code = reported_activity.known_category
WHERE reported_activity.category <> reported_activity.known_category

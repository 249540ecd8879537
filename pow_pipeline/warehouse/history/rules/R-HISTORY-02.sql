-- One row is an activity that is in another category than in its last report.
SELECT
    new_activity.delivery,
    new_activity.sheet,
    new_activity.category_cell AS cell,
    new_activity.activity_id,
    new_activity.activity_name,
    category.label AS found,
    [coalesce(known.label, new_activity.known_category), new_activity.known_period] AS expected
FROM new_activity
JOIN reference.category
    ON category.programme = new_activity.programme AND category.code = new_activity.category
LEFT JOIN reference.category AS known
    ON known.programme = new_activity.programme AND known.code = new_activity.known_category
WHERE new_activity.category <> new_activity.known_category

-- One row is a category and status in submissions in force, of which at least one is not in the
-- programme, with the number of activities that are therefore in no figure.
SELECT
    checked.region_code,
    activity.category,
    category.place AS category_place,
    activity.status,
    status.place AS status_place,
    count(*) AS activities
FROM checked
JOIN record.activity_status AS activity USING (submission)
CROSS JOIN summary.programme_in_force() AS programme
LEFT JOIN reference.category
    ON category.programme = programme.programme AND category.code = activity.category
LEFT JOIN reference.status
    ON status.programme = programme.programme AND status.code = activity.status
WHERE category.code IS NULL OR status.code IS NULL
GROUP BY ALL

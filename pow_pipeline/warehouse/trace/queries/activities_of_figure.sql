-- One row is an activity with status $status in a share, with the cells that it was parsed from.
-- Placeholder: counted_activities, the SQL query of that name.
SELECT
    region_code, activity_id, activity_name, category, status, delivery, sheet, status_cell,
    category_cell
FROM ({counted_activities}) AS counted
WHERE status = $status
ORDER BY region_code, length(activity_id), activity_id

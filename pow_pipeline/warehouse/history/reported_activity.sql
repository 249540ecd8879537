-- One row is an activity of a new report, with its last known state. An activity that was never
-- reported before has NULL in `known_period` and the other `known_` columns. R-HISTORY-11 asks about
-- such an activity if its id resembles that of a missing one; R-HISTORY-12 or R-HISTORY-13 if its
-- name is that of an activity known under another id. `moved_not_compared` sets more rows to NULL.
CREATE OR REPLACE TEMP TABLE reported_activity AS
SELECT
    new_report.submission,
    new_report.delivery,
    new_report.programme,
    activity.activity_id,
    activity.activity_name,
    activity.category,
    activity.status,
    activity.explanation,
    activity.sheet,
    coalesce(activity.activity_id_cell, activity.status_cell) AS activity_id_cell,
    activity.status_cell,
    coalesce(activity.category_cell, activity.status_cell) AS category_cell,
    coalesce(activity.explanation_cell, activity.status_cell) AS explanation_cell,
    status.kind,
    status.place,
    status.word,
    status.explanation AS asks,
    known.activity_name AS known_name,
    known.category AS known_category,
    known.status AS known_status,
    known.kind AS known_kind,
    known.place AS known_place,
    known.word AS known_word,
    known.period AS known_period
FROM new_report
JOIN record.activity_status AS activity ON activity.submission = new_report.submission
JOIN reference.status
    ON status.programme = new_report.programme AND status.code = activity.status
LEFT JOIN known_activity AS known
    ON known.new_submission = new_report.submission
    AND known.activity_key = lower(activity.activity_id);

-- One row is an activity that a region had reported before a new report of its: how it was last
-- known. An activity that is finished or stopped stays so without being reported again. Ids that
-- differ in case only are the same.
CREATE OR REPLACE TEMP TABLE known_activity AS
SELECT
    new_report.submission AS new_submission,
    new_report.delivery,
    new_report.sheet,
    new_report.programme,
    lower(activity.activity_id) AS activity_key,
    activity.activity_id,
    activity.category,
    activity.status,
    earlier_report.period,
    status.kind,
    status.place,
    status.word
FROM earlier_report
JOIN new_report ON new_report.submission = earlier_report.new_submission
JOIN record.activity_status AS activity ON activity.submission = earlier_report.submission
LEFT JOIN reference.status
    ON status.programme = new_report.programme AND status.code = activity.status
QUALIFY row_number() OVER (
    PARTITION BY new_report.submission, lower(activity.activity_id)
    ORDER BY earlier_report.period DESC
) = 1;

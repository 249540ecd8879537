-- One row is an activity in an earlier report of the same region, under the id that it has in the
-- period of a new report. Ids that differ only in case are the same. Left out: activities that
-- moved to another region by then, and activities that came from another region.
CREATE OR REPLACE TEMP TABLE earlier_activity AS
SELECT
    new_report.submission AS new_submission,
    earlier_report.submission,
    earlier_report.period,
    lower(coalesce(mapping.to_id, activity.activity_id)) AS activity_key,
    coalesce(mapping.to_id, activity.activity_id) AS activity_id,
    activity.activity_name,
    activity.category,
    activity.status,
    activity.explanation
FROM earlier_report
JOIN new_report ON new_report.submission = earlier_report.new_submission
JOIN record.activity_status AS activity ON activity.submission = earlier_report.submission
LEFT JOIN reference.mapping
    ON mapping.event = new_report.mappings
    AND mapping.from_region = new_report.region_code
    AND lower(mapping.from_id) = lower(activity.activity_id)
    AND mapping.since > earlier_report.period
    AND mapping.period <= new_report.period
    AND (mapping.until IS NULL OR mapping.until > new_report.period)
WHERE mapping.to_region IS NULL OR mapping.to_region = new_report.region_code;

-- One row is one report that the event $event accepted. Left out: reports whose rows were erased.
CREATE OR REPLACE TEMP TABLE new_report AS
WITH filled AS (
    SELECT activity.submission, count(*) AS activities, min(activity.sheet) AS sheet
    FROM record.activity_status AS activity
    JOIN record.submission
        ON submission.submission = activity.submission AND submission.event = $event
    GROUP BY activity.submission
)

SELECT
    submission.submission,
    submission.delivery,
    submission.event,
    submission.sequence,
    submission.region_code,
    submission.period,
    delivery.event AS received,
    verdict.programme,
    coalesce(filled.sheet, '') AS sheet
FROM record.submission
JOIN record.delivery USING (delivery)
JOIN record.verdict ON verdict.delivery = submission.delivery AND verdict.event = submission.event
LEFT JOIN filled ON filled.submission = submission.submission
WHERE submission.event = $event AND verdict.activities = coalesce(filled.activities, 0);

-- One row is one report that the event $event accepted, with what its rules measure by.
CREATE OR REPLACE TEMP TABLE new_report AS
SELECT
    submission.submission,
    submission.delivery,
    submission.event,
    submission.sequence,
    submission.region_code,
    submission.period,
    delivery.event AS received,
    verdict.programme,
    (
        SELECT min(activity.sheet)
        FROM record.activity_status AS activity
        WHERE activity.submission = submission.submission
    ) AS sheet
FROM record.submission
JOIN record.delivery USING (delivery)
JOIN record.verdict ON verdict.delivery = submission.delivery AND verdict.event = submission.event
WHERE submission.event = $event;

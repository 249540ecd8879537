-- One row is a report that the event $event accepted. `mappings` is the event whose mappings of
-- activities apply to it: the activation of the programme that it was validated under, or a later
-- decision under that programme. Only decisions taken before the report arrived apply, or before it
-- was validated again. The result therefore does not depend on which deliveries are validated
-- together. Left out: reports whose rows were erased.
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
    result.programme,
    (
        SELECT max(mapped.event)
        FROM (
            SELECT result.programme AS event
            UNION ALL
            SELECT decision.event
            FROM record.decision
            WHERE
                decision.decision = 'map-activity'
                AND decision.event > result.programme
                AND decision.event < CASE
                    WHEN result.rerun_by IS NULL THEN delivery.event ELSE submission.event
                END
                AND decision.event < coalesce(
                    (
                        SELECT min(later.programme)
                        FROM reference.programme AS later
                        WHERE later.programme > result.programme
                    ),
                    submission.event
                )
        ) AS mapped
    ) AS mappings,
    coalesce(filled.sheet, '') AS sheet
FROM record.submission
JOIN record.delivery USING (delivery)
JOIN record.result ON result.delivery = submission.delivery AND result.event = submission.event
LEFT JOIN filled ON filled.submission = submission.submission
WHERE submission.event = $event AND result.activities = coalesce(filled.activities, 0);

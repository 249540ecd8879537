-- One row is a new report and an earlier report of the same region, about an earlier period. The
-- earlier report is the one that was in force when the new one arrived: the last to arrive about
-- its period that had not been withdrawn. The result therefore does not depend on which deliveries
-- are validated together. Left out: submissions replaced by a later validation of the same
-- delivery, and reports whose rows were erased.
CREATE OR REPLACE TEMP TABLE earlier_report AS
WITH accepted AS (
    SELECT
        new_report.submission AS new_submission,
        new_report.event AS new_event,
        new_report.received,
        earlier.submission,
        earlier.delivery,
        earlier.event,
        earlier.sequence,
        earlier.period
    FROM new_report
    JOIN record.submission AS earlier
        ON earlier.region_code = new_report.region_code
        AND earlier.period < new_report.period
        AND earlier.sequence < new_report.sequence
        AND earlier.event <= new_report.event
),

validated_again AS (
    SELECT accepted.new_submission, accepted.submission
    FROM accepted
    JOIN record.result AS later
        ON later.delivery = accepted.delivery
        AND later.event > accepted.event
        AND later.event <= accepted.new_event
),

withdrawn AS (
    SELECT accepted.new_submission, accepted.submission
    FROM accepted
    JOIN record.decision
        ON decision.delivery = accepted.delivery
        AND decision.decision IN ('withdraw', 'erase')
        AND decision.event < accepted.received
),

activity_count AS (
    SELECT activity.submission, count(*) AS activities
    FROM record.activity_status AS activity
    JOIN (SELECT DISTINCT accepted.submission FROM accepted) AS known
        ON known.submission = activity.submission
    GROUP BY activity.submission
)

SELECT accepted.new_submission, accepted.submission, accepted.period
FROM accepted
JOIN record.result ON result.delivery = accepted.delivery AND result.event = accepted.event
LEFT JOIN activity_count ON activity_count.submission = accepted.submission
ANTI JOIN validated_again
    ON validated_again.new_submission = accepted.new_submission
    AND validated_again.submission = accepted.submission
ANTI JOIN withdrawn
    ON withdrawn.new_submission = accepted.new_submission
    AND withdrawn.submission = accepted.submission
WHERE result.activities = coalesce(activity_count.activities, 0)
QUALIFY row_number() OVER (
    PARTITION BY accepted.new_submission, accepted.period ORDER BY accepted.sequence DESC
) = 1;

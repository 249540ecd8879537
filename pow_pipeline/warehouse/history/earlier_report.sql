-- One row is a report of the same region about an earlier period that counted when a new report
-- arrived: of each period the one that had arrived last and was not withdrawn by then. So it does
-- not depend on which deliveries are judged together. Left out: what was judged otherwise since,
-- and reports whose rows have been erased.
CREATE OR REPLACE TEMP TABLE earlier_report AS
SELECT
    new_report.submission AS new_submission,
    earlier.submission,
    earlier.period
FROM new_report
JOIN record.submission AS earlier
    ON earlier.region_code = new_report.region_code
    AND earlier.period < new_report.period
    AND earlier.sequence < new_report.sequence
    AND earlier.event <= new_report.event
JOIN record.verdict ON verdict.delivery = earlier.delivery AND verdict.event = earlier.event
ANTI JOIN record.verdict AS later
    ON later.delivery = earlier.delivery
    AND later.event > earlier.event
    AND later.event <= new_report.event
ANTI JOIN record.decision AS withdrawn
    ON withdrawn.delivery = earlier.delivery
    AND withdrawn.decision IN ('withdraw', 'erase')
    AND withdrawn.event < new_report.received
WHERE
    verdict.activities = 0
    OR earlier.submission IN (SELECT activity.submission FROM record.activity_status AS activity)
QUALIFY row_number() OVER (
    PARTITION BY new_report.submission, earlier.period ORDER BY earlier.sequence DESC
) = 1;

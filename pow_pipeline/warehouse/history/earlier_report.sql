-- One row is a report of the same region about an earlier period that counted when a new report
-- arrived: of each period the one that had arrived last and was not withdrawn by then. So it does
-- not depend on which deliveries are judged together.
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
ANTI JOIN record.decision AS withdrawn
    ON withdrawn.delivery = earlier.delivery
    AND withdrawn.decision IN ('withdraw', 'erase')
    AND withdrawn.event < new_report.received
QUALIFY row_number() OVER (
    PARTITION BY new_report.submission, earlier.period
    ORDER BY earlier.sequence DESC, earlier.event DESC
) = 1;

-- One row is a report that could be in force at event as_of (now, if NULL): accepted by
-- the latest validation of its delivery, and not withdrawn or erased. The rows of an erased report
-- are gone, so before the event of its erasure it is still included here, but has no activities.
CREATE MACRO summary.valid_submission(period, as_of := NULL) AS TABLE
SELECT
    submission.submission,
    submission.delivery,
    submission.sequence,
    submission.event,
    submission.region_code,
    submission.period,
    submission.version,
    submission.received_on
FROM record.submission
ANTI JOIN (
    SELECT result.delivery, result.event
    FROM record.result
    WHERE as_of IS NULL OR result.event <= as_of
) AS later
    ON later.delivery = submission.delivery AND later.event > submission.event
ANTI JOIN summary.withdrawn_delivery(as_of := as_of) AS withdrawn
    ON withdrawn.delivery = submission.delivery
WHERE
    (period IS NULL OR submission.period = period)
    AND (as_of IS NULL OR submission.event <= as_of);

-- One row is the report of one region about one period that counts: of the accepted ones that are
-- not withdrawn, the one that arrived last. All periods when period is NULL; the state at event
-- as_of, the present when NULL. Left out: reports accepted after as_of, and those withdrawn by then.
CREATE MACRO summary.submission_in_force(period, as_of := NULL) AS TABLE
WITH withdrawn AS (
    SELECT decision.delivery
    FROM record.decision
    WHERE decision.decision = 'withdraw' AND (as_of IS NULL OR decision.event <= as_of)
)
SELECT
    submission.submission,
    submission.delivery,
    submission.region_code,
    submission.period,
    submission.version,
    submission.received_on
FROM record.submission
ANTI JOIN withdrawn ON withdrawn.delivery = submission.delivery
WHERE
    (period IS NULL OR submission.period = period)
    AND (as_of IS NULL OR submission.event <= as_of)
QUALIFY row_number() OVER (
    PARTITION BY submission.region_code, submission.period
    ORDER BY submission.sequence DESC, submission.event DESC
) = 1;

CREATE VIEW summary.submission_in_force AS
SELECT submission, delivery, region_code, period, version, received_on
FROM summary.submission_in_force(NULL);

COMMENT ON VIEW summary.submission_in_force IS 'One row is the report of one region about one period that counts.';
COMMENT ON COLUMN summary.submission_in_force.submission IS 'Its number.';
COMMENT ON COLUMN summary.submission_in_force.delivery IS 'The delivery it came in.';
COMMENT ON COLUMN summary.submission_in_force.region_code IS 'The region that reports.';
COMMENT ON COLUMN summary.submission_in_force.period IS 'The period it reports about.';
COMMENT ON COLUMN summary.submission_in_force.version IS 'The n-th accepted report of this region about this period.';
COMMENT ON COLUMN summary.submission_in_force.received_on IS 'The day it came in, in the programme''s time zone.';

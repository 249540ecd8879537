-- One row is the report in force of one region about one period: of the reports in
-- summary.valid_submission, the one that arrived last. All periods are included when period is
-- NULL; the state is that at event as_of, or now if NULL. Left out: reports that
-- summary.valid_submission leaves out.
CREATE MACRO summary.submission_in_force(period, as_of := NULL) AS TABLE
SELECT
    valid.submission,
    valid.delivery,
    valid.event,
    valid.region_code,
    valid.period,
    valid.version,
    valid.received_on
FROM summary.valid_submission(period, as_of := as_of) AS valid
QUALIFY row_number() OVER (
    PARTITION BY valid.region_code, valid.period ORDER BY valid.sequence DESC
) = 1;

CREATE VIEW summary.submission_in_force AS
SELECT submission, delivery, event, region_code, period, version, received_on
FROM summary.submission_in_force(NULL);

COMMENT ON VIEW summary.submission_in_force IS 'One row is the report in force of one region about one period.';
COMMENT ON COLUMN summary.submission_in_force.submission IS 'Number of the submission.';
COMMENT ON COLUMN summary.submission_in_force.delivery IS 'The delivery that contained it.';
COMMENT ON COLUMN summary.submission_in_force.event IS 'Number of the event that accepted it.';
COMMENT ON COLUMN summary.submission_in_force.region_code IS 'Code of the region that reports.';
COMMENT ON COLUMN summary.submission_in_force.period IS 'Period that it reports about.';
COMMENT ON COLUMN summary.submission_in_force.version IS 'Version number among the accepted reports of this region about this period, starting at 1.';
COMMENT ON COLUMN summary.submission_in_force.received_on IS 'Day of arrival, in the time zone of the programme.';

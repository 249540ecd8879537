-- One row is one stage of the processing of one delivery: whether the delivery reached it, how the
-- stage ended, and what its rules found. The row shows the latest validation at event as_of (now,
-- if NULL); all periods are included when period is NULL.
-- A duplicate ends at the file stage, because it is recognised by its bytes; its findings belong to
-- the delivery that it repeats. If our own code failed on a delivery, no stage is known: `reached`
-- is empty for all five stages. A stage that was not reached can still have findings, because
-- explanations in a marked workbook are always examined. The findings of erased deliveries are
-- gone.
-- Left out: deliveries that were not validated by then.
CREATE MACRO summary.submission_outcomes(period, as_of := NULL) AS TABLE
WITH stage AS (
    SELECT stage.code, stage.place
    FROM (
        VALUES ('file', 1), ('layout', 2), ('rows', 3), ('submission', 4), ('history', 5)
    ) AS stage (code, place)
),

validated AS (  -- with the place of the stage at which its processing ended
    SELECT
        delivery.*,
        CASE delivery.outcome
            WHEN 'accepted' THEN 5
            WHEN 'duplicate' THEN 1
            WHEN 'rejected' THEN stage.place
        END AS ended
    FROM summary.validated_delivery(period, as_of := as_of) AS delivery
    LEFT JOIN stage ON stage.code = delivery.stage
),

found AS (
    SELECT
        finding.delivery,
        finding.stage,
        count(*) FILTER (WHERE finding.severity = 'error') AS errors,
        count(*) FILTER (WHERE finding.severity = 'query') AS queries,
        count(*) FILTER (WHERE finding.severity = 'notice') AS notices,
        list_sort(list_distinct(list(finding.rule))) AS rules
    FROM record.finding
    JOIN validated ON validated.delivery = finding.delivery AND validated.event = finding.event
    GROUP BY finding.delivery, finding.stage
)

SELECT
    validated.period,
    validated.sender,
    validated.region_code,
    validated.delivery,
    validated.sequence,
    validated.received_at,
    validated.outcome,
    validated.duplicate_of,
    validated.attempts,
    stage.code AS stage,
    stage.place AS stage_place,
    stage.place <= validated.ended AS reached,
    CASE
        WHEN validated.outcome = 'failed' THEN 'failed'
        WHEN stage.place > validated.ended THEN 'not_reached'
        WHEN stage.place < validated.ended OR validated.outcome = 'accepted' THEN 'passed'
        WHEN validated.outcome = 'duplicate' THEN 'duplicate'
        ELSE 'stopped'
    END AS ended_with,
    coalesce(found.errors, 0) AS errors,
    coalesce(found.queries, 0) AS queries,
    coalesce(found.notices, 0) AS notices,
    coalesce(found.rules, []) AS rules
FROM validated
CROSS JOIN stage
LEFT JOIN found ON found.delivery = validated.delivery AND found.stage = stage.code
ORDER BY validated.period, validated.sequence, stage.place;

CREATE VIEW summary.submission_outcomes AS
SELECT
    period,
    sender,
    region_code,
    delivery,
    sequence,
    received_at,
    outcome,
    duplicate_of,
    attempts,
    stage,
    stage_place,
    reached,
    ended_with,
    errors,
    queries,
    notices,
    rules
FROM summary.submission_outcomes(NULL);

COMMENT ON VIEW summary.submission_outcomes IS 'One row is one stage of the processing of one delivery: how the stage ended, and the number of findings.';
COMMENT ON COLUMN summary.submission_outcomes.period IS 'Period that the delivery is about; if unknown, the latest period that had opened when it arrived.';
COMMENT ON COLUMN summary.submission_outcomes.sender IS 'Code of the region that sent it.';
COMMENT ON COLUMN summary.submission_outcomes.region_code IS 'Code of the region that it is about; empty if unknown.';
COMMENT ON COLUMN summary.submission_outcomes.delivery IS 'The delivery.';
COMMENT ON COLUMN summary.submission_outcomes.sequence IS 'Position in order of arrival, over all deliveries, starting at 1.';
COMMENT ON COLUMN summary.submission_outcomes.received_at IS 'Time of arrival, in UTC.';
COMMENT ON COLUMN summary.submission_outcomes.outcome IS 'Outcome of the latest validation: accepted, rejected, duplicate or failed.';
COMMENT ON COLUMN summary.submission_outcomes.duplicate_of IS 'For a duplicate: the delivery that it repeats.';
COMMENT ON COLUMN summary.submission_outcomes.attempts IS 'Number of validations so far.';
COMMENT ON COLUMN summary.submission_outcomes.stage IS 'file, layout, rows, submission or history.';
COMMENT ON COLUMN summary.submission_outcomes.stage_place IS 'Position of the stage, from 1 to 5.';
COMMENT ON COLUMN summary.submission_outcomes.reached IS 'Whether the delivery reached this stage; empty if our own code failed on it.';
COMMENT ON COLUMN summary.submission_outcomes.ended_with IS 'passed, stopped (ended here by an error), duplicate, not_reached, or failed (an error in our own code).';
COMMENT ON COLUMN summary.submission_outcomes.errors IS 'Number of findings of this stage with severity error.';
COMMENT ON COLUMN summary.submission_outcomes.queries IS 'Number of findings of this stage with severity query.';
COMMENT ON COLUMN summary.submission_outcomes.notices IS 'Number of findings of this stage with severity notice.';
COMMENT ON COLUMN summary.submission_outcomes.rules IS 'Codes of the rules of this stage with findings, without repetition.';

-- One row is one stage of the processing of one delivery: whether the delivery reached it, how the
-- stage ended, and what its rules found. The row shows the latest validation at event as_of (the
-- present when NULL); all periods are included when period is NULL.
-- A duplicate ends at the file stage, because it is recognised by its bytes; its findings belong to
-- the delivery that it repeats. If our own code failed on a delivery, no stage is known: `reached`
-- is empty for all five stages. A stage that was not reached can still have findings, because
-- explanations in a marked workbook are always examined. The findings of erased deliveries are
-- gone.
-- Left out: deliveries that were not validated by then.
CREATE MACRO summary.submission_outcomes(period, as_of := NULL) AS TABLE
WITH stage AS (
    SELECT each.code, each.place
    FROM (
        VALUES ('file', 1), ('layout', 2), ('rows', 3), ('submission', 4), ('history', 5)
    ) AS each (code, place)
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

COMMENT ON VIEW summary.submission_outcomes IS 'One row is one stage of the way of one delivery: what it ended with there, and what was found.';
COMMENT ON COLUMN summary.submission_outcomes.period IS 'The period it is about; where that could not be read, the latest that had opened when it came in.';
COMMENT ON COLUMN summary.submission_outcomes.sender IS 'The region that sent it.';
COMMENT ON COLUMN summary.submission_outcomes.region_code IS 'The region it is about, empty where that could not be read.';
COMMENT ON COLUMN summary.submission_outcomes.delivery IS 'The delivery.';
COMMENT ON COLUMN summary.submission_outcomes.sequence IS 'The how-manieth delivery it is, in order of arrival.';
COMMENT ON COLUMN summary.submission_outcomes.received_at IS 'When it came in, in UTC.';
COMMENT ON COLUMN summary.submission_outcomes.outcome IS 'What became of it by the latest batch: accepted, rejected, duplicate or failed.';
COMMENT ON COLUMN summary.submission_outcomes.duplicate_of IS 'The delivery that it repeats, for a duplicate.';
COMMENT ON COLUMN summary.submission_outcomes.attempts IS 'How often it has been validated.';
COMMENT ON COLUMN summary.submission_outcomes.stage IS 'file, layout, rows, submission or history.';
COMMENT ON COLUMN summary.submission_outcomes.stage_place IS 'The order of the stage, from 1 to 5.';
COMMENT ON COLUMN summary.submission_outcomes.reached IS 'Whether it got to this stage; empty where our own code failed on it.';
COMMENT ON COLUMN summary.submission_outcomes.ended_with IS 'passed, stopped (an error ended its way here), duplicate, not_reached, or failed (our own code failed on it).';
COMMENT ON COLUMN summary.submission_outcomes.errors IS 'The number of errors of this stage.';
COMMENT ON COLUMN summary.submission_outcomes.queries IS 'The number of queries of this stage.';
COMMENT ON COLUMN summary.submission_outcomes.notices IS 'The number of notices of this stage.';
COMMENT ON COLUMN summary.submission_outcomes.rules IS 'Codes of the rules of this stage that found something, each once.';

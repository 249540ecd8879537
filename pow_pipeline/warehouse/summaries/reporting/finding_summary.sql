-- One row is a rule with findings in the deliveries of one region, or of all regions, about one
-- period: where they are, in how many deliveries, how many of these were fixed, and how quickly. A
-- delivery is fixed for a rule when the same region sends a later delivery about the same period
-- that is accepted and in which the rule finds nothing; the first such delivery counts. Accepted
-- means: by the latest validation at event as_of (the present when NULL), and neither withdrawn nor
-- erased. All periods are included when period is NULL.
-- Left out: duplicates, because the findings belong to the delivery that they repeat, and erased
-- deliveries.
CREATE MACRO summary.finding_summary(period, as_of := NULL) AS TABLE
WITH found AS (  -- one row per rule and delivery
    SELECT
        validated.period,
        validated.sender,
        validated.delivery,
        validated.sequence,
        validated.received_on,
        finding.stage,
        finding.severity,
        finding.rule,
        count(*) AS findings,
        list(
            CASE
                WHEN regexp_full_match(finding.cell, '[A-Z]+[0-9]+')
                THEN regexp_extract(finding.cell, '^[A-Z]+')
                ELSE regexp_extract(finding.cell, '\]\.(.+)$', 1)
            END
        ) AS columns
    FROM summary.validated_delivery(period, as_of := as_of) AS validated
    JOIN record.finding
        ON finding.delivery = validated.delivery AND finding.event = validated.event
    GROUP BY ALL
),

corrected AS (
    SELECT
        found.delivery,
        found.rule,
        min_by(valid.received_on, valid.sequence) - found.received_on AS days
    FROM found
    JOIN summary.valid_submission(period, as_of := as_of) AS valid
        ON valid.region_code = found.sender
        AND valid.period = found.period
        AND valid.sequence > found.sequence
    ANTI JOIN found AS again
        ON again.delivery = valid.delivery AND again.rule = found.rule
    GROUP BY found.delivery, found.rule, found.received_on
)

SELECT
    found.period,
    CASE WHEN grouping(found.sender) = 1 THEN 'programme' ELSE 'region' END AS scope,
    found.sender AS region_code,
    found.stage,
    found.severity,
    found.rule,
    list_sort(list_filter(list_distinct(flatten(list(found.columns))), each -> each <> '')) AS columns,
    sum(found.findings)::BIGINT AS findings,
    count(*) AS deliveries,
    count(corrected.days) AS corrected,
    median(corrected.days) AS median_days
FROM found
LEFT JOIN corrected ON corrected.delivery = found.delivery AND corrected.rule = found.rule
GROUP BY
    found.period,
    found.stage,
    found.severity,
    found.rule,
    ROLLUP (found.sender)
ORDER BY found.period, scope, found.sender, found.rule, found.stage, found.severity;

CREATE VIEW summary.finding_summary AS
SELECT
    period,
    scope,
    region_code,
    stage,
    severity,
    rule,
    columns,
    findings,
    deliveries,
    corrected,
    median_days
FROM summary.finding_summary(NULL);

COMMENT ON VIEW summary.finding_summary IS 'One row is one rule that found something in what a region, or all regions, sent about a period.';
COMMENT ON COLUMN summary.finding_summary.period IS 'The period; where a delivery names none, the latest that had opened when it came in.';
COMMENT ON COLUMN summary.finding_summary.scope IS 'programme for all regions together, region for one.';
COMMENT ON COLUMN summary.finding_summary.region_code IS 'The region that sent it, empty for the programme.';
COMMENT ON COLUMN summary.finding_summary.stage IS 'The stage of the rule.';
COMMENT ON COLUMN summary.finding_summary.severity IS 'error, query or notice.';
COMMENT ON COLUMN summary.finding_summary.rule IS 'Code of the rule.';
COMMENT ON COLUMN summary.finding_summary.columns IS 'The columns of the files in which it found something: their letters, or keys for records; empty where files as a whole are meant.';
COMMENT ON COLUMN summary.finding_summary.findings IS 'The number of places in which it found something.';
COMMENT ON COLUMN summary.finding_summary.deliveries IS 'The number of deliveries in which it found something.';
COMMENT ON COLUMN summary.finding_summary.corrected IS 'Of these, the number that a later report of the same region about the same period put right.';
COMMENT ON COLUMN summary.finding_summary.median_days IS 'The median of the days between such a delivery and the first report that put it right; empty where none did.';

-- One row is a rule with findings in the deliveries of one region, or of all regions, about one
-- period: where they are, in how many deliveries, how many of these were fixed, and how quickly. A
-- delivery is fixed for a rule when the same region sends a later delivery about the same period
-- that is accepted and in which the rule finds nothing; the first such delivery counts. Accepted
-- means: by the latest validation at event as_of (now, if NULL), and neither withdrawn nor
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
    list_sort(
        list_filter(list_distinct(flatten(list(found.columns))), name -> name <> '')
    ) AS columns,
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

COMMENT ON VIEW summary.finding_summary IS 'One row is one rule with findings in the deliveries of a region, or of all regions, about one period.';
COMMENT ON COLUMN summary.finding_summary.period IS 'Period of the deliveries; if a delivery names none, the latest period that had opened when it arrived.';
COMMENT ON COLUMN summary.finding_summary.scope IS 'programme for all regions together, region for one region.';
COMMENT ON COLUMN summary.finding_summary.region_code IS 'Code of the region that sent the deliveries; empty for the programme.';
COMMENT ON COLUMN summary.finding_summary.stage IS 'The stage of the rule.';
COMMENT ON COLUMN summary.finding_summary.severity IS 'error, query or notice.';
COMMENT ON COLUMN summary.finding_summary.rule IS 'Code of the rule.';
COMMENT ON COLUMN summary.finding_summary.columns IS 'Columns of the files with findings: their letters, or their keys for records; empty if the findings are about files as a whole.';
COMMENT ON COLUMN summary.finding_summary.findings IS 'Number of findings.';
COMMENT ON COLUMN summary.finding_summary.deliveries IS 'Number of deliveries with findings of this rule.';
COMMENT ON COLUMN summary.finding_summary.corrected IS 'Of these deliveries, the number that a later report of the same region about the same period corrected.';
COMMENT ON COLUMN summary.finding_summary.median_days IS 'Median number of days from such a delivery to the first report that corrected it; empty if none was corrected.';

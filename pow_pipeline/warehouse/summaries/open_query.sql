-- One row is one query about a report in force that nobody has answered by event as_of (the present
-- when NULL): in the report itself, by a correction or an explanation, or by a decision to explain.
-- Left out: queries about reports that do not count. `query` is what a query is known by: the same
-- when the delivery is judged again, made as record.decisions.query_key makes it.
CREATE MACRO summary.open_query(period, as_of := NULL) AS TABLE
WITH query AS (
    SELECT
        in_force.period,
        in_force.region_code,
        finding.delivery,
        finding.event,
        finding.place,
        finding.rule,
        finding.sheet,
        finding.cell,
        finding.activity_id,
        finding.activity_name,
        finding.found,
        sha256(
            concat_ws(
                chr(31),
                finding.delivery,
                finding.rule,
                finding.sheet,
                finding.cell,
                finding.activity_id
            )
        ) AS query
    FROM summary.submission_in_force(period, as_of := as_of) AS in_force
    JOIN record.finding
        ON finding.delivery = in_force.delivery AND finding.event = in_force.event
    WHERE finding.severity = 'query'
)
SELECT
    query.period,
    query.region_code,
    query.delivery,
    query.rule,
    query.sheet,
    query.cell,
    query.activity_id,
    query.activity_name,
    query.found,
    query.query
FROM query
ANTI JOIN (
    SELECT decision.query
    FROM record.decision
    WHERE decision.decision = 'explain' AND (as_of IS NULL OR decision.event <= as_of)
) AS explained ON explained.query = query.query
ANTI JOIN summary.answered_query(period, as_of := as_of) AS answered
    ON answered.delivery = query.delivery
    AND answered.event = query.event
    AND answered.place = query.place
ORDER BY query.period, query.region_code, query.place;

CREATE VIEW summary.open_query AS
SELECT
    period, region_code, delivery, rule, sheet, cell, activity_id, activity_name, found, query
FROM summary.open_query(NULL);

COMMENT ON VIEW summary.open_query IS 'One row is one query about a report in force that nobody has answered yet.';
COMMENT ON COLUMN summary.open_query.period IS 'The period.';
COMMENT ON COLUMN summary.open_query.region_code IS 'The region that reports.';
COMMENT ON COLUMN summary.open_query.delivery IS 'The delivery it is about.';
COMMENT ON COLUMN summary.open_query.rule IS 'Code of the rule.';
COMMENT ON COLUMN summary.open_query.sheet IS 'The sheet, empty when the file as a whole is meant.';
COMMENT ON COLUMN summary.open_query.cell IS 'The cell, empty when the file as a whole is meant.';
COMMENT ON COLUMN summary.open_query.activity_id IS 'The id of the activity, where it is about one.';
COMMENT ON COLUMN summary.open_query.activity_name IS 'The name of the activity, where it is about one.';
COMMENT ON COLUMN summary.open_query.found IS 'The text as it stood there.';
COMMENT ON COLUMN summary.open_query.query IS 'What the query is known by; a decision that answers it names this.';

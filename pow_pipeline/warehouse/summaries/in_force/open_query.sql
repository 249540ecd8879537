-- One row is a query about a report in force that is not answered by event as_of (now, if
-- NULL). A query is answered in the report itself, by a correction or an explanation; by a decision
-- to explain; or, if it asks for activities that are left out, by mappings of all those activities.
-- Left out: queries about reports not in force. `query` identifies a query: it stays the same when
-- the delivery is validated again, and is computed like record.decisions.query_key.
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
),

left_out AS (  -- the ids that a query asks for
    SELECT query.period, query.region_code, query.query, unnest(finding.expected) AS old
    FROM query
    JOIN record.finding
        ON finding.delivery = query.delivery
        AND finding.event = query.event
        AND finding.place = query.place
    WHERE query.rule = 'R-HISTORY-01'
    UNION ALL
    SELECT query.period, query.region_code, query.query, proposed.old
    FROM query
    JOIN record.proposed_pair AS proposed
        ON proposed.delivery = query.delivery
        AND proposed.event = query.event
        AND proposed.rule = query.rule
        AND query.activity_id IN ('', proposed.new)
),

mapped AS (
    SELECT left_out.query
    FROM left_out
    LEFT JOIN summary.mapping_in_force(period, as_of := as_of) AS mapping
        ON mapping.period = left_out.period
        AND mapping.from_region = left_out.region_code
        AND mapping.from_key = lower(left_out.old)
    GROUP BY left_out.query
    HAVING bool_and(mapping.from_key IS NOT NULL)
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
ANTI JOIN mapped ON mapped.query = query.query
ANTI JOIN (
    SELECT decision.query
    FROM record.decision
    WHERE decision.decision = 'answer' AND (as_of IS NULL OR decision.event <= as_of)
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

COMMENT ON VIEW summary.open_query IS 'One row is one unanswered query about a report in force.';
COMMENT ON COLUMN summary.open_query.period IS 'The period.';
COMMENT ON COLUMN summary.open_query.region_code IS 'Code of the region that reports.';
COMMENT ON COLUMN summary.open_query.delivery IS 'The delivery that it is about.';
COMMENT ON COLUMN summary.open_query.rule IS 'Code of the rule.';
COMMENT ON COLUMN summary.open_query.sheet IS 'Worksheet; empty if the query is about the file as a whole.';
COMMENT ON COLUMN summary.open_query.cell IS 'Cell; empty if the query is about the file as a whole.';
COMMENT ON COLUMN summary.open_query.activity_id IS 'Id of the activity; empty if the query is not about one.';
COMMENT ON COLUMN summary.open_query.activity_name IS 'Name of the activity; empty if the query is not about one.';
COMMENT ON COLUMN summary.open_query.found IS 'Text found at that place.';
COMMENT ON COLUMN summary.open_query.query IS 'Identifier of the query; a decision that answers it refers to this.';

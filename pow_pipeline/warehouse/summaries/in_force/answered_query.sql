-- One row is a query about a report in force that the report itself answers: the answer of the
-- submitter in a marked workbook that was sent back. An answer in an earlier version only counts if
-- this version repeats it. Ids that differ only in case are the same. Left out: queries answered by
-- a decision of an operator. All periods are included when period is NULL; the state is that at
-- event as_of, or now if NULL.
CREATE MACRO summary.answered_query(period, as_of := NULL) AS TABLE
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
    query_answer.text AS answer,
    query_answer.sheet AS answer_sheet,
    query_answer.cell AS answer_cell
FROM summary.submission_in_force(period, as_of := as_of) AS in_force
JOIN record.finding
    ON finding.delivery = in_force.delivery AND finding.event = in_force.event
JOIN record.query_answer
    ON query_answer.delivery = finding.delivery
    AND query_answer.event = finding.event
    AND query_answer.rule = finding.rule
    AND lower(query_answer.activity_id) = lower(finding.activity_id)
WHERE finding.severity = 'query'
ORDER BY in_force.period, in_force.region_code, finding.place;

CREATE VIEW summary.answered_query AS
SELECT
    period,
    region_code,
    delivery,
    event,
    place,
    rule,
    sheet,
    cell,
    activity_id,
    activity_name,
    found,
    answer,
    answer_sheet,
    answer_cell
FROM summary.answered_query(NULL);

COMMENT ON VIEW summary.answered_query IS 'One row is one query about a report in force that the report itself answers.';
COMMENT ON COLUMN summary.answered_query.period IS 'The period.';
COMMENT ON COLUMN summary.answered_query.region_code IS 'Code of the region that reports.';
COMMENT ON COLUMN summary.answered_query.delivery IS 'The delivery that it is about.';
COMMENT ON COLUMN summary.answered_query.event IS 'Number of the event that recorded the validation.';
COMMENT ON COLUMN summary.answered_query.place IS 'Position among the findings of that delivery, starting at 1.';
COMMENT ON COLUMN summary.answered_query.rule IS 'Code of the rule.';
COMMENT ON COLUMN summary.answered_query.sheet IS 'Worksheet; empty if the query is about the file as a whole.';
COMMENT ON COLUMN summary.answered_query.cell IS 'Cell; empty if the query is about the file as a whole.';
COMMENT ON COLUMN summary.answered_query.activity_id IS 'Id of the activity; empty if the query is not about one.';
COMMENT ON COLUMN summary.answered_query.activity_name IS 'Name of the activity; empty if the query is not about one.';
COMMENT ON COLUMN summary.answered_query.found IS 'Text found at that place.';
COMMENT ON COLUMN summary.answered_query.answer IS 'Answer of the submitter.';
COMMENT ON COLUMN summary.answered_query.answer_sheet IS 'Worksheet that contains the answer.';
COMMENT ON COLUMN summary.answered_query.answer_cell IS 'Cell that contains the answer.';

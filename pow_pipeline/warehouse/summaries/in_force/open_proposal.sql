-- One row is a pair of names that a rule proposes about a report in force, without a decision by
-- event as_of (now, if NULL): neither a mapping nor a decision that answers the query. The
-- answer of the region to the query decides nothing; it is in `answer`. All periods are included
-- when period is NULL.
CREATE MACRO summary.open_proposal(period, as_of := NULL) AS TABLE
SELECT
    in_force.period,
    in_force.region_code,
    in_force.delivery,
    proposed.rule,
    proposed.old,
    proposed.new,
    proposed.label,
    coalesce(answered.answer, '') AS answer
FROM summary.submission_in_force(period, as_of := as_of) AS in_force
JOIN record.proposed_pair AS proposed
    ON proposed.delivery = in_force.delivery AND proposed.event = in_force.event
JOIN record.finding
    ON finding.delivery = proposed.delivery
    AND finding.event = proposed.event
    AND finding.rule = proposed.rule
    AND finding.activity_id IN ('', proposed.new)
LEFT JOIN summary.answered_query(period, as_of := as_of) AS answered
    ON answered.delivery = finding.delivery
    AND answered.event = finding.event
    AND answered.place = finding.place
ANTI JOIN summary.mapping_in_force(period, as_of := as_of) AS mapping
    ON mapping.period = in_force.period
    AND mapping.from_region = in_force.region_code
    AND mapping.from_key = lower(proposed.old)
ANTI JOIN (
    SELECT decision.query
    FROM record.decision
    WHERE decision.decision = 'answer' AND (as_of IS NULL OR decision.event <= as_of)
) AS explained
    ON explained.query = sha256(
        concat_ws(
            chr(31),
            finding.delivery,
            finding.rule,
            finding.sheet,
            finding.cell,
            finding.activity_id
        )
    )
ORDER BY in_force.period, in_force.region_code, proposed.rule, length(proposed.old), proposed.old;

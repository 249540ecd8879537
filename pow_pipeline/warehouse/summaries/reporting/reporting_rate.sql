-- One row is a region that is expected to report about a period, or the programme as a whole, with
-- the state of its report. Each column counts regions, and each count is part of an earlier one by
-- construction, so no value is capped. Of the regions that are expected and not exempt: those from
-- which something was received, was accepted, and is in force. Of the regions with a report in
-- force: those that were on time, those that were late, and those that were on time but were
-- corrected after the deadline.
-- A region is on time if its report in force, or an earlier accepted report that is not withdrawn,
-- arrived on or before the deadline, or on or before the later deadline of an extension. Only
-- open_queries counts queries: those about reports in force. A file whose period is unknown belongs
-- to the period that was open when it arrived.
-- Left out: reports of regions that are not expected. A region that a decision made exempt is in
-- neither the numerator nor the denominator of a rate, whether it reports or not. exempt_reported
-- counts the exempt regions that did report, because their activities are in the figures. The rates
-- are empty if no region is left.
CREATE MACRO summary.reporting_rate(period, as_of := NULL) AS TABLE
WITH programme AS (
    SELECT in_force.programme
    FROM summary.programme_in_force(as_of := as_of) AS in_force
),

exempt AS (
    SELECT DISTINCT decision.region_code, decision.period
    FROM record.decision
    WHERE decision.decision = 'exempt' AND (as_of IS NULL OR decision.event <= as_of)
),

expected AS (
    SELECT
        register.period,
        register.region_code,
        greatest(period_of.deadline, extended.until) AS deadline,
        (exempt.region_code IS NOT NULL)::INTEGER AS exempt
    FROM reference.register
    JOIN programme USING (programme)
    JOIN reference.period AS period_of
        ON period_of.programme = register.programme AND period_of.code = register.period
    LEFT JOIN exempt
        ON exempt.region_code = register.region_code AND exempt.period = register.period
    LEFT JOIN summary.extension_in_force(period, as_of := as_of) AS extended
        ON extended.region_code = register.region_code AND extended.period = register.period
    WHERE period IS NULL OR register.period = period
),

arrived AS (  -- the period of each file, and whether it was accepted, even if withdrawn later
    SELECT
        delivery.sender AS region_code,
        coalesce(
            result.period,
            (
                SELECT max(opened.code)
                FROM reference.period AS opened
                WHERE
                    opened.programme = delivery.programme
                    AND opened.opens <= delivery.received_on
            )
        ) AS period,
        coalesce(result.outcome = 'accepted', false) AS is_accepted
    FROM record.delivery
    LEFT JOIN summary.latest_result(as_of := as_of) AS result USING (delivery)
    WHERE as_of IS NULL OR delivery.event <= as_of
),

received AS (
    SELECT arrived.region_code, arrived.period, bool_or(arrived.is_accepted) AS is_accepted
    FROM arrived
    GROUP BY arrived.region_code, arrived.period
),

first_received AS (  -- the arrival of the first report that is accepted and not withdrawn
    SELECT valid.region_code, valid.period, min(valid.received_on) AS received_on
    FROM summary.valid_submission(period, as_of := as_of) AS valid
    GROUP BY valid.region_code, valid.period
),

queries AS (  -- the open queries about reports in force, by region
    SELECT query.region_code, query.period, count(*) AS open_queries
    FROM summary.open_query(period, as_of := as_of) AS query
    GROUP BY query.region_code, query.period
),

region AS (  -- for an exempt region, all counts but the first two are 0
    SELECT
        expected.period,
        expected.region_code,
        expected.exempt,
        expected.exempt = 1 AND in_force.submission IS NOT NULL AS is_exempt_reported,
        received.region_code IS NOT NULL AND expected.exempt = 0 AS is_received,
        is_received AND received.is_accepted AS is_accepted,
        expected.exempt = 0 AND in_force.submission IS NOT NULL AS is_in_force,
        is_in_force AND first_received.received_on <= expected.deadline AS is_on_time,
        is_on_time AND in_force.received_on > expected.deadline AS is_corrected_later,
        CASE WHEN is_in_force THEN coalesce(queries.open_queries, 0) ELSE 0 END AS open_queries
    FROM expected
    LEFT JOIN received
        ON received.region_code = expected.region_code AND received.period = expected.period
    LEFT JOIN summary.submission_in_force(period, as_of := as_of) AS in_force
        ON in_force.region_code = expected.region_code AND in_force.period = expected.period
    LEFT JOIN first_received
        ON first_received.region_code = expected.region_code
        AND first_received.period = expected.period
    LEFT JOIN queries
        ON queries.region_code = expected.region_code AND queries.period = expected.period
),

counted AS (
    SELECT
        region.period,
        CASE WHEN grouping(region.region_code) = 1 THEN 'programme' ELSE 'region' END AS scope,
        region.region_code,
        count(*) AS expected,
        sum(region.exempt)::BIGINT AS exempt,
        count(*) FILTER (region.is_exempt_reported) AS exempt_reported,
        count(*) FILTER (region.is_received) AS received,
        count(*) FILTER (region.is_accepted) AS accepted,
        count(*) FILTER (region.is_in_force) AS in_force,
        count(*) FILTER (region.is_on_time) AS on_time,
        count(*) FILTER (region.is_corrected_later) AS corrected_later,
        sum(region.open_queries)::BIGINT AS open_queries
    FROM region
    GROUP BY region.period, ROLLUP (region.region_code)
)

SELECT
    counted.period,
    counted.scope,
    counted.region_code,
    counted.expected,
    counted.exempt,
    counted.exempt_reported,
    counted.received,
    counted.accepted,
    counted.in_force,
    counted.on_time,
    counted.corrected_later,
    counted.in_force - counted.on_time AS late,
    counted.expected - counted.exempt - counted.in_force AS silent,
    counted.open_queries,
    counted.in_force / nullif(counted.expected - counted.exempt, 0) AS reporting_rate,
    counted.on_time / nullif(counted.expected - counted.exempt, 0) AS on_time_rate,
    (200 * counted.in_force + counted.expected - counted.exempt)
        // nullif(2 * (counted.expected - counted.exempt), 0) AS percentage
FROM counted
ORDER BY counted.period, counted.scope, counted.region_code;

CREATE VIEW summary.reporting_rate AS
SELECT
    period,
    scope,
    region_code,
    expected,
    exempt,
    exempt_reported,
    received,
    accepted,
    in_force,
    on_time,
    corrected_later,
    late,
    silent,
    open_queries,
    reporting_rate,
    on_time_rate,
    percentage
FROM summary.reporting_rate(NULL);

COMMENT ON VIEW summary.reporting_rate IS 'One row is one region that is expected to report about a period, or the programme: who has reported. All columns count regions, except open_queries.';
COMMENT ON COLUMN summary.reporting_rate.period IS 'The period.';
COMMENT ON COLUMN summary.reporting_rate.scope IS 'programme for all regions together, region for one region.';
COMMENT ON COLUMN summary.reporting_rate.region_code IS 'Code of the region; empty for the programme.';
COMMENT ON COLUMN summary.reporting_rate.expected IS 'Number of regions expected to report.';
COMMENT ON COLUMN summary.reporting_rate.exempt IS 'Number of expected regions that were made exempt by a decision.';
COMMENT ON COLUMN summary.reporting_rate.exempt_reported IS 'Number of exempt regions that have a report in force: its activities are in all figures, but the region is in no rate.';
COMMENT ON COLUMN summary.reporting_rate.received IS 'Number of expected and not exempt regions that sent a file, with any outcome.';
COMMENT ON COLUMN summary.reporting_rate.accepted IS 'Of the regions in received, the number with an accepted report, withdrawn or not.';
COMMENT ON COLUMN summary.reporting_rate.in_force IS 'Of the regions in accepted, the number with a report in force.';
COMMENT ON COLUMN summary.reporting_rate.on_time IS 'Of the regions in in_force, the number whose report in force, or an earlier accepted one, was on time.';
COMMENT ON COLUMN summary.reporting_rate.corrected_later IS 'Of the regions in on_time, the number whose report in force arrived after the deadline.';
COMMENT ON COLUMN summary.reporting_rate.late IS 'Of the regions in in_force, the number that was not on time.';
COMMENT ON COLUMN summary.reporting_rate.silent IS 'Number of expected and not exempt regions without a report in force.';
COMMENT ON COLUMN summary.reporting_rate.open_queries IS 'Number of unanswered queries about reports in force.';
COMMENT ON COLUMN summary.reporting_rate.reporting_rate IS 'in_force / (expected - exempt), not rounded; empty if all regions are exempt.';
COMMENT ON COLUMN summary.reporting_rate.on_time_rate IS 'on_time / (expected - exempt), not rounded; empty if all regions are exempt.';
COMMENT ON COLUMN summary.reporting_rate.percentage IS 'Reporting rate in percent, rounded half up; empty if all regions are exempt.';

-- One row is one region that is expected to report about a period, or the programme as a whole:
-- has it a report in force, and was it on time? On time means that the report in force, or an
-- accepted one before it that is not withdrawn, arrived on or before the deadline, or before the
-- later one that a decision gave this region. The numerator is a part of the denominator by
-- construction. Left out: reports of regions that are not expected; and of regions that a decision
-- made exempt, which stand apart in a column of their own. The rates are empty where no region is
-- left.
CREATE MACRO summary.reporting_rate(period, as_of := NULL) AS TABLE
WITH programme AS (
    SELECT each.programme
    FROM summary.programme_in_force(as_of := as_of) AS each
),

exempt AS (
    SELECT DISTINCT decision.region_code, decision.period
    FROM record.decision
    WHERE decision.decision = 'exempt' AND (as_of IS NULL OR decision.event <= as_of)
),

extended AS (  -- the last that was decided counts
    SELECT decision.region_code, decision.period, max_by(decision.until, decision.event) AS until
    FROM record.decision
    WHERE decision.decision = 'extend' AND (as_of IS NULL OR decision.event <= as_of)
    GROUP BY decision.region_code, decision.period
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
    LEFT JOIN extended
        ON extended.region_code = register.region_code AND extended.period = register.period
    WHERE period IS NULL OR register.period = period
),

first_received AS (  -- the first day on which a report arrived that was accepted and still stands
    SELECT standing.region_code, standing.period, min(standing.received_on) AS received_on
    FROM summary.standing_submission(period, as_of := as_of) AS standing
    GROUP BY standing.region_code, standing.period
),

region AS (
    SELECT
        expected.period,
        'region' AS scope,
        expected.region_code,
        1 AS expected,
        expected.exempt,
        (expected.exempt = 0 AND in_force.submission IS NOT NULL)::INTEGER AS in_force,
        (
            expected.exempt = 0 AND coalesce(first_received.received_on <= expected.deadline, false)
        )::INTEGER AS on_time
    FROM expected
    LEFT JOIN summary.submission_in_force(period, as_of := as_of) AS in_force
        ON in_force.region_code = expected.region_code AND in_force.period = expected.period
    LEFT JOIN first_received
        ON first_received.region_code = expected.region_code
        AND first_received.period = expected.period
),

either AS (
    SELECT
        region.period,
        'programme' AS scope,
        NULL AS region_code,
        sum(region.expected)::BIGINT AS expected,
        sum(region.exempt)::BIGINT AS exempt,
        sum(region.in_force)::BIGINT AS in_force,
        sum(region.on_time)::BIGINT AS on_time
    FROM region
    GROUP BY region.period
    UNION ALL
    SELECT
        region.period,
        region.scope,
        region.region_code,
        region.expected,
        region.exempt,
        region.in_force,
        region.on_time
    FROM region
)

SELECT
    either.period,
    either.scope,
    either.region_code,
    either.expected,
    either.exempt,
    either.in_force,
    either.on_time,
    either.expected - either.exempt - either.in_force AS silent,
    either.in_force / nullif(either.expected - either.exempt, 0) AS reporting_rate,
    either.on_time / nullif(either.expected - either.exempt, 0) AS on_time_rate,
    (200 * either.in_force + either.expected - either.exempt)
        // nullif(2 * (either.expected - either.exempt), 0) AS percentage
FROM either
ORDER BY either.period, either.scope, either.region_code;

CREATE VIEW summary.reporting_rate AS
SELECT
    period,
    scope,
    region_code,
    expected,
    exempt,
    in_force,
    on_time,
    silent,
    reporting_rate,
    on_time_rate,
    percentage
FROM summary.reporting_rate(NULL);

COMMENT ON VIEW summary.reporting_rate IS 'One row is one region that is expected to report about a period, or the programme: who has reported.';
COMMENT ON COLUMN summary.reporting_rate.period IS 'The period.';
COMMENT ON COLUMN summary.reporting_rate.scope IS 'programme for all regions together, region for one.';
COMMENT ON COLUMN summary.reporting_rate.region_code IS 'The region, empty for the programme.';
COMMENT ON COLUMN summary.reporting_rate.expected IS 'The number of regions expected to report.';
COMMENT ON COLUMN summary.reporting_rate.exempt IS 'Of these, the number that a decision made exempt.';
COMMENT ON COLUMN summary.reporting_rate.in_force IS 'Of those expected and not exempt, the number with a report that counts.';
COMMENT ON COLUMN summary.reporting_rate.on_time IS 'Of these, the number whose report, or an accepted one before it, was on time.';
COMMENT ON COLUMN summary.reporting_rate.silent IS 'Of those expected and not exempt, the number without a report that counts.';
COMMENT ON COLUMN summary.reporting_rate.reporting_rate IS 'in_force divided by expected without exempt, not rounded; empty when all are exempt.';
COMMENT ON COLUMN summary.reporting_rate.on_time_rate IS 'on_time divided by expected without exempt, not rounded; empty when all are exempt.';
COMMENT ON COLUMN summary.reporting_rate.percentage IS 'The reporting rate in percent, rounded half up; empty when all are exempt.';

-- One row is one state in one category, or in the total of all categories, for one region or the
-- programme as a whole: the number of all known activities in that state. The states are those of
-- the programme (not started, the scale, finished and stopped) and not received. A finished or
-- stopped activity keeps its state without being reported again. Every combination has a row, even
-- if its number is 0. Left out: activities that no report in force ever contained, and regions that
-- are not expected.
CREATE MACRO summary.activity_overview(period, as_of := NULL) AS TABLE
SELECT
    counted.period,
    counted.scope,
    counted.region_code,
    counted.category,
    counted.state,
    counted.activities,
    counted.known,
    counted.measured,
    counted.missing,
    counted.coverage,
    concat(
        CASE WHEN counted.is_provisional THEN 'p' END,
        CASE WHEN counted.is_broken THEN 'b' END,
        CASE WHEN counted.is_unreliable THEN 'u' END,
        CASE WHEN counted.known = 0 THEN 'z' END
    ) AS flag
FROM summary.activity_count(period, as_of := as_of) AS counted
ORDER BY
    counted.period,
    counted.scope,
    counted.region_code,
    counted.category_place,
    counted.state_place;

CREATE VIEW summary.activity_overview AS
SELECT
    period,
    scope,
    region_code,
    category,
    state,
    activities,
    known,
    measured,
    missing,
    coverage,
    flag
FROM summary.activity_overview(NULL);

COMMENT ON VIEW summary.activity_overview IS 'One row is one state in one category of one region or of the programme: how many of all known activities are in it.';
COMMENT ON COLUMN summary.activity_overview.period IS 'The period.';
COMMENT ON COLUMN summary.activity_overview.scope IS 'programme for all regions together, region for one.';
COMMENT ON COLUMN summary.activity_overview.region_code IS 'The region, empty for the programme.';
COMMENT ON COLUMN summary.activity_overview.category IS 'Code of the category as it was last reported, or total.';
COMMENT ON COLUMN summary.activity_overview.state IS 'Code of the status, or not_received.';
COMMENT ON COLUMN summary.activity_overview.activities IS 'The number of known activities in this state.';
COMMENT ON COLUMN summary.activity_overview.known IS 'The number of known activities, whatever their state.';
COMMENT ON COLUMN summary.activity_overview.measured IS 'The number of activities with a status on the scale: the denominator of the status distribution.';
COMMENT ON COLUMN summary.activity_overview.missing IS 'The number of activities of which is not known whether they have one: not received, and what a region never heard of has planned (in full in each category, once in the total); empty when that is unknown.';
COMMENT ON COLUMN summary.activity_overview.coverage IS 'measured divided by measured and missing together, not rounded; empty when missing is, or when there are none.';
COMMENT ON COLUMN summary.activity_overview.flag IS 'Letters: p provisional until a decision makes the period final, b break in the list of regions or codes against the period before, u unreliable because too few of the known activities were reported or the number missing is unknown, z not applicable because no activity is known.';

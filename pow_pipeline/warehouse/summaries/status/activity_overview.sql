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

COMMENT ON VIEW summary.activity_overview IS 'One row is one state in one category, for one region or the programme: the number of known activities in that state.';
COMMENT ON COLUMN summary.activity_overview.period IS 'The period.';
COMMENT ON COLUMN summary.activity_overview.scope IS 'programme for all regions together, region for one region.';
COMMENT ON COLUMN summary.activity_overview.region_code IS 'Code of the region; empty for the programme.';
COMMENT ON COLUMN summary.activity_overview.category IS 'Code of the category that was last reported, or total.';
COMMENT ON COLUMN summary.activity_overview.state IS 'Code of the status, or not_received.';
COMMENT ON COLUMN summary.activity_overview.activities IS 'Number of known activities in this state.';
COMMENT ON COLUMN summary.activity_overview.known IS 'Number of known activities in any state.';
COMMENT ON COLUMN summary.activity_overview.measured IS 'Number of activities with a status on the scale: the denominator of the status distribution.';
COMMENT ON COLUMN summary.activity_overview.missing IS 'Number of activities for which it is unknown whether they have a status on the scale: known activities that were not received, plus the planned activities of regions without any report (in full in each category, once in the total); empty if unknown.';
COMMENT ON COLUMN summary.activity_overview.coverage IS 'measured / (measured + missing), not rounded; empty if missing is unknown or both are 0.';
COMMENT ON COLUMN summary.activity_overview.flag IS 'Letters: p provisional until the period is made final, b break in the list of regions or in activity codes since the previous period, u unreliable because the coverage is too low or the number of missing activities is unknown, z not applicable because no activity is known.';

-- One row is one status of the scale in one category, or in the total of all categories, for one
-- region or the programme: the change of its share since the previous period, as exact fractions
-- and in whole percentage points. The share in a period is activities / denominator, as in
-- summary.status_distribution. With n of N now, n' of N' before, and a now and a' before of the M
-- activities on the scale in both periods (the matched activities; comparing only these is comparing
-- like for like):
--   change = n/N - n'/N' = within + entry + exit, exactly, over the common denominator N N' M
--   within = (a - a')/M: the matched activities, like for like (matched_change)
--   entry = (n - a)/N - a (N - M)/(M N): the activities that entered the scale
--   exit = -((n' - a')/N' - a' (N' - M)/(M N')): the activities that left it
--   mix: the change of the total if only the weights of the categories had changed
--   rate: the change of the total if only their shares had changed; mix + rate = change of the total
-- summary.trend_part splits entry and exit by kind. mix and rate are computed category by category,
-- over the denominator 2 N N' C C' of a category with C of the N activities now and C' of the N'
-- before. A category without activities takes the share of the other period.
-- The bounds are derived from the bounds of the shares, see summary.status_distribution: lowest now
-- minus highest before, highest now minus lowest before, rounded outward. They are empty if the
-- number of missing activities is unknown.
-- If N or N' is 0 there is no change: it is empty, and so is everything derived from it (bounds,
-- parts, mix and rate). A numerator is NULL when its denominator is NULL; it is not set to 0. Each CASE
-- below applies that rule where a product would give 0.
-- An activity that was mapped in between counts under its present code. The earlier numbers are
-- therefore those published at the time, except for regions that activities moved between (flag b).
-- Left out: the first period, which has no previous one.
CREATE MACRO summary.status_trend(period, as_of := NULL) AS TABLE
WITH programme AS (
    SELECT in_force.programme, in_force.minimum_denominator, in_force.minimum_coverage
    FROM summary.programme_in_force(as_of := as_of) AS in_force
),

final AS (
    SELECT DISTINCT decision.period
    FROM record.decision
    WHERE decision.decision = 'final' AND (as_of IS NULL OR decision.event <= as_of)
),

broken AS (
    SELECT DISTINCT break.period, break.region_code
    FROM summary.region_break(period, as_of := as_of) AS break
    UNION ALL
    SELECT DISTINCT break.period, NULL AS region_code
    FROM summary.region_break(period, as_of := as_of) AS break
),

number AS (  -- n of N now, n_before of N_before, a and a_before of M; m missing; C in a category
    SELECT
        comparison.period,
        comparison.period_before,
        comparison.scope,
        comparison.region_code,
        comparison.category,
        comparison.category_place,
        comparison.status,
        comparison.status_place,
        comparison.activities AS n,
        comparison.activities_before AS n_before,
        nullif(comparison.denominator, 0) AS whole,
        nullif(comparison.denominator_before, 0) AS whole_before,
        comparison.matched_activities AS a,
        comparison.matched_activities_before AS a_before,
        nullif(comparison.matched, 0) AS matched,
        comparison.denominator + comparison.missing AS known,
        comparison.denominator_before + comparison.missing_before AS known_before,
        comparison.activities + comparison.missing AS most,
        comparison.activities_before + comparison.missing_before AS most_before,
        comparison.missing IS NULL OR comparison.missing_before IS NULL AS is_unknown,
        comparison.denominator / nullif(comparison.denominator + comparison.missing, 0) AS coverage,
        comparison.denominator_before
            / nullif(comparison.denominator_before + comparison.missing_before, 0)
            AS coverage_before,
        nullif(comparison.total, 0) AS total,
        nullif(comparison.total_before, 0) AS total_before,
        comparison.denominator > 0 AND comparison.denominator_before > 0 AS in_both,
        greatest(comparison.denominator, 1) AS part,
        greatest(comparison.denominator_before, 1) AS part_before
    FROM summary.status_comparison(period, as_of := as_of) AS comparison
),

fraction AS (
    SELECT
        number.*,
        n * whole_before - n_before * whole AS change_numerator,
        whole * whole_before AS change_denominator,
        n * known_before - most_before * known AS lower_numerator,
        most * known_before - n_before * known AS upper_numerator,
        CASE WHEN whole > 0 AND whole_before > 0 THEN known * known_before END AS bounds_denominator,
        CASE WHEN matched > 0 THEN (a - a_before) * whole * whole_before END AS within_numerator,
        whole_before * ((n - a) * matched - (whole - matched) * a) AS entry_numerator,
        -whole * (
            (n_before - a_before) * matched - (whole_before - matched) * a_before
        ) AS exit_numerator,
        whole * whole_before * matched AS parts_denominator,
        CASE
            WHEN in_both
            THEN part * part_before * (n * total_before - n_before * total)
                + part * part * n_before * total_before - part_before * part_before * n * total
            ELSE 2 * part * part_before * (n * total_before - n_before * total)
        END AS mix_numerator,
        CASE
            WHEN in_both
            THEN part * part_before * (n * total_before - n_before * total)
                - part * part * n_before * total_before + part_before * part_before * n * total
            WHEN total > 0 AND total_before > 0 THEN 0
        END AS rate_numerator,
        2 * total * total_before * part * part_before AS mix_denominator
    FROM number
),

-- Decimals, because a common denominator may overflow; their sum is the same in any order.
mixed AS (
    SELECT
        fraction.period,
        fraction.region_code,
        'total' AS category,
        fraction.status,
        sum(100 * (mix_numerator / mix_denominator)::DECIMAL(38, 20))::DOUBLE AS mix,
        sum(100 * (rate_numerator / mix_denominator)::DECIMAL(38, 20))::DOUBLE AS rate
    FROM fraction
    WHERE fraction.category <> 'total'
    GROUP BY fraction.period, fraction.region_code, fraction.status
)

SELECT
    fraction.period,
    fraction.period_before,
    fraction.scope,
    fraction.region_code,
    fraction.category,
    fraction.status,
    fraction.n::BIGINT AS activities,
    coalesce(fraction.whole, 0)::BIGINT AS denominator,
    fraction.n_before::BIGINT AS activities_before,
    coalesce(fraction.whole_before, 0)::BIGINT AS denominator_before,
    summary.points(fraction.change_numerator, fraction.change_denominator) AS change,
    summary.points_down(fraction.lower_numerator, fraction.bounds_denominator) AS lower,
    summary.points_up(fraction.upper_numerator, fraction.bounds_denominator) AS upper,
    fraction.change_numerator,
    fraction.change_denominator,
    fraction.a::BIGINT AS matched_activities,
    fraction.a_before::BIGINT AS matched_activities_before,
    coalesce(fraction.matched, 0)::BIGINT AS matched,
    summary.points(fraction.a - fraction.a_before, fraction.matched) AS matched_change,
    fraction.within_numerator,
    fraction.entry_numerator,
    fraction.exit_numerator,
    fraction.parts_denominator,
    mixed.mix,
    mixed.rate,
    CASE WHEN fraction.category <> 'total' THEN fraction.mix_numerator END AS mix_numerator,
    CASE WHEN fraction.category <> 'total' THEN fraction.rate_numerator END AS rate_numerator,
    CASE WHEN fraction.category <> 'total' THEN fraction.mix_denominator END AS mix_denominator,
    CASE WHEN final.period IS NULL OR final_before.period IS NULL THEN 'p' ELSE '' END
    || CASE WHEN broken.period IS NULL THEN '' ELSE 'b' END
    || CASE
        WHEN fraction.is_unknown
            OR least(fraction.coverage, fraction.coverage_before) < programme.minimum_coverage
        THEN 'u'
        ELSE ''
    END
    || CASE
        WHEN least(fraction.whole, fraction.whole_before) < programme.minimum_denominator
        THEN 's'  -- least() ignores an empty value, so a denominator of 0 is not small
        ELSE ''
    END
    || CASE WHEN fraction.matched IS NULL THEN 'z' ELSE '' END AS flag
FROM fraction
CROSS JOIN programme
LEFT JOIN mixed
    ON mixed.period = fraction.period
    AND mixed.category = fraction.category
    AND mixed.region_code IS NOT DISTINCT FROM fraction.region_code
    AND mixed.status = fraction.status
LEFT JOIN final ON final.period = fraction.period
LEFT JOIN final AS final_before ON final_before.period = fraction.period_before
LEFT JOIN broken
    ON broken.period = fraction.period
    AND broken.region_code IS NOT DISTINCT FROM fraction.region_code
ORDER BY
    fraction.period,
    fraction.scope,
    fraction.region_code,
    fraction.category_place,
    fraction.status_place;

CREATE VIEW summary.status_trend AS
SELECT
    period,
    period_before,
    scope,
    region_code,
    category,
    status,
    activities,
    denominator,
    activities_before,
    denominator_before,
    change,
    lower,
    upper,
    change_numerator,
    change_denominator,
    matched_activities,
    matched_activities_before,
    matched,
    matched_change,
    within_numerator,
    entry_numerator,
    exit_numerator,
    parts_denominator,
    mix,
    rate,
    mix_numerator,
    rate_numerator,
    mix_denominator,
    flag
FROM summary.status_trend(NULL);

COMMENT ON VIEW summary.status_trend IS 'One row is one status of the scale in one category, for one region or the programme: the change of its share since the previous period.';
COMMENT ON COLUMN summary.status_trend.period IS 'The period.';
COMMENT ON COLUMN summary.status_trend.period_before IS 'Previous period in the calendar.';
COMMENT ON COLUMN summary.status_trend.scope IS 'programme for all regions together, region for one region.';
COMMENT ON COLUMN summary.status_trend.region_code IS 'Code of the region; empty for the programme.';
COMMENT ON COLUMN summary.status_trend.category IS 'Code of the category, or total.';
COMMENT ON COLUMN summary.status_trend.status IS 'Code of the status.';
COMMENT ON COLUMN summary.status_trend.activities IS 'Number of activities with this status.';
COMMENT ON COLUMN summary.status_trend.denominator IS 'Number of activities with any status of the scale.';
COMMENT ON COLUMN summary.status_trend.activities_before IS 'Number of activities with this status in the previous period. An activity that was mapped since then counts in its present region, so with flag b this can differ from the number published about that period.';
COMMENT ON COLUMN summary.status_trend.denominator_before IS 'Number of activities with any status of the scale in the previous period, counted like activities_before.';
COMMENT ON COLUMN summary.status_trend.change IS 'Change of the share in percentage points, rounded half away from zero; empty if denominator or denominator_before is 0.';
COMMENT ON COLUMN summary.status_trend.lower IS 'Lowest possible change if every region had reported, in percentage points, rounded down, provided that no more activities are missing in either period than counted in activity_overview.missing; empty if such a number is unknown or the change is empty.';
COMMENT ON COLUMN summary.status_trend.upper IS 'Highest possible change if every region had reported, in percentage points, rounded up, provided that no more activities are missing in either period than counted in activity_overview.missing; empty if such a number is unknown or the change is empty.';
COMMENT ON COLUMN summary.status_trend.change_numerator IS 'Numerator of the exact change, change_numerator / change_denominator; empty if the change is empty.';
COMMENT ON COLUMN summary.status_trend.change_denominator IS 'denominator * denominator_before; empty instead of 0.';
COMMENT ON COLUMN summary.status_trend.matched_activities IS 'Number of activities on the scale in both periods that have this status now.';
COMMENT ON COLUMN summary.status_trend.matched_activities_before IS 'Number of activities on the scale in both periods that had this status before.';
COMMENT ON COLUMN summary.status_trend.matched IS 'Number of activities on the scale in both periods.';
COMMENT ON COLUMN summary.status_trend.matched_change IS 'Like for like: change of the share among the activities on the scale in both periods, in percentage points, rounded half away from zero; empty if matched is 0.';
COMMENT ON COLUMN summary.status_trend.within_numerator IS 'Part of the change among activities on the scale in both periods, over parts_denominator; empty if parts_denominator is empty.';
COMMENT ON COLUMN summary.status_trend.entry_numerator IS 'Part of the change due to activities that entered the scale, over parts_denominator; empty if parts_denominator is empty.';
COMMENT ON COLUMN summary.status_trend.exit_numerator IS 'Part of the change due to activities that left the scale, over parts_denominator; empty if parts_denominator is empty.';
COMMENT ON COLUMN summary.status_trend.parts_denominator IS 'denominator * denominator_before * matched; empty instead of 0. The three parts add up to the change exactly.';
COMMENT ON COLUMN summary.status_trend.mix IS 'In the total: percentage points of its change due to changed weights of the categories; empty if its change is empty, and in a category.';
COMMENT ON COLUMN summary.status_trend.rate IS 'In the total: percentage points of its change due to changed shares within the categories; empty if its change is empty, and in a category.';
COMMENT ON COLUMN summary.status_trend.mix_numerator IS 'In a category: contribution of its weight to the change of the total, over mix_denominator; empty if mix_denominator is empty.';
COMMENT ON COLUMN summary.status_trend.rate_numerator IS 'In a category: contribution of its share to the change of the total, over mix_denominator; empty if mix_denominator is empty.';
COMMENT ON COLUMN summary.status_trend.mix_denominator IS 'Denominator of mix_numerator and rate_numerator, which over all categories add up to the change of the total exactly; empty if the change of the total is empty, and in the total.';
COMMENT ON COLUMN summary.status_trend.flag IS 'Letters: p one of the two periods is provisional, b the list of regions or an activity code changed, u one of the two is unreliable (coverage below the minimum, also if it is 0, or number of missing activities unknown), s one of the two denominators is small (below the minimum and not 0), z no activities are on the scale in both periods.';

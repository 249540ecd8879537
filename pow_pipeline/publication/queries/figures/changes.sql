-- One row is the change of a share since the previous period, for a region or for all (empty), in
-- period $period or an earlier one.
SELECT
    region_code,
    period,
    category,
    status,
    denominator,
    denominator_before,
    change,
    matched_activities,
    matched_activities_before,
    matched,
    matched_change
FROM summary.status_trend
WHERE period <= $period

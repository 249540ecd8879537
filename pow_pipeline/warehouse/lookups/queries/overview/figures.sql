-- One row is one status in one category for the programme as a whole: its share in period $period,
-- and the change since the previous period. Left out: figures by region.
SELECT
    distribution.category,
    distribution.status,
    distribution.activities,
    distribution.denominator,
    distribution.percentage,
    trend.change,
    trend.period_before
FROM summary.status_distribution($period) AS distribution
LEFT JOIN summary.status_trend($period) AS trend
    ON trend.scope = distribution.scope
    AND trend.category = distribution.category
    AND trend.status = distribution.status
WHERE distribution.scope = 'programme'

-- One row is a span of periods in which a region is known: from its first report in force (even if
-- it reports no activities), or while an activity that another region reported is mapped to it.
-- `since` is the first period of the span; `until` is the first period after it, empty if the span
-- has no end. The state is that at event as_of, or now if NULL.
CREATE MACRO summary.region_known(as_of := NULL) AS TABLE
WITH in_force AS (
    SELECT report.region_code, report.period, report.submission
    FROM summary.submission_in_force(NULL, as_of := as_of) AS report
)

SELECT in_force.region_code, min(in_force.period) AS since, NULL::VARCHAR AS until
FROM in_force
GROUP BY in_force.region_code
UNION
SELECT mapping.to_region AS region_code, mapping.period AS since, mapping.until
FROM summary.mapping_known(as_of := as_of) AS mapping
JOIN in_force
    ON in_force.region_code = mapping.from_region AND in_force.period < mapping.since
JOIN record.activity_status AS activity
    ON activity.submission = in_force.submission
    AND lower(activity.activity_id) = lower(mapping.from_id);

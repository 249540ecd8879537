-- One row is one span of periods in which a region is heard of: from its first report in force on, if
-- only of nothing, and while an activity that another region reported is mapped to it. `since` is the
-- first such period, `until` the first after them, empty when there is none. As of event as_of, the
-- present when NULL.
CREATE MACRO summary.region_heard_of(as_of := NULL) AS TABLE
WITH in_force AS (
    SELECT each.region_code, each.period, each.submission
    FROM summary.submission_in_force(NULL, as_of := as_of) AS each
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

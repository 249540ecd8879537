-- One row is an old code of an activity (region and id) with the code that the activity has in
-- `period` instead: activities reported under the old code in periods before `since` have the new
-- code in `period`. `place` is the order within one period, from 2. All periods are included when
-- period is NULL; by the programme and decisions in force at event as_of, or now if NULL.
CREATE MACRO summary.mapping_in_force(period, as_of := NULL) AS TABLE
SELECT
    requested.code AS period,
    mapping.from_region,
    lower(mapping.from_id) AS from_key,
    mapping.since,
    mapping.to_region,
    mapping.to_id,
    1 + row_number() OVER (
        PARTITION BY requested.code ORDER BY mapping.from_region, mapping.from_id
    ) AS place
FROM summary.programme_in_force(as_of := as_of) AS programme
CROSS JOIN summary.mapping_known(as_of := as_of) AS mapping
JOIN reference.period AS requested
    ON requested.programme = programme.programme
    AND requested.code >= mapping.period
    AND (mapping.until IS NULL OR requested.code < mapping.until)
WHERE period IS NULL OR requested.code = period;

-- One row is a pair of regions between which a mapping moves activities, at event $since or at
-- event $until.
SELECT DISTINCT mapping.to_region, mapping.from_region
FROM (
    FROM summary.mapping_known(as_of := $since)
    UNION ALL
    FROM summary.mapping_known(as_of := $until)
) AS mapping

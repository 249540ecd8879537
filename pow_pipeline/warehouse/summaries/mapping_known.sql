-- One row is one mapping of reference.mapping that holds at event as_of, the present when NULL: those
-- of the programme folder together with those that decisions added.
CREATE MACRO summary.mapping_known(as_of := NULL) AS TABLE
SELECT
    mapping.from_region,
    mapping.from_id,
    mapping.since,
    mapping.period,
    mapping.until,
    mapping.to_region,
    mapping.to_id
FROM reference.mapping
WHERE mapping.event = (
    SELECT max(each.event)
    FROM (
        SELECT programme.programme AS event FROM reference.programme
        UNION ALL
        SELECT decision.event FROM record.decision WHERE decision.decision = 'map-activity'
    ) AS each
    WHERE as_of IS NULL OR each.event <= as_of
);

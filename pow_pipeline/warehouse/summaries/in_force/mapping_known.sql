-- One row is a mapping of reference.mapping that applies at event as_of (now, if NULL):
-- the mappings of the programme folder together with those added by decisions.
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
WHERE mapping.event = greatest(  -- greatest() ignores NULL
    (
        SELECT max(programme.programme)
        FROM reference.programme
        WHERE as_of IS NULL OR programme.programme <= as_of
    ),
    (
        SELECT max(decision.event)
        FROM record.decision
        WHERE
            decision.decision = 'map-activity'
            AND (as_of IS NULL OR decision.event <= as_of)
    )
);

-- One row is a release, in order of publication. Left out: nothing, so also releases under embargo
-- and pruned ones.
SELECT
    period,
    version,
    as_of,
    figures,
    manifest,
    changed,
    pruned IS NOT NULL AS is_pruned,
    embargo,
    visible_since
FROM record.release
ORDER BY event

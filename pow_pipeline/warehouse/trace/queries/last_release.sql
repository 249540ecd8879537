-- The only row is the last release of period $period by event $as_of; no row if there is none.
SELECT period || '.v' || version AS release, as_of, event
FROM record.release
WHERE period = $period AND event <= $as_of
ORDER BY event DESC
LIMIT 1

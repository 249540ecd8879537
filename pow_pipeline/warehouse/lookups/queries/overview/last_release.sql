-- The only row is the last release of period $period; no row if there is none. `embargo` is empty
-- once the release may be current.
SELECT
    release.period || '.v' || release.version AS name,
    release.version,
    release.as_of,
    coalesce(release.embargo, event.happened_at) AS issued,
    CASE WHEN release.visible_since IS NULL THEN release.embargo END AS embargo
FROM record.release
JOIN record.event AS event ON event.number = release.event
WHERE release.period = $period
ORDER BY release.version DESC
LIMIT 1

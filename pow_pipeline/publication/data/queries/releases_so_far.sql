-- One row is a release, in order of publication: its period, version, day of issue, what changed,
-- and the last event in its figures. Left out: nothing.
SELECT
    release.period,
    release.version,
    coalesce(release.embargo, event.happened_at),
    release.changed,
    release.as_of
FROM record.release
JOIN record.event ON event.number = release.event
ORDER BY release.event

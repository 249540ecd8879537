-- One row is a region or the programme with a number of reports that is not part of the number that
-- contains it, or with a rate that does not follow.
SELECT
    scope, region_code, expected, exempt, exempt_reported, received, accepted, in_force,
    on_time, corrected_later, late, silent, reporting_rate, on_time_rate
FROM checked
WHERE
    NOT (0 <= exempt AND exempt <= expected)
    OR exempt_reported > exempt
    OR received > expected - exempt
    OR accepted > received
    OR in_force > accepted
    OR on_time > in_force
    OR corrected_later > on_time
    OR on_time + late <> in_force
    OR in_force + silent <> expected - exempt
    OR reporting_rate IS DISTINCT FROM in_force / nullif(expected - exempt, 0)
    OR on_time_rate IS DISTINCT FROM on_time / nullif(expected - exempt, 0)

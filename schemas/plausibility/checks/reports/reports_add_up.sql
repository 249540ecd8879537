-- One row is a column of the reporting rate whose numbers do not add up from the regions to the
-- programme.
SELECT
    counted,
    sum(number) FILTER (scope = 'region')::BIGINT AS regions,
    sum(number) FILTER (scope = 'programme')::BIGINT AS programme
FROM (
    UNPIVOT (
        SELECT
            scope, expected, exempt, exempt_reported, received, accepted, in_force,
            on_time, corrected_later, late, silent, open_queries
        FROM checked
    )
    ON COLUMNS(* EXCLUDE (scope)) INTO NAME counted VALUE number
)
GROUP BY counted
HAVING regions IS DISTINCT FROM programme

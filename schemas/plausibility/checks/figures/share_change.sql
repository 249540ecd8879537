-- One row is a share of the programme that changed more since the previous period than the limit
-- allows. Left out: regions, and shares with a small denominator in either period.
SELECT
    category,
    status,
    activities,
    denominator,
    activities_before,
    denominator_before,
    change,
    matched,
    matched_change,
    {most_change} AS most
FROM checked
WHERE
    scope = 'programme'
    AND least(denominator, denominator_before) >= {minimum_denominator}
    AND 100 * abs(change_numerator) / change_denominator > {most_change}

-- One row is a change whose parts within, entry and exit do not add up to it, or are empty where
-- they should not be.
SELECT
    scope,
    region_code,
    category,
    status,
    change_numerator,
    change_denominator,
    matched,
    within_numerator,
    entry_numerator,
    exit_numerator,
    parts_denominator
FROM checked
WHERE
    within_numerator + entry_numerator + exit_numerator <> change_numerator * matched
    OR parts_denominator <> change_denominator * matched
    OR (parts_denominator IS NULL)
        <> (matched = 0 OR denominator = 0 OR denominator_before = 0)
    OR (within_numerator IS NULL) <> (parts_denominator IS NULL)
    OR (entry_numerator IS NULL) <> (parts_denominator IS NULL)
    OR (exit_numerator IS NULL) <> (parts_denominator IS NULL)

-- One row is a change whose parts by kind do not add up to within, entry and exit. Left out:
-- changes without parts.
SELECT
    checked.scope,
    checked.region_code,
    checked.category,
    checked.status,
    checked.within_numerator,
    coalesce(sum(part.numerator) FILTER (part.movement = 'within'), 0) AS within_parts,
    checked.entry_numerator,
    coalesce(sum(part.numerator) FILTER (part.movement = 'entry'), 0) AS entry_parts,
    checked.exit_numerator,
    coalesce(sum(part.numerator) FILTER (part.movement = 'exit'), 0) AS exit_parts
FROM checked
LEFT JOIN summary.trend_part AS part
    ON part.period = checked.period
    AND part.scope = checked.scope
    AND part.region_code IS NOT DISTINCT FROM checked.region_code
    AND part.category = checked.category
    AND part.status = checked.status
WHERE checked.parts_denominator IS NOT NULL
GROUP BY ALL
HAVING
    checked.within_numerator <> within_parts
    OR checked.entry_numerator <> entry_parts
    OR checked.exit_numerator <> exit_parts
    OR bool_or(part.denominator <> checked.parts_denominator)

-- One row is an event that was applied, in order: its number, hash and a short description with its
-- type, its subject and who decided.
SELECT
    event.number,
    event.sha256,
    concat_ws(
        ' ',
        any_value(event.type) || coalesce(': ' || any_value(decision.decision), ''),
        any_value(coalesce(decision.delivery, decision.region_code)),
        any_value(decision.period),
        'by ' || any_value(decision.decided_by)
    )
FROM record.event
LEFT JOIN record.decision ON decision.event = event.number
GROUP BY ALL
ORDER BY event.number

-- One row is a delivery with its latest validation result at event as_of (the present when NULL).
-- `period` is the period it is about; if that could not be parsed, the latest period that had
-- opened when it arrived. All periods are included when period is NULL. Left out: deliveries that
-- were not validated by then.
CREATE MACRO summary.validated_delivery(period, as_of := NULL) AS TABLE
WITH validated AS (
    SELECT
        delivery.delivery,
        delivery.sequence,
        delivery.sender,
        delivery.received_at,
        delivery.received_on,
        coalesce(
            result.period,
            (
                SELECT max(opened.code)
                FROM reference.period AS opened
                WHERE
                    opened.programme = delivery.programme
                    AND opened.opens <= delivery.received_on
            )
        ) AS about,
        result.region_code,
        result.event,
        result.outcome,
        result.stage,
        result.duplicate_of,
        result.attempts
    FROM summary.latest_result(as_of := as_of) AS result
    JOIN record.delivery ON delivery.delivery = result.delivery
)

SELECT
    validated.delivery,
    validated.sequence,
    validated.sender,
    validated.received_at,
    validated.received_on,
    validated.about AS period,
    validated.region_code,
    validated.event,
    validated.outcome,
    validated.stage,
    validated.duplicate_of,
    validated.attempts
FROM validated
WHERE period IS NULL OR validated.about = period;

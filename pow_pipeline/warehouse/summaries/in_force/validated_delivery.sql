-- One row is a delivery with its latest validation result at event as_of (now, if NULL).
-- The column `period` is the period that the delivery reports on; if that is unknown, the latest
-- period that had opened when it arrived. The parameter `period` selects one period; NULL selects
-- all. Left out: deliveries without a validation result at that event.
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
        ) AS reported_period,
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
    validated.reported_period AS period,
    validated.region_code,
    validated.event,
    validated.outcome,
    validated.stage,
    validated.duplicate_of,
    validated.attempts
FROM validated
WHERE period IS NULL OR validated.reported_period = period;

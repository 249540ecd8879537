-- One row is a validated delivery with its latest validation result. `about` is the period that it
-- is about, otherwise the latest period that had opened when it arrived. `is_given_up` is true if
-- parsing it took too much time or memory. Left out: erased deliveries.
SELECT
    delivery.event AS received_event,
    delivery.* EXCLUDE (event, programme),
    result.* EXCLUDE (delivery),
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
    EXISTS (
        FROM record.finding
        WHERE
            finding.delivery = result.delivery
            AND finding.event = result.event
            AND finding.rule IN ('R-FILE-12', 'R-FILE-13')
    ) AS is_given_up
FROM record.delivery
JOIN record.result USING (delivery)
JOIN summary.latest_result() AS latest
    ON latest.delivery = result.delivery AND latest.event = result.event
ANTI JOIN (
    SELECT decision.delivery FROM record.decision WHERE decision.decision = 'erase'
) AS erased
    ON erased.delivery = delivery.delivery

-- One row is a report that arrived together with earlier versions of it, so that the order in which
-- they were sent is unknown. The last version in the record is in force. Left out: versions that
-- were withdrawn before the report was received, and versions that the latest validation does not
-- accept.
-- The anti join uses equality only: DuckDB 1.5.5 may fail to plan an anti join on an inequality.
WITH version AS (
    SELECT
        new_report.delivery AS new_delivery,
        new_report.event AS new_event,
        new_report.received,
        other.delivery,
        other.sequence,
        other.name,
        accepted.event
    FROM new_report
    JOIN record.delivery ON delivery.delivery = new_report.delivery
    JOIN record.delivery AS other
        ON other.sender = delivery.sender
        AND other.tie = delivery.tie
        AND other.sequence < delivery.sequence
    JOIN record.submission AS accepted
        ON accepted.delivery = other.delivery
        AND accepted.region_code = new_report.region_code
        AND accepted.period = new_report.period
        AND accepted.event <= new_report.event
),

overtaken AS (  -- replaced by another validation or by a decision
    SELECT version.delivery, version.event
    FROM version
    JOIN record.result AS later
        ON later.delivery = version.delivery
        AND later.event > version.event
        AND later.event <= version.new_event
    UNION
    SELECT version.delivery, version.event
    FROM version
    JOIN record.decision
        ON decision.delivery = version.delivery
        AND decision.decision IN ('withdraw', 'erase')
        AND decision.event < version.received
),

in_doubt AS (
    SELECT version.new_delivery, list(version.name ORDER BY version.sequence) AS names
    FROM version
    ANTI JOIN overtaken
        ON overtaken.delivery = version.delivery AND overtaken.event = version.event
    GROUP BY version.new_delivery
)

SELECT
    new_report.delivery,
    new_report.sheet,
    '' AS cell,
    '' AS activity_id,
    '' AS activity_name,
    delivery.name AS found,
    in_doubt.names AS expected
FROM new_report
JOIN in_doubt ON in_doubt.new_delivery = new_report.delivery
JOIN record.delivery ON delivery.delivery = new_report.delivery

-- One row is a report with activities whose status could be explained but requires no explanation
-- now, because it is neither worse nor the same as before. Left out: activities with a query that
-- an explanation would answer, and activities whose explanation was lost (R-CELL-03).
SELECT
    reported_activity.delivery,
    reported_activity.sheet,
    '' AS cell,
    '' AS activity_id,
    '' AS activity_name,
    '' AS found,
    list(reported_activity.activity_id ORDER BY reported_activity.activity_id) AS expected
FROM reported_activity
JOIN new_report ON new_report.submission = reported_activity.submission
ANTI JOIN record.finding AS query
    ON query.delivery = new_report.delivery
    AND query.event = new_report.event
    AND query.activity_id = reported_activity.activity_id
    AND query.rule IN ('R-HISTORY-02', 'R-HISTORY-03', 'R-HISTORY-04')
ANTI JOIN record.finding AS lost
    ON lost.delivery = new_report.delivery
    AND lost.event = new_report.event
    AND lost.sheet = reported_activity.sheet
    AND lost.cell = reported_activity.explanation_cell
    AND lost.rule = 'R-CELL-03'
WHERE
    reported_activity.asks = 'when_worse_or_again'
    AND reported_activity.explanation = ''
    AND reported_activity.status IS DISTINCT FROM reported_activity.known_status
    AND NOT coalesce(
        reported_activity.known_kind = 'scale' AND reported_activity.place > reported_activity.known_place, false
    )
GROUP BY reported_activity.delivery, reported_activity.sheet

-- One row is a report with activities whose status could be explained but requires no explanation
-- now, because it is neither worse nor the same as before. Left out: activities with a query that
-- an explanation would answer, and activities whose explanation was lost (R-CELL-03).
SELECT
    new_activity.delivery,
    new_activity.sheet,
    '' AS cell,
    '' AS activity_id,
    '' AS activity_name,
    '' AS found,
    list(new_activity.activity_id ORDER BY new_activity.activity_id) AS expected
FROM new_activity
JOIN new_report ON new_report.submission = new_activity.submission
ANTI JOIN record.finding AS query
    ON query.delivery = new_report.delivery
    AND query.event = new_report.event
    AND query.activity_id = new_activity.activity_id
    AND query.rule IN ('R-HISTORY-02', 'R-HISTORY-03', 'R-HISTORY-04')
ANTI JOIN record.finding AS lost
    ON lost.delivery = new_report.delivery
    AND lost.event = new_report.event
    AND lost.sheet = new_activity.sheet
    AND lost.cell = new_activity.explanation_cell
    AND lost.rule = 'R-CELL-03'
WHERE
    new_activity.asks = 'when_worse_or_again'
    AND new_activity.explanation = ''
    AND new_activity.status IS DISTINCT FROM new_activity.known_status
    AND NOT coalesce(
        new_activity.known_kind = 'scale' AND new_activity.place > new_activity.known_place, false
    )
GROUP BY new_activity.delivery, new_activity.sheet

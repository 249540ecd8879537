-- One row is an activity that a region reported before a new report, in its last known state. A
-- finished or stopped activity keeps its state without being reported again.
CREATE OR REPLACE TEMP TABLE known_activity AS
SELECT
    earlier.new_submission,
    new_report.delivery,
    new_report.sheet,
    new_report.programme,
    earlier.activity_key,
    earlier.activity_id,
    earlier.activity_name,
    earlier.category,
    earlier.status,
    earlier.period,
    status.kind,
    status.place,
    status.word
FROM earlier_activity AS earlier
JOIN new_report ON new_report.submission = earlier.new_submission
LEFT JOIN reference.status
    ON status.programme = new_report.programme AND status.code = earlier.status
QUALIFY row_number() OVER (
    PARTITION BY earlier.new_submission, earlier.activity_key
    ORDER BY earlier.period DESC, earlier.activity_id
) = 1;

-- One row is a name of an activity, in a new report or known of its region, that must be compared
-- by its key. Left out: names for reports in which every id is known under exactly the same name.
CREATE OR REPLACE TEMP TABLE compared_name AS
WITH differing AS (
    SELECT unpaired_activity.submission FROM unpaired_activity
    UNION
    SELECT reported_activity.submission
    FROM reported_activity
    WHERE reported_activity.known_name <> reported_activity.activity_name
)

SELECT reported_activity.activity_name
FROM reported_activity
SEMI JOIN differing ON differing.submission = reported_activity.submission
UNION
SELECT known.activity_name
FROM known_activity AS known
SEMI JOIN differing ON differing.submission = known.new_submission;

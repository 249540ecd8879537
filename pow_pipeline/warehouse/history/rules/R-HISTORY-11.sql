-- One row is an activity whose id is new but resembles the id of an activity that the report leaves
-- out.
SELECT
    resembling.delivery,
    resembling.sheet,
    resembling.activity_id_cell AS cell,
    resembling.activity_id,
    resembling.activity_name,
    concat(resembling.activity_id, ' / ', resembling.known_id) AS found,
    [resembling.known_period] AS expected
FROM resembling_activity AS resembling

-- One row is a submission in force of a region that the programme does not expect in the period, so
-- that it is in no figure.
SELECT checked.region_code, checked.submission
FROM checked
WHERE NOT EXISTS (
    SELECT 1
    FROM reference.register
    JOIN summary.programme_in_force() AS programme USING (programme)
    WHERE register.period = checked.period AND register.region_code = checked.region_code
)

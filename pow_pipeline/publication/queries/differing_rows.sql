-- One row is a row of one summary that differs between two releases, in the order of its key: what it
-- is about, its numbers before and now, and the columns that differ. Rows that only one of the
-- releases has are included, with the numbers of the other one empty. Placeholders: the rows of
-- both releases, and the columns of the summary.
WITH before AS ({rows_before}),

now AS ({rows_now})

SELECT
    coalesce(now.period, before.period) AS period,
    {subjects},
    {numbers},
    list_filter([{changed}], name -> name IS NOT NULL) AS changed
FROM before
FULL JOIN now ON {same_key}
WHERE len(changed) > 0
ORDER BY {key}

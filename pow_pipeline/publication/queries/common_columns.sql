-- One row is a column of table $table that both attached releases have, in the order of the table.
SELECT column_name
FROM duckdb_columns()
WHERE
    database_name IN ('before_released', 'now_released')
    AND schema_name = 'summary'
    AND table_name = $table
GROUP BY column_name
HAVING count(*) = 2
ORDER BY min(column_index)

-- One row is the comment on a summary (without a column) or on one of its columns, in database
-- $database.
SELECT NULL, comment FROM duckdb_views()
WHERE database_name = $database AND schema_name = 'summary' AND view_name = $name
UNION ALL
SELECT NULL, comment FROM duckdb_tables()
WHERE database_name = $database AND schema_name = 'summary' AND table_name = $name
UNION ALL
SELECT column_name, comment FROM duckdb_columns()
WHERE database_name = $database AND schema_name = 'summary' AND table_name = $name

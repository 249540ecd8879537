-- One row is the definition of a table, column, view or macro, with its comment. Left out: what
-- DuckDB itself defines.
SELECT 'table', schema_name, table_name, sql, comment FROM duckdb_tables()
UNION ALL
SELECT 'column', schema_name, table_name, column_name, comment FROM duckdb_columns()
WHERE NOT internal
UNION ALL
SELECT 'view', schema_name, view_name, sql, comment FROM duckdb_views()
WHERE NOT internal
UNION ALL
SELECT 'macro', schema_name, function_name, macro_definition, parameters::VARCHAR
FROM duckdb_functions()
WHERE NOT internal
ORDER BY ALL

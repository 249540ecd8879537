-- One row is a table, view or macro that exists in the database. Left out: what DuckDB itself
-- defines.
SELECT 'TABLE', schema_name || '.' || table_name FROM duckdb_tables()
UNION ALL
SELECT 'VIEW', schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal
UNION ALL
SELECT 'MACRO', schema_name || '.' || function_name FROM duckdb_functions()
WHERE NOT internal AND macro_definition IS NOT NULL

-- The only row is the hash of the definitions of all tables, views and macros. A table that was
-- altered by hand has another one. Left out: what DuckDB itself defines.
SELECT md5(string_agg(definition, chr(0) ORDER BY definition))
FROM (
    SELECT schema_name || sql AS definition
    FROM duckdb_tables()
    WHERE database_name = current_database()
    UNION ALL
    SELECT schema_name || view_name || sql AS definition
    FROM duckdb_views()
    WHERE NOT internal AND database_name = current_database()
    UNION ALL
    SELECT schema_name || function_name || parameters::VARCHAR || macro_definition AS definition
    FROM duckdb_functions()
    WHERE NOT internal AND database_name = current_database() AND macro_definition IS NOT NULL
)

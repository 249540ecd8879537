-- The only row is the hash of the definitions of all views and macros, under the name summary.
SELECT 'summary', md5(string_agg(definition, chr(0) ORDER BY definition))
FROM (
    SELECT view_name || sql AS definition FROM duckdb_views()
    WHERE NOT internal AND database_name = current_database()
    UNION ALL
    SELECT function_name || parameters::VARCHAR || macro_definition AS definition
    FROM duckdb_functions()
    WHERE NOT internal AND database_name = current_database() AND macro_definition IS NOT NULL
)
